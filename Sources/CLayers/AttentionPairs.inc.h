// Attention of bfloat16 numbers with the instruction that multiplies pairs of them (AVX512-BF16), for head
// dimensions that are a multiple of 16: exact products, summed in float32. Probabilities and their gradients
// are rounded to bfloat16 before they weigh anything, as PyTorch's kernel does.
//
// Keys come in blocks of 32. Products over the head have keys in their lanes, from a table of channel pairs
// [T / 32][D / 2][32][2]; sums over keys have channels there, from one of token pairs [T / 2][D][2].
#include <immintrin.h>

enum { PAIR_KEYS = 32, PAIR_TILE = 64, PAIR_ROWS = 16 };

typedef struct {
  int64_t tokens, padded, head;
  float factor;
} PairShape;

INLINE int pair_serves(const CLAttention *s) { return s->head % CL_LANES == 0; }
INLINE PairShape pair_shape(const CLAttention *s) {
  const int64_t padded = (s->tokens + PAIR_KEYS - 1) / PAIR_KEYS * PAIR_KEYS;
  return (PairShape){s->tokens, padded, s->head, LOG2E / sqrtf((float)s->head)};
}

// Which of the 16 keys from t on exist.
INLINE __mmask16 pair_real(int64_t tokens, int64_t t) {
  const int64_t left = tokens - t;
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
INLINE __m512i pair_widened(const A *row, int real) {
  if (!real) return _mm512_setzero_si512();
  return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i_u *)row));
}
// Two rows side by side.
INLINE void pair_weave(const A *a, const A *b, int has_a, int has_b, int64_t D, A *to) {
  for (int64_t c = 0; c < D; c += CL_LANES)
    _mm512_storeu_si512(to + 2 * c, _mm512_or_si512(pair_widened(a + c, has_a),
                                                    _mm512_slli_epi32(pair_widened(b + c, has_b), 16)));
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

// Products over the head, on top of `start`, of four rows of 16-bit numbers with the 32 keys of a block.
INLINE void pair_products(int64_t D, const A *rows, const A *table, const float *start, __m512 low[4],
                          __m512 high[4]) {
  UNROLL for (int i = 0; i < 4; i++) low[i] = high[i] = _mm512_set1_ps(start[i]);
  for (int64_t c = 0; c < D; c += 2, table += 2 * PAIR_KEYS) {
    const __m512bh a = (__m512bh)_mm512_loadu_si512(table);
    const __m512bh b = (__m512bh)_mm512_loadu_si512(table + PAIR_KEYS);
    UNROLL for (int i = 0; i < 4; i++) {
      int32_t two;
      memcpy(&two, rows + i * D + c, 4);
      const __m512bh w = (__m512bh)_mm512_set1_epi32(two);
      low[i] = _mm512_dpbf16_ps(low[i], w, a);
      high[i] = _mm512_dpbf16_ps(high[i], w, b);
    }
  }
}

// Sums over pairs of keys: out [PAIR_ROWS][D] += p [PAIR_ROWS][PAIR_TILE] table, of a tile.
INLINE void pair_gather(int64_t D, const A *p, const A *table, int64_t keys, float *out) {
  for (int64_t c = 0; c < D; c += CL_LANES) {
    __m512 sum[PAIR_ROWS];
    UNROLL for (int i = 0; i < PAIR_ROWS; i++) sum[i] = _mm512_loadu_ps(out + i * D + c);
    for (int64_t t = 0; t < keys; t += 2) {
      const __m512bh x = (__m512bh)_mm512_loadu_si512(table + t * D + 2 * c);
      UNROLL for (int i = 0; i < PAIR_ROWS; i++) {
        int32_t two;
        memcpy(&two, p + i * PAIR_TILE + t, 4);
        sum[i] = _mm512_dpbf16_ps(sum[i], x, (__m512bh)_mm512_set1_epi32(two));
      }
    }
    UNROLL for (int i = 0; i < PAIR_ROWS; i++) _mm512_storeu_ps(out + i * D + c, sum[i]);
  }
}

// A row of sums, times a factor, as bfloat16.
INLINE void pair_put(int64_t D, const float *sums, float factor, A *to) {
  for (int64_t c = 0; c < D; c += CL_LANES) {
    const V x = LOAD(sums + c) * factor;
    put(to + c, &x);
  }
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

// The largest score of each query in units of ln 2: only where powers might overflow.
INLINE void pair_tops(const PairShape *s, const A *q, const A *k, float *tops) {
  const float zero[4] = {0};
  for (int row = 0; row < PAIR_ROWS; row += 4) {
    __m512 top[4];
    for (int i = 0; i < 4; i++) top[i] = _mm512_set1_ps(-INFINITY);
    for (int64_t t = 0; t < s->padded; t += PAIR_KEYS) {
      __m512 both[2][4];
      pair_products(s->head, q + row * s->head, k + t * s->head, zero, both[0], both[1]);
      for (int i = 0; i < 4; i++)
        for (int half = 0; half < 2; half++)
          top[i] = _mm512_mask_max_ps(top[i], pair_real(s->tokens, t + half * CL_LANES), top[i],
                                      _mm512_mul_ps(both[half][i], _mm512_set1_ps(s->factor)));
    }
    for (int i = 0; i < 4; i++) tops[row + i] = _mm512_reduce_max_ps(top[i]);
  }
}

// PAIR_ROWS queries against all keys: out [PAIR_ROWS][D], not yet divided by `weights`, the sums of what
// weighed the values; `sums` are those before rounding. One key that outweighs all others so gives its value
// whatever its own rounding.
FN pair_forward(const PairShape *s, const A *q, const A *k, const A *v, const float *shifts, float *sums,
                float *weights, float *out) {
  const int64_t D = s->head;
  const float zero[4] = {0};
  const __m512 factor = _mm512_set1_ps(s->factor);
  A p[PAIR_ROWS * PAIR_TILE];
  const __m512bh ones = (__m512bh)_mm512_set1_epi16(0x3f80);
  __m512 sum[PAIR_ROWS], weight[PAIR_ROWS];
  UNROLL for (int i = 0; i < PAIR_ROWS; i++) sum[i] = weight[i] = _mm512_setzero_ps();
  memset(out, 0, sizeof(float) * (size_t)(PAIR_ROWS * D));
  for (int64_t first = 0; first < s->padded; first += PAIR_TILE) {
    const int64_t keys = s->padded - first < PAIR_TILE ? s->padded - first : PAIR_TILE;
    for (int64_t t = 0; t < keys; t += PAIR_KEYS) {
      const __mmask16 real[2] = {pair_real(s->tokens, first + t), pair_real(s->tokens, first + t + CL_LANES)};
      UNROLL for (int row = 0; row < PAIR_ROWS; row += 4) {
        __m512 both[2][4];
        pair_products(D, q + row * D, k + (first + t) * D, zero, both[0], both[1]);
        UNROLL for (int i = 0; i < 4; i++) {
          const __m512 shift = _mm512_set1_ps(shifts[row + i]);
          UNROLL for (int half = 0; half < 2; half++) {
            const __m512 x = pair_exp2(_mm512_fmsub_ps(both[half][i], factor, shift));
            both[half][i] = _mm512_maskz_mov_ps(real[half], x);
            sum[row + i] = _mm512_add_ps(sum[row + i], both[half][i]);
          }
          const __m512bh rounded = _mm512_cvtne2ps_pbh(both[1][i], both[0][i]);
          weight[row + i] = _mm512_dpbf16_ps(weight[row + i], rounded, ones);
          _mm512_storeu_si512(p + (row + i) * PAIR_TILE + t, (__m512i)rounded);
        }
      }
    }
    pair_gather(D, p, v + first * D, keys, out);
  }
  for (int i = 0; i < PAIR_ROWS; i++) {
    sums[i] = sum_lanes((const V *)&sum[i]);
    weights[i] = sum_lanes((const V *)&weight[i]);
  }
}

// One head of one image.
FN pair_head(const CLAttention *a, const A *qkv, A *y, float *lse, float *scratch) {
  const int64_t D = a->head, C = a->heads * D, T = a->tokens;
  const PairShape s = pair_shape(a);
  A *k = (A *)scratch, *v = k + D * s.padded, *q = v + D * s.padded;
  float *out = (float *)(q + PAIR_ROWS * D);
  // The queries' table is gone once their norms are known.
  pair_channels(&s, qkv, 3 * C, v);
  pair_channels(&s, qkv + C, 3 * C, k);
  const int shifted = !(pair_longest(&s, v) * pair_longest(&s, k) * s.factor <= SAFE);
  pair_tokens(&s, qkv + 2 * C, 3 * C, v);
  for (int64_t first = 0; first < T; first += PAIR_ROWS) {
    const int64_t count = T - first < PAIR_ROWS ? T - first : PAIR_ROWS;
    float sums[PAIR_ROWS], weights[PAIR_ROWS], shifts[PAIR_ROWS] = {0};
    pair_take(qkv + first * 3 * C, 3 * C, count, D, q);
    if (shifted) pair_tops(&s, q, k, shifts);
    pair_forward(&s, q, k, v, shifts, sums, weights, out);
    for (int64_t i = 0; i < count; i++) {
      pair_put(D, out + i * D, 1.0f / weights[i], y + (first + i) * C);
      lse[first + i] = shifts[i] + log2f(sums[i]);
    }
  }
}
