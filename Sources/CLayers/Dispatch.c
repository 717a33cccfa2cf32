#include <stdlib.h>
#include <strings.h>

#include "Shared.h"

int32_t cl_pairs_allowed(const char *limit) {
  // What oneDNN knows below AVX512_CORE_BF16, in any case of letters as there; a name that it does not know
  // limits nothing.
  static const char *const without[] = {"SSE41",       "AVX",        "AVX2",            "AVX2_VNNI",
                                        "AVX2_VNNI_2", "AVX512_MIC", "AVX512_MIC_4OPS", "AVX512_CORE",
                                        "AVX512_CORE_VNNI"};
  for (size_t i = 0; limit && i < sizeof without / sizeof *without; i++)
    if (strcasecmp(limit, without[i]) == 0) return 0;
  return 1;
}

#if defined(__x86_64__)
static int pairs(void) {
  const char *limit = getenv("ONEDNN_MAX_CPU_ISA");
  if (!limit) limit = getenv("DNNL_MAX_CPU_ISA");
  return __builtin_cpu_supports("avx512bf16") && cl_pairs_allowed(limit);
}
#endif

const CLTable *cl_table(CLInstructionSet limit, CLPrecision precision) {
  const int half = precision == CL_BFLOAT16;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (limit >= CL_AVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (limit >= CL_AVX512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
      return !half ? &cl_table_avx512 : pairs() ? &cl_table_avx512_pairs : &cl_table_avx512_half;
    return half ? &cl_table_avx2_half : &cl_table_avx2;
  }
#endif
  (void)limit;
  return half ? &cl_table_baseline_half : &cl_table_baseline;
}

int64_t cl_attention_scratch(const CLAttention *s) {
  // Transposed keys and values, their gradients, two rows of probabilities, three blocks of queries; and of
  // tiles: two of probabilities and their sums by lanes. Pairs of bfloat16 numbers take less for the first,
  // but blocks of 32 keys and more rows.
  return cl_padded(s->tokens) * (4 * s->head + 2) + 3 * 8 * s->head +
         2 * 8 * 128 + 8 * s->head * CL_LANES + 64 * s->head;
}
int64_t cl_upsample_scratch(int64_t height, int64_t width, int64_t channels) {
  return height * width * cl_padded(channels);
}
int64_t cl_stem_scratch(const CLStem *s) {
  const int64_t taps = s->inputs * s->kernel * s->kernel;
  return taps * cl_padded(s->outputs) + (s->height + s->kernel) * (s->width + s->kernel) * s->inputs;
}
