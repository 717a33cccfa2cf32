#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "Shared.h"

CLLimit cl_limit(const char *name) {
  // What oneDNN knows, in any case of letters as there; a name that it does not know limits nothing.
  static const char *const below_pairs[] = {"SSE41",       "AVX",        "AVX2",            "AVX2_VNNI",
                                            "AVX2_VNNI_2", "AVX512_MIC", "AVX512_MIC_4OPS", "AVX512_CORE",
                                            "AVX512_CORE_VNNI"};
  static const char *const below_tiles[] = {"AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX10_1_512"};
  for (size_t i = 0; name && i < sizeof below_pairs / sizeof *below_pairs; i++)
    if (strcasecmp(name, below_pairs[i]) == 0) return CL_NO_PAIRS;
  for (size_t i = 0; name && i < sizeof below_tiles / sizeof *below_tiles; i++)
    if (strcasecmp(name, below_tiles[i]) == 0) return CL_NO_TILES;
  return CL_NO_LIMIT;
}

#if defined(__x86_64__)
static CLLimit limit_here(void) {
  const char *name = getenv("ONEDNN_MAX_CPU_ISA");
  return cl_limit(name ? name : getenv("DNNL_MAX_CPU_ISA"));
}

// Whether the processor multiplies tiles of bfloat16 numbers, and the system lets this process have them: it gives the
// 8 KiB of registers to those that ask.
static int has_tiles(void) {
#if defined(__linux__)
  static _Atomic int known = -1;
  int has = atomic_load_explicit(&known, memory_order_relaxed);
  if (has >= 0) return has;
  unsigned a, b, c, d, low, high;
  has = 0;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 24 & 1) && (d >> 22 & 1) && __get_cpuid(1, &a, &b, &c, &d) &&
      (c >> 27 & 1)) {
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    enum { REQUEST = 0x1023, TILES = 18 };  // ARCH_REQ_XCOMP_PERM and XFEATURE_XTILEDATA of Linux
    has = (low >> 17 & 3) == 3 && syscall(SYS_arch_prctl, REQUEST, TILES) == 0;
  }
  atomic_store_explicit(&known, has, memory_order_relaxed);
  return has;
#else
  return 0;
#endif
}
#endif

const CLTable *cl_table_tiles(int32_t emulated) {
#if defined(__x86_64__)
  if (ck_supported() == CK_AVX512 && __builtin_cpu_supports("avx512bf16") && (has_tiles() || emulated))
    return &cl_table_avx512_tiles;
#else
  (void)emulated;
#endif
  return NULL;
}

const CLTable *cl_table_pairs(void) {
#if defined(__x86_64__)
  if (ck_supported() == CK_AVX512 && __builtin_cpu_supports("avx512bf16")) return &cl_table_avx512_pairs;
#endif
  return NULL;
}

int32_t cl_pairs_pay(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return !__builtin_cpu_is("intel");
#else
  return 0;
#endif
}

const CLTable *cl_table(CKInstructionSet limit, CLPrecision precision) {
  const int half = precision == CL_BFLOAT16;
  const CKInstructionSet best = ck_supported();
  switch (limit < best ? limit : best) {
#if defined(__x86_64__)
    case CK_AVX512: {
      if (!half) return &cl_table_avx512;
      const CLLimit left = limit_here();
      if (left >= CL_NO_LIMIT && cl_table_tiles(0)) return &cl_table_avx512_tiles;
      return left >= CL_NO_TILES && cl_table_pairs() && cl_pairs_pay() ? &cl_table_avx512_pairs : &cl_table_avx512_half;
    }
    case CK_AVX2: return half ? &cl_table_avx2_half : &cl_table_avx2;
#endif
    default: return half ? &cl_table_baseline_half : &cl_table_baseline;
  }
}

int64_t cl_norm_scratch(int64_t channels) { return cl_norm_floats(channels); }
int64_t cl_grouped_norm_scratch(int64_t pixels, int64_t channels) {
  // The gradient of an image, and what the last vector writes beyond it.
  return cl_norm_floats(channels) + pixels * channels + CL_LANES;
}
int64_t cl_attention_scratch(const CLAttention *s) { return cl_attention_floats(s->tokens, s->head); }
int64_t cl_upsample_scratch(int64_t height, int64_t width, int64_t channels) {
  return height * width * cl_padded(channels);
}
int32_t cl_winograd_pays(const CLWinograd *s) {
#if defined(__x86_64__)
  if (s->height % 4 || s->width % 4) return 0;
  // Few inputs are few products, which do not pay for the transforms; very few tiles do not pay for those of the weights.
  const int64_t tiles = s->batch * (s->height / 4) * (s->width / 4), products = s->inputs * s->outputs;
  if (s->inputs < 8) return 0;
  return tiles >= 16 || products <= 64 * 64;
#else
  (void)s;
  return 0;  // not measured
#endif
}
int64_t cl_winograd_scratch(const CLWinograd *s) {
  const CLWinogradPlan plan = cl_winograd_plan(s);
  return plan.image + 36 * (plan.in + plan.out + plan.weights);
}
int64_t cl_winograd_floats(const CLWinograd *s) {
  return (s->inputs + 1) / 2 * 2 * 9 * cl_winograd_padded(s->outputs);
}
int32_t cl_linear_pays(CKInstructionSet set) { return set == CK_AVX512; }
int64_t cl_linear_scratch(const CLLinear *s) {
  const int64_t inputs = (s->inputs + 7) / 8 * 8, outputs = cl_padded(s->outputs);
  return CL_LINEAR_ROWS * (inputs + outputs) + (inputs + 2) * outputs;
}
int64_t cl_linear_floats(const CLLinear *s) { return s->inputs * cl_padded(s->outputs); }
void cl_linear_pack(const CLLinear *s, const float *weights, int32_t gradient, float *packed) {
  const int64_t I = s->inputs, O = s->outputs;
  for (int64_t o = 0; o < cl_padded(O); o += CL_LANES)
    for (int64_t c = 0; c < I; c++)
      for (int64_t k = o; k < o + CL_LANES; k++, packed++)
        *packed = k < O ? weights[gradient ? c * O + k : k * I + c] : 0;
}

int64_t cl_stem_scratch(const CLStem *s) {
  const int64_t taps = s->inputs * s->kernel * s->kernel;
  return taps * cl_padded(s->outputs) + (s->height + s->kernel) * (s->width + s->kernel) * s->inputs;
}
