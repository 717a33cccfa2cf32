// Heads of images, by whichever functions of blocks are included before.

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
      pair_put(D, out + i * s.wide, 1.0f / weights[i], y + (first + i) * C);
      lse[first + i] = shifts[i] + log2f(sums[i]);
    }
  }
}

// One step of a transposition: of each two vectors `step` apart, the lanes of both that differ in one bit.
#define PAIR_SWAP(v, step, first, second)                                             \
  UNROLL for (int i = 0; i < 16; i++) if (!(i & step)) {                              \
    const __m512i x = v[i], y = v[i + step];                                          \
    v[i] = first;                                                                     \
    v[i + step] = second;                                                             \
  }
// Rows become columns.
INLINE void pair_turn(__m512i v[16]) {
  const __m512i low8 = _mm512_setr_epi64(0, 1, 2, 3, 8, 9, 10, 11);
  const __m512i high8 = _mm512_setr_epi64(4, 5, 6, 7, 12, 13, 14, 15);
  const __m512i low4 = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
  const __m512i high4 = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
  const __m512i low1 = _mm512_setr_epi32(0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
  const __m512i high1 = _mm512_setr_epi32(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
  PAIR_SWAP(v, 8, _mm512_permutex2var_epi64(x, low8, y), _mm512_permutex2var_epi64(x, high8, y))
  PAIR_SWAP(v, 4, _mm512_permutex2var_epi64(x, low4, y), _mm512_permutex2var_epi64(x, high4, y))
  PAIR_SWAP(v, 2, _mm512_unpacklo_epi64(x, y), _mm512_unpackhi_epi64(x, y))
  PAIR_SWAP(v, 1, _mm512_permutex2var_epi32(x, low1, y), _mm512_permutex2var_epi32(x, high1, y))
}

// From a table of gradients to rows, times a factor.
INLINE void pair_rows(const PairShape *s, const float *table, float factor, A *to, int64_t stride) {
  const int64_t D = s->head;
  for (int64_t t = 0; t < s->padded; t += PAIR_KEYS)
    for (int half = 0; half < 2; half++) {
      const float *from = table + t * D + half * CL_LANES;
      for (int64_t c = 0; c < D; c += CL_LANES) {
        __m512i v[16];
        const int64_t n = D - c < CL_LANES ? D - c : CL_LANES;
        UNROLL for (int i = 0; i < 16; i++)
          v[i] = i < n ? _mm512_loadu_si512(from + (c + i) * PAIR_KEYS) : _mm512_setzero_si512();
        pair_turn(v);
        UNROLL for (int l = 0; l < 16; l++) {
          const int64_t key = t + 8 * (l / 4) + 4 * half + l % 4;
          const V row = (V)v[l] * factor;
          if (key < s->tokens) WRITE(to + key * stride + c, row, n);
        }
      }
    }
}

INLINE float pair_dot(int64_t D, const A *a, const A *b) {
  V sum = {};
  EACH(c, n, D, {
    V x, y;
    READ(x, a + c, n);
    READ(y, b + c, n);
    sum += x * y;
  })
  return sum_lanes(&sum);
}

// One head of one image.
FN pair_head_backward(const CLAttention *a, const A *qkv, const A *y, const float *lse, const A *dy, A *dqkv,
                      float *scratch) {
  const int64_t D = a->head, C = a->heads * D, T = a->tokens;
  const PairShape s = pair_shape(a);
  const int64_t table = D * s.padded, rows = D * PAIR_ROWS;
  A *halves = (A *)scratch;
  PairTables x = {halves, halves + table, halves + 2 * table};
  x.q = halves + 3 * table;
  x.d = x.q + rows;
  x.q2 = x.d + rows;
  x.d2 = x.q2 + rows;
  x.dk = (float *)(x.d2 + rows);
  x.dv = x.dk + table;
  x.out = x.dv + table;
  pair_channels(&s, qkv + C, 3 * C, x.k);
  pair_channels(&s, qkv + 2 * C, 3 * C, x.v);
  pair_tokens(&s, qkv + C, 3 * C, x.kt);
  memset(x.dk, 0, sizeof(float) * (size_t)(2 * table));
  // Scores are q k / sqrt(D) in nats, and their factor here turns them to base 2.
  const float scale = s.factor / LOG2E;
  for (int64_t first = 0; first < T; first += PAIR_ROWS) {
    const int64_t count = T - first < PAIR_ROWS ? T - first : PAIR_ROWS;
    float less[PAIR_ROWS], l[PAIR_ROWS];
    pair_take(qkv + first * 3 * C, 3 * C, count, D, x.q);
    pair_take(dy + first * C, C, count, D, x.d);
    pair_turned(D, x.q, x.q2);
    pair_turned(D, x.d, x.d2);
    for (int64_t i = 0; i < PAIR_ROWS; i++) {
      // A missing query's probabilities are as good as none.
      l[i] = i < count ? lse[first + i] : 1000;
      less[i] = i < count ? -pair_dot(D, x.d + i * D, y + (first + i) * C) : 0;
    }
    pair_backward(&s, &x, less, l);
    for (int64_t i = 0; i < count; i++) pair_put(D, x.out + i * s.wide, scale, dqkv + (first + i) * 3 * C);
  }
  pair_rows(&s, x.dk, scale, dqkv + C, 3 * C);
  pair_rows(&s, x.dv, 1, dqkv + 2 * C, 3 * C);
}
