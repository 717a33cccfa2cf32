#include <time.h>

#include "CMeasure.h"

double cm_now(void);

double cm_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

enum { CHAINS = 12, TRIES = 10 };

// CHAINS sums that do not wait for each other hide the latency of a fused multiplication and addition.
#define LOOP(name, lanes, attributes)                                                       \
  typedef float name##_vector __attribute__((vector_size(4 * lanes)));                     \
  attributes static float name(int64_t rounds) {                                            \
    _Pragma("clang fp contract(fast)") name##_vector sums[CHAINS];                         \
    for (int k = 0; k < CHAINS; k++) sums[k] = (name##_vector){} + (float)k;                \
    name##_vector factor = (name##_vector){} + 0.5f, term = (name##_vector){} + 1.0f;       \
    for (int64_t i = 0; i < rounds; i++) {                                                  \
      __asm__ volatile("" : "+x"(factor), "+x"(term));                                      \
      for (int k = 0; k < CHAINS; k++) sums[k] = sums[k] * factor + term;                   \
    }                                                                                       \
    float total = 0;                                                                        \
    for (int k = 0; k < CHAINS; k++) total += sums[k][0];                                   \
    return total;                                                                           \
  }

#if defined(__x86_64__)
LOOP(avx512, 16, __attribute__((target("avx512f"))))
LOOP(avx2, 8, __attribute__((target("avx2,fma"))))
LOOP(baseline, 4, )
#else
#define PLAIN 1
static float baseline(int64_t rounds) {
  float sums[4 * CHAINS] = {0};
  for (int64_t i = 0; i < rounds; i++)
    for (int k = 0; k < 4 * CHAINS; k++) sums[k] = sums[k] * 0.5f + 1.0f;
  float total = 0;
  for (int k = 0; k < 4 * CHAINS; k++) total += sums[k];
  return total;
}
#endif

double cm_float32_operations(void) {
  float (*loop)(int64_t) = baseline;
  int lanes = 4;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) {
    loop = avx512, lanes = 16;
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    loop = avx2, lanes = 8;
  }
#endif
  const int64_t rounds = 4000000;
  volatile float sink = loop(rounds / 10);
  double best = 0;
  for (int i = 0; i < TRIES; i++) {
    const double start = cm_now();
    sink = loop(rounds);
    const double seconds = cm_now() - start;
    const double rate = 2.0 * lanes * CHAINS * (double)rounds / (seconds > 0 ? seconds : 1);
    if (rate > best) best = rate;
  }
  (void)sink;
  return best;
}
