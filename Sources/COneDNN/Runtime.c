#include "Runtime.h"

#include <pthread.h>
#include <stddef.h>

#include "COneDNN.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;

static void make_engine(void) {
  if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
}

dnnl_engine_t conednn_engine(void) {
  pthread_once(&once, make_engine);
  return engine;
}

COneDNNVersion conednn_version(void) {
  if (conednn_load() != 0) return (COneDNNVersion){0, 0, 0};
  const dnnl_version_t *version = dnnl_version();
  return (COneDNNVersion){version->major, version->minor, version->patch};
}

const char *conednn_instruction_set(void) {
  if (conednn_load() != 0) return "none";
  switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: return "SSE41";
    case dnnl_cpu_isa_avx: return "AVX";
    case dnnl_cpu_isa_avx2: return "AVX2";
    case dnnl_cpu_isa_avx2_vnni: return "AVX2_VNNI";
    case dnnl_cpu_isa_avx512_core: return "AVX512_CORE";
    case dnnl_cpu_isa_avx512_core_vnni: return "AVX512_CORE_VNNI";
    case dnnl_cpu_isa_avx512_core_bf16: return "AVX512_CORE_BF16";
    case dnnl_cpu_isa_avx512_core_amx: return "AVX512_CORE_AMX";
    default: return "one without a name here";
  }
}

int32_t conednn_has_tiles(void) {
  if (conednn_load() != 0) return 0;
  // Sets are numbered by bits: a larger one has those of the smaller.
  const unsigned tiles = dnnl_cpu_isa_avx512_core_amx;
  return ((unsigned)dnnl_get_effective_cpu_isa() & tiles) == tiles;
}

const char *conednn_status_name(int32_t status) {
  switch (status) {
    case CONEDNN_MISSING:
      return "its library " CONEDNN_LIBRARY " cannot be loaded; on Debian `apt-get install "
             CONEDNN_PACKAGE "` has it";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "no implementation for these shapes";
    case dnnl_runtime_error: return "run-time error";
    case dnnl_not_required: return "not required";
    default: return "unknown status";
  }
}
