// Sixteen lanes, whatever the registers: the compiler splits them where they are narrower.
typedef float V __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t VI __attribute__((vector_size(64), aligned(4), may_alias));

#define LOAD(p) (*(const V *)(p))
#define STORE(p, v) (*(V *)(p) = (v))
#define SPLAT(x) ((V){} + (x))
typedef float V8 __attribute__((vector_size(32), aligned(4), may_alias));
#define LOAD8(p) (*(const V8 *)(p))
#define UNROLL _Pragma("clang loop unroll(full)")
#define ROLL _Pragma("clang loop unroll(disable)")

// Activations: A is their type in memory, V what is computed with.
#if CL_HALF
typedef uint16_t A;
typedef uint16_t VH __attribute__((vector_size(32), aligned(2), may_alias));
typedef uint32_t VU __attribute__((vector_size(64), aligned(4), may_alias));
#define GET(p) ((V)(__builtin_convertvector(*(const VH *)(p), VU) << 16))
// To nearest, ties to even. A NaN that arithmetic makes is quiet and survives the cut.
INLINE void put(A *p, const V *v) {
  const VU bits = (VU)*v;
  *(VH *)p = __builtin_convertvector((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16, VH);
}
typedef uint16_t VH8 __attribute__((vector_size(16), aligned(2), may_alias));
typedef uint32_t VU8 __attribute__((vector_size(32), aligned(4), may_alias));
#define GET8(p) ((V8)(__builtin_convertvector(*(const VH8 *)(p), VU8) << 16))
INLINE void put8(A *p, const V8 *v) {
  const VU8 bits = (VU8)*v;
  *(VH8 *)p = __builtin_convertvector((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16, VH8);
}
INLINE float get1(const A *p) {
  const uint32_t bits = (uint32_t)*p << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}
INLINE void put1(A *p, float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  *p = (A)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}
#else
typedef float A;
#define GET(p) LOAD(p)
INLINE void put(A *p, const V *v) { STORE(p, *v); }
#define GET8(p) LOAD8(p)
INLINE void put8(A *p, const V8 *v) { *(V8 *)p = *v; }
INLINE float get1(const A *p) { return *p; }
INLINE void put1(A *p, float value) { *p = value; }
#endif

// Sixteen lanes of eight and eight, of eight in turns with eight, and of two numbers eight times.
#define PAIR(p, q) \
  ((V)__builtin_shufflevector(LOAD8(p), LOAD8(q), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#define ALTERNATE(p, q) \
  ((V)__builtin_shufflevector(LOAD8(p), LOAD8(q), 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15))
typedef int64_t VL __attribute__((vector_size(64)));
typedef int64_t L1 __attribute__((aligned(4), may_alias));
#define TWINS(p)                                                                                                   \
  ((V)(VL){*(const L1 *)(p), *(const L1 *)(p), *(const L1 *)(p), *(const L1 *)(p), *(const L1 *)(p), *(const L1 *)(p), \
           *(const L1 *)(p), *(const L1 *)(p)})
// Every other lane.
#define EVEN(v) __builtin_shufflevector(v, v, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODD(v) __builtin_shufflevector(v, v, 1, 3, 5, 7, 9, 11, 13, 15)

#define EVENS(v, w) __builtin_shufflevector(v, w, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODDS(v, w) __builtin_shufflevector(v, w, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)

// The first and the last eight lanes of two vectors, in turns.
#define LOW(v, w) __builtin_shufflevector(v, w, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(v, w) __builtin_shufflevector(v, w, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

// Fewer than sixteen at the end of an array, of which eight are frequent; the rest reads as zero.
INLINE void get_some(V *v, const A *p, int64_t n) {
  if (n == 8) {
    const V8 low = GET8(p), none = {};
    *v = (V)__builtin_shufflevector(low, none, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return;
  }
  *v = (V){};
  for (int64_t i = 0; i < n; i++) (*v)[i] = get1(p + i);
}
INLINE void put_some(A *p, const V *v, int64_t n) {
  if (n == 8) {
    const V8 low = (V8)__builtin_shufflevector(*v, *v, 0, 1, 2, 3, 4, 5, 6, 7);
    put8(p, &low);
    return;
  }
  for (int64_t i = 0; i < n; i++) put1(p + i, (*v)[i]);
}

// Runs the body over `count` numbers in vectors: `i` is where the vector begins and `n` how many numbers it has. `n` is
// CL_LANES, and then a constant, in all but the last one; READ and WRITE take it.
#define EACH(i, n, count, ...)                       \
  {                                                  \
    int64_t i = 0;                                   \
    for (; i + CL_LANES <= (count); i += CL_LANES) { \
      enum { n = CL_LANES };                         \
      __VA_ARGS__                                    \
    }                                                \
    if (i < (count)) {                               \
      const int64_t n = (count) - i;                 \
      __VA_ARGS__                                    \
    }                                                \
  }
// v = the n numbers at p, and zeros behind them.
#define READ(v, p, n) \
  do {                \
    if ((n) == CL_LANES) v = GET(p); else get_some(&v, p, n); \
  } while (0)
// The n numbers at p = those of v.
#define WRITE(p, v, n) \
  do {                 \
    if ((n) == CL_LANES) put(p, &v); else put_some(p, &v, n); \
  } while (0)

// The transposed matrix, of 16 vectors: four times the lanes of vectors eight apart are put in turns.
INLINE void transpose_lanes(const V *from, V *to) {
  V a[16];
  UNROLL for (int k = 0; k < 8; k++) a[2 * k] = LOW(from[k], from[k + 8]), a[2 * k + 1] = HIGH(from[k], from[k + 8]);
  UNROLL for (int k = 0; k < 8; k++) to[2 * k] = LOW(a[k], a[k + 8]), to[2 * k + 1] = HIGH(a[k], a[k + 8]);
  UNROLL for (int k = 0; k < 8; k++) a[2 * k] = LOW(to[k], to[k + 8]), a[2 * k + 1] = HIGH(to[k], to[k + 8]);
  UNROLL for (int k = 0; k < 8; k++) to[2 * k] = LOW(a[k], a[k + 8]), to[2 * k + 1] = HIGH(a[k], a[k + 8]);
}

// Pairs far lanes first: the order of the sum is part of the result.
INLINE float sum_lanes(const V *v) {
  typedef float V8 __attribute__((vector_size(32)));
  typedef float V4 __attribute__((vector_size(16)));
  const V8 e = __builtin_shufflevector(*v, *v, 0, 1, 2, 3, 4, 5, 6, 7) +
               __builtin_shufflevector(*v, *v, 8, 9, 10, 11, 12, 13, 14, 15);
  const V4 q = __builtin_shufflevector(e, e, 0, 1, 2, 3) + __builtin_shufflevector(e, e, 4, 5, 6, 7);
  const V4 h = q + __builtin_shufflevector(q, q, 2, 3, 2, 3);
  return h[0] + h[1];
}

#define VSELECT(mask, a, b) ((V)(((VI)(a) & (mask)) | ((VI)(b) & ~(mask))))
// Limits that let a NaN through.
#define VMIN(x, limit) VSELECT((x) > (limit), SPLAT(limit), x)
#define VMAX(x, limit) VSELECT((x) < (limit), SPLAT(limit), x)

#define LOG2E 1.44269504088896341f

// 2^x for |x| <= 126, to 2 units in the last place: the integer part goes into the exponent. A NaN stays one.
#ifdef CL_SCALES
// AVX-512 takes a number apart and scales by a power of two in an instruction each, which also lets x be of any size: what is
// too small goes to zero. 2^f by a polynomial of the least relative error on 0 ... 1.
INLINE void vexp2(V *value) {
  const V f = (V)_mm512_reduce_ps((__m512)*value, 0x09);  // x - floor(x)
  V p = SPLAT(0.0018671300495043397f);
  p = p * f + 0.009017030708491802f;
  p = p * f + 0.05579991266131401f;
  p = p * f + 0.24016444385051727f;
  p = p * f + 0.6931512951850891f;
  p = p * f + 1.0f;
  *value = (V)_mm512_scalef_ps((__m512)p, (__m512)*value);
}
#define VEXP2_LOW(x) (x)
#else
// The fraction through Cephes' polynomial for exp2f.
INLINE void vexp2(V *value) {
  const V magic = SPLAT(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer, in the lowest bits
  const V shifted = *value + magic;
  const V f = *value - (shifted - magic);
  V p = SPLAT(1.535336188319500e-4f);
  p = p * f + 1.339887440266574e-3f;
  p = p * f + 9.618437357674640e-3f;
  p = p * f + 5.550332471162809e-2f;
  p = p * f + 2.402264791363012e-1f;
  p = p * f + 6.931472028550421e-1f;
  p = p * f + 1.0f;
  *value = (V)((VI)p + ((VI)shifted << 23));
}
#define VEXP2_LOW(x) VMAX(x, -126.0f)
#endif

// exp(x); what would be below 2^-126 or above 2^126 stays there.
INLINE void vexp(V *value) {
  const V x = *value * LOG2E;
  const V low = VMAX(x, -126.0f);
  *value = VMIN(low, 126.0f);
  vexp2(value);
}

// erf(x) to 4 units in the last place: a rational function of x on [-4, 4], where it reaches 1 (Eigen's).
INLINE void verf(V *value) {
  const V high = VMIN(*value, 4.0f);
  const V x = VMAX(high, -4.0f);
  const V z = x * x;
  V p = SPLAT(-2.72614225801306e-10f);
  p = p * z + 2.77068142495902e-08f;
  p = p * z - 2.10102402082508e-06f;
  p = p * z - 5.69250639462346e-05f;
  p = p * z - 7.34990630326855e-04f;
  p = p * z - 2.95459980854025e-03f;
  p = p * z - 1.60960333262415e-02f;
  V q = SPLAT(-1.45660718464996e-05f);
  q = q * z - 2.13374055278905e-04f;
  q = q * z - 1.68282697438203e-03f;
  q = q * z - 7.37332916720468e-03f;
  q = q * z - 1.42647390514189e-02f;
#ifdef CL_SCALES
  // A division takes as long as twenty multiplications; an estimate to 14 bits and a step of Newton's are as exact.
  V r = (V)_mm512_rcp14_ps((__m512)q);
  r = r * (2.0f - q * r);
  *value = x * p * r;
#else
  *value = x * p / q;
#endif
}

// GELU(x) = x * Phi(x), Hendrycks & Gimpel 2016, with the exact normal distribution.
INLINE void vgelu(V *x) {
  V e = *x * 0.70710678118654752f;
  verf(&e);
  *x = *x * (e * 0.5f + 0.5f);
}
// Its derivative Phi(x) + x * phi(x).
INLINE void vgelu_slope(V *x) {
  V e = *x * 0.70710678118654752f;
  verf(&e);
  V density = *x * *x * (-0.5f * LOG2E);
  density = VEXP2_LOW(density);
  vexp2(&density);
  *x = (e * 0.5f + 0.5f) + *x * density * 0.39894228040143268f;
}
