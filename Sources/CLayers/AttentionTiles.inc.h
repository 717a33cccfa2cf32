// Blocks of 32 queries by tiles (AMX), for even head dimensions of 4 and more. A tile is 16 lines of 64 bytes; an instruction adds
// to a tile of sums [16][16] the products of one of numbers [16][32] and one of pairs [16][16][2]. Between those,
// probabilities are made in vectors, from sums that go through the first-level cache.
//
// The registers have these shapes for all heads of a call. Channels of a head go through in equal parts, of `depth` where they
// are summed over and of `part` where keys and values get their gradients, so that every instruction finds
// whole tiles; and where channels are columns, lines are 16 numbers long whatever lies behind the head.
enum {
  AMX_SUMS = 0,     // [16][16], of queries 0 to 15
  AMX_MORE = 1,     // the same, of queries 16 to 31
  AMX_WEIGHTS = 2,  // [16][32]: weights of keys
  AMX_PAIRS = 3,    // [16][16][2]: two keys' channels, or two queries' weights
  AMX_ROWS = 4,     // [16][depth]: queries, or gradients of outputs
  AMX_TABLE = 5,    // [depth / 2][16][2]: two channels of keys, or of values
  AMX_COLUMNS = 6,  // [part][32]: channels of queries, or of gradients of outputs
  AMX_SLOPES = 7,   // [part][16]: channels' gradients of keys, or of values
};

// The largest equal parts of n of at most `limit` numbers, which are a multiple of `unit`, as n is.
INLINE int64_t amx_part(int64_t n, int64_t limit, int64_t unit) {
  if (n <= limit) return n;
  int64_t part = limit;
  while (n % part) part -= unit;
  return part;
}
INLINE int64_t amx_depth(int64_t head) { return amx_part(head, 32, 2); }
INLINE int64_t amx_channels(int64_t head) { return amx_part(head, CL_LANES, 1); }

// Lays the registers out, where they serve these heads, until pair_end. A head of two numbers is exponentials and little
// else, of which float32's kernel has as many.
INLINE int pair_begin(const CLAttention *s) {
  if (s->head % 2 || s->head < 4) return 0;
  const int64_t depth = amx_depth(s->head), part = amx_channels(s->head);
  // The processor's palette 1: bytes of a line from byte 16 on, lines from byte 48 on.
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t bytes[16];
    uint8_t lines[16];
  } layout = {.palette = 1};
  const int64_t lines[8] = {16, 16, 16, 16, 16, depth / 2, part, part}, bytes[8] = {64, 64, 64, 64, 2 * depth, 64, 64, 64};
  for (int i = 0; i < 8; i++) layout.bytes[i] = (uint16_t)bytes[i], layout.lines[i] = (uint8_t)lines[i];
  _tile_loadconfig(&layout);
  return 1;
}
INLINE void pair_end(void) { _tile_release(); }

// Products over the head of the block's rows with the keys of a tile: to [PAIR_ROWS][PAIR_TILE].
INLINE void amx_products(int64_t D, const A *rows, const A *table, int64_t keys, float *to) {
  const int64_t depth = amx_depth(D);
  for (int64_t t = 0; t < keys; t += CL_LANES) {
    const A *columns = table + t / PAIR_KEYS * PAIR_KEYS * D + 2 * (t % PAIR_KEYS);
    _tile_zero(AMX_SUMS);
    _tile_zero(AMX_MORE);
    for (int64_t c = 0; c < D; c += depth) {
      _tile_loadd(AMX_TABLE, columns + c * PAIR_KEYS, 4 * PAIR_KEYS);
      _tile_loadd(AMX_ROWS, rows + c, 2 * D);
      _tile_dpbf16ps(AMX_SUMS, AMX_ROWS, AMX_TABLE);
      _tile_loadd(AMX_ROWS, rows + 16 * D + c, 2 * D);
      _tile_dpbf16ps(AMX_MORE, AMX_ROWS, AMX_TABLE);
    }
    _tile_stored(AMX_SUMS, to + t, 4 * PAIR_TILE);
    _tile_stored(AMX_MORE, to + 16 * PAIR_TILE + t, 4 * PAIR_TILE);
  }
}

