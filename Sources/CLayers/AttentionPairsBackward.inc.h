// The backward of AttentionPairs.inc.h: probabilities are recomputed from the log-sum-exp, for PAIR_ROWS
// queries and a tile of keys at a time.
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

// Probabilities and scores' gradients of the queries with a tile of keys.
INLINE void pair_slopes(int64_t D, float factor, const A *q, const A *d, const float *less, const float *lse,
                        const A *k, const A *v, int64_t keys, PairTile *tile) {
  const float zero[4] = {0};
  for (int64_t t = 0; t < keys; t += PAIR_KEYS)
    UNROLL for (int row = 0; row < PAIR_ROWS; row += 4) {
      __m512 p[2][4], dp[2][4];
      __m512i p16[4], ds16[4];
      pair_products(D, q + row * D, k + t * D, zero, p[0], p[1]);
      UNROLL for (int i = 0; i < 4; i++) {
        UNROLL for (int half = 0; half < 2; half++)
          p[half][i] = pair_exp2(
            _mm512_fmsub_ps(p[half][i], _mm512_set1_ps(factor), _mm512_set1_ps(lse[row + i])));
        p16[i] = (__m512i)_mm512_cvtne2ps_pbh(p[1][i], p[0][i]);
      }
      pair_products(D, d + row * D, v + t * D, less + row, dp[0], dp[1]);
      UNROLL for (int i = 0; i < 4; i++) {
        UNROLL for (int half = 0; half < 2; half++) dp[half][i] = _mm512_mul_ps(dp[half][i], p[half][i]);
        ds16[i] = (__m512i)_mm512_cvtne2ps_pbh(dp[1][i], dp[0][i]);
        _mm512_storeu_si512(tile->ds + (row + i) * PAIR_TILE + t, ds16[i]);
      }
      UNROLL for (int i = 0; i < 4; i += 2) {
        const int64_t at = (row + i) * PAIR_TILE + 2 * t;
        pair_interleave(p16[i], p16[i + 1], tile->p2 + at);
        pair_interleave(ds16[i], ds16[i + 1], tile->ds2 + at);
      }
    }
}

// table [keys / 32][D][2][16] += rows' weights; rows of two queries side by side, [PAIR_ROWS / 2][D][2].
INLINE void pair_scatter(int64_t D, const A *rows, const A *weights, int64_t keys, float *table) {
  enum { PAIRS = PAIR_ROWS / 2 };
  for (int64_t t = 0; t < keys; t += PAIR_KEYS) {
    __m512bh w[2][PAIRS];
    UNROLL for (int j = 0; j < PAIRS; j++)
      UNROLL for (int half = 0; half < 2; half++)
        w[half][j] = (__m512bh)_mm512_loadu_si512(weights + 2 * (j * PAIR_TILE + t) + half * PAIR_KEYS);
    for (int64_t c = 0; c < D; c++) {
      float *at = table + t * D + c * PAIR_KEYS;
      __m512 low = _mm512_loadu_ps(at), high = _mm512_loadu_ps(at + CL_LANES);
      UNROLL for (int j = 0; j < PAIRS; j++) {
        int32_t two;
        memcpy(&two, rows + 2 * (j * D + c), 4);
        const __m512bh x = (__m512bh)_mm512_set1_epi32(two);
        low = _mm512_dpbf16_ps(low, x, w[0][j]);
        high = _mm512_dpbf16_ps(high, x, w[1][j]);
      }
      _mm512_storeu_ps(at, low);
      _mm512_storeu_ps(at + CL_LANES, high);
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

typedef struct {
  A *k, *v, *kt;       // keys and values by channel pairs, keys by token pairs
  A *q, *d, *q2, *d2;  // a block's queries and outputs' gradients, plain and two side by side
  float *dk, *dv, *out;
} PairTables;

FN pair_backward(const PairShape *s, const PairTables *x, const float *less,
                 const float *lse) {
  const int64_t D = s->head;
  PairTile tile;
  memset(x->out, 0, sizeof(float) * (size_t)(PAIR_ROWS * D));
  for (int64_t first = 0; first < s->padded; first += PAIR_TILE) {
    const int64_t keys = s->padded - first < PAIR_TILE ? s->padded - first : PAIR_TILE;
    pair_slopes(D, s->factor, x->q, x->d, less, lse, x->k + first * D, x->v + first * D, keys, &tile);
    // A key that only fills its block has a score of zero, far above all others perhaps: its weight may be
    // infinite. Its own gradients are dropped; into the queries' it must not go.
    const int64_t left = s->tokens - first < keys ? s->tokens - first : keys;
    for (int i = 0; i < PAIR_ROWS && left % 2; i++) tile.ds[i * PAIR_TILE + left] = 0;
    pair_gather(D, tile.ds, x->kt + first * D, left, x->out);
    pair_scatter(D, x->q2, tile.ds2, keys, x->dk + first * D);
    pair_scatter(D, x->d2, tile.p2, keys, x->dv + first * D);
  }
}
// From a table of gradients to rows, times a factor.
INLINE void pair_rows(const PairShape *s, const float *table, float factor, A *to, int64_t stride) {
  const int64_t D = s->head;
  for (int64_t t = 0; t < s->padded; t += PAIR_KEYS)
    for (int half = 0; half < 2; half++) {
      const float *from = table + t * D + half * CL_LANES;
#define PAIR_PLACE(l) (t + 8 * ((l) / 4) + 4 * half + (l) % 4)
      for (int64_t c = 0; c < D; c += CL_LANES) {
        __m512i v[16];
        UNROLL for (int i = 0; i < 16; i++) v[i] = _mm512_loadu_si512(from + (c + i) * PAIR_KEYS);
        pair_turn(v);
        UNROLL for (int l = 0; l < 16; l++) {
          const int64_t key = t + 8 * (l / 4) + 4 * half + l % 4;
          const V row = (V)v[l] * factor;
          if (key < s->tokens) put(to + key * stride + c, &row);
        }
      }
    }
}

INLINE float pair_dot(int64_t D, const A *a, const A *b) {
  V sum = {};
  for (int64_t c = 0; c < D; c += CL_LANES) sum += GET(a + c) * GET(b + c);
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
    for (int64_t i = 0; i < PAIR_ROWS; i += 2) {
      pair_weave(x.q + i * D, x.q + (i + 1) * D, 1, 1, D, x.q2 + i * D);
      pair_weave(x.d + i * D, x.d + (i + 1) * D, 1, 1, D, x.d2 + i * D);
    }
    for (int64_t i = 0; i < PAIR_ROWS; i++) {
      // A missing query's probabilities are as good as none.
      l[i] = i < count ? lse[first + i] : 1000;
      less[i] = i < count ? -pair_dot(D, x.d + i * D, y + (first + i) * C) : 0;
    }
    pair_backward(&s, &x, less, l);
    for (int64_t i = 0; i < count; i++) pair_put(D, x.out + i * D, scale, dqkv + (first + i) * 3 * C);
  }
  pair_rows(&s, x.dk, scale, dqkv + C, 3 * C);
  pair_rows(&s, x.dv, 1, dqkv + 2 * C, 3 * C);
}
