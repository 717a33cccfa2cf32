#include <stdlib.h>
#include <string.h>
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
    case CK_AVX512:
      return !half ? &cl_table_avx512 : pairs() && cl_pairs_pay() ? &cl_table_avx512_pairs : &cl_table_avx512_half;
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
