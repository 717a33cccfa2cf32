// Blocks of queries by vectors of pairs (AVX512-BF16), for head dimensions that are a multiple of 16.

// Whether they serve these heads.
INLINE int pair_begin(const CLAttention *s) { return s->head % CL_LANES == 0; }
INLINE void pair_end(void) {}

// Rows, two side by side: [PAIR_ROWS / 2][D][2].
INLINE void pair_turned(int64_t D, const A *rows, A *to) {
  for (int64_t i = 0; i < PAIR_ROWS; i += 2) pair_weave(rows + i * D, rows + (i + 1) * D, 1, 1, D, to + i * D);
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
