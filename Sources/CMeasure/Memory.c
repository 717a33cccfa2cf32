#include <stdlib.h>
#include <string.h>

#include "CMeasure.h"

double cm_now(void);

typedef float Wide __attribute__((vector_size(64), aligned(64)));

#if defined(__x86_64__)
#define BODY(name, attributes)                                                      \
  attributes static void name(int64_t count, const Wide *a, const Wide *b, Wide *y) { \
    for (int64_t i = 0; i < count; i++) y[i] = a[i] + b[i];                          \
  }
BODY(add_avx512, __attribute__((target("avx512f"))))
BODY(add_avx2, __attribute__((target("avx2"))))
#endif

static void add(int64_t count, const Wide *a, const Wide *b, Wide *y) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return add_avx512(count, a, b, y);
  if (__builtin_cpu_supports("avx2")) return add_avx2(count, a, b, y);
#endif
  const float *from = (const float *)a, *other = (const float *)b;
  float *to = (float *)y;
  for (int64_t i = 0; i < 16 * count; i++) to[i] = from[i] + other[i];
}

double cm_stream_bytes(int64_t bytes) {
  const int64_t size = (bytes + 63) / 64 * 64;
  char *memory = NULL;
  if (bytes < 64 || posix_memalign((void **)&memory, 4096, (size_t)(3 * size))) return 0;
  memset(memory, 0, (size_t)(3 * size));
  Wide *a = (Wide *)memory, *b = (Wide *)(memory + size), *y = (Wide *)(memory + 2 * size);
  // Long enough for the clock: about 300 MB a try.
  const int64_t repeats = 1 + (int64_t)300000000 / (3 * size);
  double best = 0;
  for (int i = 0; i < 6; i++) {
    const double start = cm_now();
    for (int64_t k = 0; k < repeats; k++) {
      add(size / 64, a, b, y);
      __asm__ volatile("" : : "r"(y) : "memory");
    }
    const double seconds = cm_now() - start;
    const double rate = (double)(3 * size * repeats) / (seconds > 0 ? seconds : 1);
    if (rate > best) best = rate;
  }
  free(memory);
  return best;
}
