// AVX2 with fused multiply-add: sixteen registers of eight floats; 6 x 2 sums leave room for their operands.
#if defined(__x86_64__)
#include <immintrin.h>

#define CK_TABLE ck_table_avx2
#define CK_TARGET __attribute__((target("avx,avx2,fma")))
#define VL 8
#define MR 6
#define NV 2
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
// x86's maximum is its second operand where one of them is a NaN.
#define RELU(v) ((vf)_mm256_max_ps(_mm256_setzero_ps(), (__m256)(v)))
#include "Kernels.inc.h"
#else
typedef int ck_no_avx2;  // a translation unit is not empty
#endif
