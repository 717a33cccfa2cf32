// Attention of bfloat16 numbers that the processor multiplies in pairs, by vectors (AttentionPairSums.inc.h, AVX512-BF16) or
// by tiles (AttentionTiles.inc.h, AMX): exact products, summed in float32. Probabilities and their gradients
// are rounded to bfloat16 before they weigh anything, as PyTorch's kernel does. This is what both need: the order that
// numbers lie in, and powers of two.
//
// Keys come in blocks of 32. Products over the head have keys in their lanes, from a table of channel pairs
// [T / 32][D / 2][32][2]; sums over keys have channels there, from one of token pairs [T / 2][D][2]. The lines of the
// second, and of sums over keys, [PAIR_ROWS][wide], are read and written in whole vectors: what lies behind a head whose
// dimension is not a multiple of 16 is any numbers in lanes that nobody looks at.
#include <immintrin.h>

enum { PAIR_KEYS = 32, PAIR_TILE = 64 };

typedef struct {
  int64_t tokens, padded, head, wide;
  float factor;
} PairShape;

INLINE PairShape pair_shape(const CLAttention *s) {
  const int64_t padded = (s->tokens + PAIR_KEYS - 1) / PAIR_KEYS * PAIR_KEYS;
  return (PairShape){s->tokens, padded, s->head, cl_padded(s->head), LOG2E / sqrtf((float)s->head)};
}

// Which of the 16 numbers from t on exist, of so many.
INLINE __mmask16 pair_real(int64_t count, int64_t t) {
  const int64_t left = count - t;
  return (__mmask16)(left >= CL_LANES ? 0xffff : left > 0 ? (1 << left) - 1 : 0);
}

// Numbers c and c + 1 of 16 rows `step` apart; zero where there is none.
INLINE __m512i pair_column(const A *rows, int64_t step, __mmask16 real) {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i at = _mm512_mullo_epi32(lanes, _mm512_set1_epi32((int32_t)step));
  return _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), real, at, rows, 2);
}
INLINE void pair_channels(const PairShape *s, const A *rows, int64_t stride, A *to) {
  for (int64_t t = 0; t < s->padded; t += CL_LANES)
    for (int64_t c = 0; c < s->head; c += 2)
      _mm512_storeu_si512(to + t / PAIR_KEYS * PAIR_KEYS * s->head + c * PAIR_KEYS + 2 * (t % PAIR_KEYS),
                          pair_column(rows + t * stride + c, stride, pair_real(s->tokens, t)));
}
// The 16 channels from c on of a row.
INLINE __m512i pair_widened(const A *row, int real, int64_t D, int64_t c) {
  const __mmask16 there = real ? pair_real(D, c) : 0;
  return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, row + c));
}
// Two rows side by side.
INLINE void pair_weave(const A *a, const A *b, int has_a, int has_b, int64_t D, A *to) {
  for (int64_t c = 0; c < D; c += CL_LANES)
    _mm512_storeu_si512(to + 2 * c, _mm512_or_si512(pair_widened(a, has_a, D, c),
                                                    _mm512_slli_epi32(pair_widened(b, has_b, D, c), 16)));
}
INLINE void pair_tokens(const PairShape *s, const A *rows, int64_t stride, A *to) {
  for (int64_t t = 0; t < s->padded; t += 2)
    pair_weave(rows + t * stride, rows + (t + 1) * stride, t < s->tokens, t + 1 < s->tokens, s->head,
               to + t * s->head);
}

// 2^x, to 4e-6 of itself, for what becomes bfloat16: the polynomial of degree four with the smallest relative
// error on [-1/2, 1/2]. What is below 2^-126 stays there; a NaN stays one.
INLINE __m512 pair_exp2(__m512 x) {
  x = _mm512_max_ps(_mm512_set1_ps(-126.0f), x);  // the second operand where it is not a number
  const __m512 f = _mm512_reduce_ps(x, 0x08), whole = _mm512_sub_ps(x, f);
  __m512 p = _mm512_set1_ps(9.570101968e-03f);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(5.591786076e-02f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(2.402474483e-01f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(6.931218147e-01f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(9.999992614e-01f));
  return _mm512_scalef_ps(p, whole);
}

// A row of sums, times a factor, as bfloat16.
INLINE void pair_put(int64_t D, const float *sums, float factor, A *to) {
  EACH(c, n, D, {
    const V x = LOAD(sums + c) * factor;
    WRITE(to + c, x, n);
  })
}

// The largest norm of rows in a table of channel pairs; not below any limit if there is a NaN.
INLINE float pair_longest(const PairShape *s, const A *table) {
  float best = 0;
  for (int64_t t = 0; t < s->padded; t += PAIR_KEYS) {
    __m512 sum[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()};
    for (int64_t c = 0; c < s->head; c += 2, table += 2 * PAIR_KEYS)
      UNROLL for (int half = 0; half < 2; half++) {
        const __m512bh x = (__m512bh)_mm512_loadu_si512(table + half * PAIR_KEYS);
        sum[half] = _mm512_dpbf16_ps(sum[half], x, x);
      }
    for (int half = 0; half < 2; half++)
      for (int i = 0; i < CL_LANES; i++) best = ((V)sum[half])[i] <= best ? best : ((V)sum[half])[i];
  }
  return sqrtf(best);
}

// Copies PAIR_ROWS rows; the missing ones are zero.
INLINE void pair_take(const A *from, int64_t stride, int64_t count, int64_t D, A *to) {
  for (int64_t i = 0; i < PAIR_ROWS; i++)
    if (i < count) memcpy(to + i * D, from + i * stride, (size_t)D * sizeof(A));
    else memset(to + i * D, 0, (size_t)D * sizeof(A));
}

// Backward, probabilities are recomputed from the log-sum-exp, for PAIR_ROWS queries and a tile of keys at a time.
//
// Sums over keys (queries' gradients) need pairs of keys; sums over queries (keys' and values' gradients)
// need pairs of queries: weights are kept both ways. Interleaving two rows within 128-bit lanes leaves a
// block's 32 keys in another order, in which the gradients' tables [T / 32][D][2][16] are kept, too: lane l
// of vector `half` is key 8 (l / 4) + 4 half + l % 4.

typedef struct {
  A ds[PAIR_ROWS * PAIR_TILE];
  // [PAIR_ROWS / 2][PAIR_TILE / 32][2][32], two queries' numbers side by side.
  A p2[PAIR_ROWS * PAIR_TILE], ds2[PAIR_ROWS * PAIR_TILE];
} PairTile;

INLINE void pair_interleave(const __m512i a, const __m512i b, A *to) {
  _mm512_storeu_si512(to, _mm512_unpacklo_epi16(a, b));
  _mm512_storeu_si512(to + PAIR_KEYS, _mm512_unpackhi_epi16(a, b));
}

typedef struct {
  A *k, *v, *kt;       // keys and values by channel pairs, keys by token pairs
  A *q, *d, *q2, *d2;  // a block's queries and outputs' gradients, plain and turned
  float *dk, *dv, *out;
} PairTables;
