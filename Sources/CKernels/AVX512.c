// AVX-512: thirty-two registers of sixteen floats.
#if defined(__x86_64__)
#include <immintrin.h>

#define CK_TABLE ck_table_avx512
#define CK_TARGET __attribute__((target("avx,avx2,fma,avx512f,avx512vl,avx512bw,avx512dq")))
#define VL 16
#define MR 6
#define NV 4
#define ZIP_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
// x86's maximum is its second operand where one of them is a NaN.
#define RELU(v) ((vf)_mm512_max_ps(_mm512_setzero_ps(), (__m512)(v)))
#include "Kernels.inc.h"
#else
typedef int ck_no_avx512;  // a translation unit is not empty
#endif
