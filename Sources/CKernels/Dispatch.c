// Chooses the instruction set once, and what does not depend on it: layout and packing.
#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

#include "Shared.h"

CKInstructionSet ck_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
      return CK_AVX512;
    return CK_AVX2;
  }
#endif
  return CK_BASELINE;
}

// What oneDNN's variables allow, so that one setting restricts all of the arithmetic.
// Letters of any case, as oneDNN reads them.
static CKInstructionSet allowed(void) {
  const char *name = getenv("ONEDNN_MAX_CPU_ISA");
  if (!name) name = getenv("DNNL_MAX_CPU_ISA");
  if (!name || strncasecmp(name, "AVX512", 6) == 0 || strncasecmp(name, "AVX10", 5) == 0) return CK_AVX512;
  if (strncasecmp(name, "AVX2", 4) == 0) return CK_AVX2;
  return strcasecmp(name, "AVX") == 0 || strncasecmp(name, "SSE", 3) == 0 ? CK_BASELINE : CK_AVX512;
}

// -1: not chosen yet. Two threads that choose at once choose the same.
static _Atomic int standard = -1;
static _Thread_local int chosen_here = -1;

CKInstructionSet ck_selected(void) {
  if (chosen_here >= 0) return (CKInstructionSet)chosen_here;
  int set = atomic_load_explicit(&standard, memory_order_relaxed);
  if (set < 0) {
    const CKInstructionSet best = ck_supported(), limit = allowed();
    set = (int)(limit < best ? limit : best);
    atomic_store_explicit(&standard, set, memory_order_relaxed);
  }
  return (CKInstructionSet)set;
}

CKInstructionSet ck_select(CKInstructionSet set) {
  const CKInstructionSet best = ck_supported();
  chosen_here = (int)(set < best ? set : best);
  return (CKInstructionSet)chosen_here;
}

static const CKTable *table(void) {
  switch (ck_selected()) {
#if defined(__x86_64__)
    case CK_AVX512: return &ck_table_avx512;
    case CK_AVX2: return &ck_table_avx2;
#endif
    default: return &ck_table_baseline;
  }
}

CKLayer ck_net_layer(const CKNet *net, int32_t layer) {
  CKLayer result = {0};
  for (int32_t l = 0; l <= layer; l++) {
    result.weights = l == 0 ? 0 : result.bias + (net->bias ? ck_pad(result.rows) : 0);
    result.rows = l + 1 == net->depth ? net->dimension : net->hidden;
    result.columns = l == 0 ? net->dimension : net->hidden;
    result.stride = (int32_t)ck_pad(result.columns);
    result.bias = result.weights + (int64_t)result.rows * result.stride;
  }
  return result;
}

int64_t ck_net_parameters(const CKNet *net) {
  const CKLayer last = ck_net_layer(net, net->depth - 1);
  return last.bias + (net->bias ? ck_pad(last.rows) : 0);
}

int64_t ck_net_scratch(const CKNet *net) {
  const int64_t width = net->hidden > net->dimension ? net->hidden : net->dimension;
  return (net->depth + 2) * width * CK_CHUNK + ck_pad(width) * CK_CHUNK;
}

int64_t ck_net_packed(const CKNet *net, int64_t samples, int32_t targets) {
  return (samples + CK_CHUNK - 1) / CK_CHUNK * ck_rows(net, targets) * CK_CHUNK;
}

void ck_net_pack(const CKNet *net, const float *samples, const float *targets, const float *constant,
                 const int64_t *index, int64_t count, float *packed) {
  const int64_t d = net->dimension;
  memset(packed, 0, sizeof(float) * (size_t)ck_net_packed(net, count, targets != NULL));
  for (int64_t start = 0; start < count; start += CK_CHUNK) {
    const int64_t here = count - start < CK_CHUNK ? count - start : CK_CHUNK;
    for (int64_t s = 0; s < here; s++) {
      const int64_t from = index ? index[start + s] : start + s;
      for (int64_t i = 0; i < d; i++) packed[i * CK_CHUNK + s] = samples[from * d + i];
      packed[d * CK_CHUNK + s] = constant ? constant[from] : 1.0f;
      if (targets)
        for (int64_t i = 0; i < d; i++) packed[(d + 1 + i) * CK_CHUNK + s] = targets[from * d + i];
    }
    packed += ck_rows(net, targets != NULL) * CK_CHUNK;
  }
}

int64_t ck_net_descend(const CKNet *net, CKDescent *descent, float *parameters, float *velocity,
                       float *gradient, float *scratch) {
  return table()->descend(net, descent, parameters, velocity, gradient, scratch);
}

double ck_net_gradient(const CKNet *net, const CKDescent *descent, const float *parameters, float *gradient,
                       float *scratch) {
  return table()->gradient(net, descent, parameters, gradient, scratch);
}

void ck_net_output(const CKNet *net, const float *parameters, const double *input, double *output,
                   double *work) {
  double *x = work, *z = work + (net->hidden > net->dimension ? net->hidden : net->dimension);
  memcpy(x, input, sizeof(double) * (size_t)net->dimension);
  for (int32_t l = 0; l < net->depth; l++) {
    const CKLayer layer = ck_net_layer(net, l);
    for (int32_t o = 0; o < layer.rows; o++) {
      const float *w = parameters + layer.weights + (int64_t)o * layer.stride;
      // Eight sums in a fixed order: one alone would wait for each addition.
      double lanes[8] = {0};
      int32_t i = 0;
      for (; i + 8 <= layer.columns; i += 8)
        for (int k = 0; k < 8; k++) lanes[k] += (double)w[i + k] * x[i + k];
      for (; i < layer.columns; i++) lanes[0] += (double)w[i] * x[i];
      double sum = net->bias ? (double)parameters[layer.bias + o] : 0.0;
      for (int k = 0; k < 8; k++) sum += lanes[k];
      z[o] = net->relu && l + 1 < net->depth && sum <= 0 ? 0 : sum;
    }
    double *swap = x;
    x = z;
    z = swap;
  }
  memcpy(output, x, sizeof(double) * (size_t)net->dimension);
}

void ck_adamw(const CKAdamW *rule, int64_t count, float *parameters, float *gradient, float *first,
              float *second) {
  table()->adamw(rule, count, parameters, gradient, first, second);
}

double ck_sum_of_squares(const float *values, int64_t count) {
  return table()->sum_of_squares(values, count);
}