// Sums over keys: out [PAIR_ROWS][wide] += p [PAIR_ROWS][PAIR_TILE] table.
INLINE void amx_gather(const PairShape *s, const A *p, const A *table, int64_t keys, float *out) {
  for (int64_t c = 0; c < s->wide; c += CL_LANES) {
    float *low = out + c, *high = out + 16 * s->wide + c;
    _tile_loadd(AMX_SUMS, low, 4 * s->wide);
    _tile_loadd(AMX_MORE, high, 4 * s->wide);
    for (int64_t t = 0; t < keys; t += PAIR_KEYS) {
      _tile_loadd(AMX_PAIRS, table + t * s->head + 2 * c, 4 * s->head);
      _tile_loadd(AMX_WEIGHTS, p + t, 2 * PAIR_TILE);
      _tile_dpbf16ps(AMX_SUMS, AMX_WEIGHTS, AMX_PAIRS);
      _tile_loadd(AMX_WEIGHTS, p + 16 * PAIR_TILE + t, 2 * PAIR_TILE);
      _tile_dpbf16ps(AMX_MORE, AMX_WEIGHTS, AMX_PAIRS);
    }
    _tile_stored(AMX_SUMS, low, 4 * s->wide);
    _tile_stored(AMX_MORE, high, 4 * s->wide);
  }
}

// Sums over queries: table [keys / 32][D][2][16] += columns [D][PAIR_ROWS] weights [PAIR_ROWS / 2][PAIR_TILE][2].
INLINE void amx_scatter(int64_t D, const A *columns, const A *weights, int64_t keys, float *table) {
  const int64_t part = amx_channels(D);
  for (int64_t c = 0; c < D; c += part) {
    _tile_loadd(AMX_COLUMNS, columns + c * PAIR_ROWS, 2 * PAIR_ROWS);
    for (int64_t t = 0; t < keys; t += CL_LANES) {
      float *slopes = table + t / PAIR_KEYS * PAIR_KEYS * D + c * PAIR_KEYS + t % PAIR_KEYS;
      _tile_loadd(AMX_SLOPES, slopes, 4 * PAIR_KEYS);
      _tile_loadd(AMX_PAIRS, weights + 2 * t, 4 * PAIR_TILE);
      _tile_dpbf16ps(AMX_SLOPES, AMX_COLUMNS, AMX_PAIRS);
      _tile_stored(AMX_SLOPES, slopes, 4 * PAIR_KEYS);
    }
  }
}

// Rows as columns: [D][PAIR_ROWS].
INLINE void pair_turned(int64_t D, const A *rows, A *to) {
  uint16_t evens[32];
  for (int i = 0; i < 32; i++) evens[i] = (uint16_t)(2 * i);
  const __m512i even = _mm512_loadu_si512(evens), odd = _mm512_or_si512(even, _mm512_set1_epi16(1));
  for (int64_t c = 0; c < D; c += 2) {
    const __m512i low = pair_column(rows + c, D, 0xffff), high = pair_column(rows + 16 * D + c, D, 0xffff);
    _mm512_storeu_si512(to + c * PAIR_ROWS, _mm512_permutex2var_epi16(low, even, high));
    _mm512_storeu_si512(to + (c + 1) * PAIR_ROWS, _mm512_permutex2var_epi16(low, odd, high));
  }
}

// The largest score of each query in units of ln 2: only where powers might overflow.
INLINE void pair_tops(const PairShape *s, const A *q, const A *k, float *tops) {
  float scores[PAIR_ROWS * PAIR_TILE];
  for (int i = 0; i < PAIR_ROWS; i++) tops[i] = -INFINITY;
  for (int64_t first = 0; first < s->padded; first += PAIR_TILE) {
    const int64_t keys = s->padded - first < PAIR_TILE ? s->padded - first : PAIR_TILE;
    amx_products(s->head, q, k + first * s->head, keys, scores);
    for (int i = 0; i < PAIR_ROWS; i++)
      for (int64_t t = 0; t < keys; t += CL_LANES) {
        const __m512 score = _mm512_mul_ps(_mm512_loadu_ps(scores + i * PAIR_TILE + t), _mm512_set1_ps(s->factor));
        const float top = _mm512_mask_reduce_max_ps(pair_real(s->tokens, first + t), score);
        if (!(top <= tops[i])) tops[i] = top;
      }
  }
}

// The block's queries against all keys: out [PAIR_ROWS][wide], not yet divided by `weights`, the sums of what
// weighed the values; `sums` are those before rounding. One key that outweighs all others so gives its value
// whatever its own rounding.
FN pair_forward(const PairShape *s, const A *q, const A *k, const A *v, const float *shifts, float *sums,
                float *weights, float *out) {
  const int64_t D = s->head;
  const __m512 factor = _mm512_set1_ps(s->factor);
  const __m512bh ones = (__m512bh)_mm512_set1_epi16(0x3f80);
  float scores[PAIR_ROWS * PAIR_TILE];
  A p[PAIR_ROWS * PAIR_TILE];
  __m512 sum[PAIR_ROWS], weight[PAIR_ROWS];
  for (int i = 0; i < PAIR_ROWS; i++) sum[i] = weight[i] = _mm512_setzero_ps();
  memset(out, 0, sizeof(float) * (size_t)(PAIR_ROWS * s->wide));
  for (int64_t first = 0; first < s->padded; first += PAIR_TILE) {
    const int64_t keys = s->padded - first < PAIR_TILE ? s->padded - first : PAIR_TILE;
    amx_products(D, q, k + first * D, keys, scores);
    for (int i = 0; i < PAIR_ROWS; i++)
      for (int64_t t = 0; t < keys; t += PAIR_KEYS) {
        __m512 both[2];
        UNROLL for (int half = 0; half < 2; half++) {
          const int64_t at = t + half * CL_LANES;
          const __m512 score = _mm512_loadu_ps(scores + i * PAIR_TILE + at);
          const __m512 x = pair_exp2(_mm512_fmsub_ps(score, factor, _mm512_set1_ps(shifts[i])));
          both[half] = _mm512_maskz_mov_ps(pair_real(s->tokens, first + at), x);
          sum[i] = _mm512_add_ps(sum[i], both[half]);
        }
        const __m512bh rounded = _mm512_cvtne2ps_pbh(both[1], both[0]);
        weight[i] = _mm512_dpbf16_ps(weight[i], rounded, ones);
        _mm512_storeu_si512(p + i * PAIR_TILE + t, (__m512i)rounded);
      }
    amx_gather(s, p, v + first * D, keys, out);
  }
  for (int i = 0; i < PAIR_ROWS; i++) {
    sums[i] = sum_lanes((const V *)&sum[i]);
    weights[i] = sum_lanes((const V *)&weight[i]);
  }
}

// Probabilities and scores' gradients of the queries with the keys of a tile, from t on, of which all may be missing.
INLINE void amx_slopes(const PairShape *s, int64_t first, int64_t t, const float *scores, const float *slopes,
                        const float *less, const float *lse, PairTile *tile) {
  const __mmask32 real = (__mmask32)pair_real(s->tokens, first + t + CL_LANES) << 16 | pair_real(s->tokens, first + t);
  for (int row = 0; row < PAIR_ROWS; row += 2) {
    __m512i p16[2], ds16[2];
    UNROLL for (int i = 0; i < 2; i++) {
      __m512 p[2], ds[2];
      UNROLL for (int half = 0; half < 2; half++) {
        const int64_t at = (row + i) * PAIR_TILE + t + half * CL_LANES;
        p[half] = pair_exp2(_mm512_fmsub_ps(_mm512_loadu_ps(scores + at), _mm512_set1_ps(s->factor),
                                            _mm512_set1_ps(lse[row + i])));
        ds[half] = _mm512_mul_ps(_mm512_add_ps(_mm512_loadu_ps(slopes + at), _mm512_set1_ps(less[row + i])), p[half]);
      }
      p16[i] = (__m512i)_mm512_cvtne2ps_pbh(p[1], p[0]);
      // A key that only fills its block has a score of zero, far above all others perhaps: its weight may be
      // infinite. Its own gradients are dropped; into the queries' it must not go.
      ds16[i] = _mm512_maskz_mov_epi16(real, (__m512i)_mm512_cvtne2ps_pbh(ds[1], ds[0]));
      _mm512_storeu_si512(tile->ds + (row + i) * PAIR_TILE + t, ds16[i]);
    }
    pair_interleave(p16[0], p16[1], tile->p2 + row * PAIR_TILE + 2 * t);
    pair_interleave(ds16[0], ds16[1], tile->ds2 + row * PAIR_TILE + 2 * t);
  }
}

FN pair_backward(const PairShape *s, const PairTables *x, const float *less, const float *lse) {
  const int64_t D = s->head;
  float scores[PAIR_ROWS * PAIR_TILE], slopes[PAIR_ROWS * PAIR_TILE];
  PairTile tile;
  memset(x->out, 0, sizeof(float) * (size_t)(PAIR_ROWS * s->wide));
  for (int64_t first = 0; first < s->padded; first += PAIR_TILE) {
    const int64_t keys = s->padded - first < PAIR_TILE ? s->padded - first : PAIR_TILE;
    amx_products(D, x->q, x->k + first * D, keys, scores);
    amx_products(D, x->d, x->v + first * D, keys, slopes);
    for (int64_t t = 0; t < keys; t += PAIR_KEYS) amx_slopes(s, first, t, scores, slopes, less, lse, &tile);
    amx_gather(s, tile.ds, x->kt + first * D, keys, x->out);
    amx_scatter(D, x->q2, tile.ds2, keys, x->dk + first * D);
    amx_scatter(D, x->d2, tile.p2, keys, x->dv + first * D);
  }
}
