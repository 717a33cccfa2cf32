// Multi-head self-attention without a stored table of probabilities (after Dao et al. 2022).
//
// Lanes run over keys; a block of queries shares each pass over them. Probabilities are recomputed in the
// backward from the log-sum-exp. Scores are in units of ln 2, so that a probability is a power of two.
// T tokens, D head dimension.

// Keys, values and their gradients lie in blocks of 16 tokens, [T / 16][D][16], so that a pass over tokens
// is a pass over memory: lines of one head dimension a page apart would all fall into the same few places of
// the cache. Vector c of the block that starts with token t:
#define AT(D, table, c, t) ((table) + (t) * D + (c) * CL_LANES)
// Number c of token t.
#define ONE(D, table, c, t) ((table)[((t) / CL_LANES * D + (c)) * CL_LANES + (t) % CL_LANES])

// From rows `stride` apart; padding is zero.
INLINE void transpose(const A *from, int64_t stride, int64_t tokens, int64_t D, float *to) {
  const int64_t padded = cl_padded(tokens);
  for (int64_t t = 0; t < tokens; t++)
    for (int64_t c = 0; c < D; c++) ONE(D, to, c, t) = get1(from + t * stride + c);
  for (int64_t t = tokens; t < padded; t++)
    for (int64_t c = 0; c < D; c++) ONE(D, to, c, t) = 0;
}

// The largest norm of a key.
INLINE float longest(const float *kt, int64_t D, int64_t padded) {
  float best = 0;
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V sum = {};
    for (int64_t c = 0; c < D; c++) sum += LOAD(AT(D, kt, c, t)) * LOAD(AT(D, kt, c, t));
    // Written so that a NaN is not below any limit.
    for (int k = 0; k < CL_LANES; k++) best = sum[k] <= best ? best : sum[k];
  }
  return sqrtf(best);
}

// Scores within these bounds need no shift: their powers and 2^16 times their sum are ordinary floats.
#define SAFE 64.0f

// The mask of the keys that exist, for the last vector.
INLINE void keep_real(V *p, int64_t t, int64_t tokens) {
  if (t + CL_LANES > tokens)
    for (int64_t k = tokens > t ? tokens - t : 0; k < CL_LANES; k++) (*p)[k] = 0;
}

// Q queries (rows [Q][D], scaled) against all keys: outputs o [Q][D] not yet divided, sums and shifts.
INLINE void forward_block(const int Q, const int64_t D, const float *q, const float *kt, const float *vt,
                          int64_t tokens, int64_t padded, float bound, float *o, float *sums,
                          float *shifts) {
  float shift[8];
  int shifted = 0;
  for (int i = 0; i < Q; i++) {
    float square = 0;
    for (int64_t c = 0; c < D; c++) square += q[i * D + c] * q[i * D + c];
    shift[i] = 0;
    if (!(sqrtf(square) * bound <= SAFE)) shifted = 1;
  }
  if (shifted)
    for (int i = 0; i < Q; i++) {
      V top = SPLAT(-INFINITY);
      for (int64_t t = 0; t < tokens; t += CL_LANES) {
        V s = {};
        for (int64_t c = 0; c < D; c++) s += q[i * D + c] * LOAD(AT(D, kt, c, t));
        if (t + CL_LANES > tokens)
          for (int64_t k = tokens - t; k < CL_LANES; k++) s[k] = -INFINITY;
        top = VSELECT(s > top, s, top);
      }
      shift[i] = top[0];
      for (int k = 1; k < CL_LANES; k++) shift[i] = top[k] > shift[i] ? top[k] : shift[i];
    }
  V sum[8], out[16];
  UNROLL for (int i = 0; i < Q; i++) {
    sum[i] = (V){};
    UNROLL for (int64_t c = 0; c < D; c++) out[i * D + c] = (V){};
  }
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V s[8];
    UNROLL for (int i = 0; i < Q; i++) s[i] = SPLAT(-shift[i]);
    UNROLL for (int64_t c = 0; c < D; c++) {
      const V k = LOAD(AT(D, kt, c, t));
      UNROLL for (int i = 0; i < Q; i++) s[i] += q[i * D + c] * k;
    }
    UNROLL for (int i = 0; i < Q; i++) {
      if (shifted) s[i] = VEXP2_LOW(s[i]);
      vexp2(&s[i]);
      keep_real(&s[i], t, tokens);
      sum[i] += s[i];
    }
    UNROLL for (int64_t c = 0; c < D; c++) {
      const V v = LOAD(AT(D, vt, c, t));
      UNROLL for (int i = 0; i < Q; i++) out[i * D + c] += s[i] * v;
    }
  }
  for (int i = 0; i < Q; i++) {
    sums[i] = sum_lanes(&sum[i]);
    shifts[i] = shift[i];
    for (int64_t c = 0; c < D; c++) o[i * D + c] = sum_lanes(&out[i * D + c]);
  }
}

// Q queries' share of all gradients: dq [Q][D] written; dkt and dvt added to. `d` is dy's rows.
INLINE void backward_block(const int Q, const int64_t D, const float *q, const float *d, const float *dot,
                           const float *lse, const float *kt, const float *vt, int64_t tokens,
                           int64_t padded, float *dq, float *dkt, float *dvt) {
  V out[16];
  UNROLL for (int i = 0; i < Q; i++)
    UNROLL for (int64_t c = 0; c < D; c++) out[i * D + c] = (V){};
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V p[8], dp[8];
    UNROLL for (int i = 0; i < Q; i++) {
      p[i] = SPLAT(-lse[i]);
      dp[i] = SPLAT(-dot[i]);
    }
    UNROLL for (int64_t c = 0; c < D; c++) {
      const V k = LOAD(AT(D, kt, c, t)), v = LOAD(AT(D, vt, c, t));
      UNROLL for (int i = 0; i < Q; i++) {
        p[i] += q[i * D + c] * k;
        dp[i] += d[i * D + c] * v;
      }
    }
    UNROLL for (int i = 0; i < Q; i++) {
      p[i] = VEXP2_LOW(p[i]);
      vexp2(&p[i]);
      keep_real(&p[i], t, tokens);
      dp[i] *= p[i];
    }
    UNROLL for (int64_t c = 0; c < D; c++) {
      const V k = LOAD(AT(D, kt, c, t));
      V dk = LOAD(AT(D, dkt, c, t)), dv = LOAD(AT(D, dvt, c, t));
      UNROLL for (int i = 0; i < Q; i++) {
        out[i * D + c] += dp[i] * k;
        dk += q[i * D + c] * dp[i];
        dv += d[i * D + c] * p[i];
      }
      STORE(AT(D, dkt, c, t), dk);
      STORE(AT(D, dvt, c, t), dv);
    }
  }
  for (int i = 0; i < Q; i++)
    for (int64_t c = 0; c < D; c++) dq[i * D + c] = sum_lanes(&out[i * D + c]);
}

// One query at a time: head dimensions that are odd in some way.
FN any_forward(int64_t D, const float *q, const float *kt, const float *vt, int64_t tokens, int64_t padded,
               float *o, float *sums, float *shifts, float *p) {
  V top = SPLAT(-INFINITY);
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V a = {}, b = {};
    int64_t c = 0;
    for (; c + 2 <= D; c += 2) {
      a += q[c] * LOAD(AT(D, kt, c, t));
      b += q[c + 1] * LOAD(AT(D, kt, c + 1, t));
    }
    if (c < D) a += q[c] * LOAD(AT(D, kt, c, t));
    a += b;
    STORE(p + t, a);
    if (t + CL_LANES > tokens)
      for (int64_t k = tokens - t; k < CL_LANES; k++) a[k] = -INFINITY;
    top = VSELECT(a > top, a, top);
  }
  float m = top[0];
  for (int k = 1; k < CL_LANES; k++) m = top[k] > m ? top[k] : m;
  V sum = {};
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V e = LOAD(p + t) - m;
    e = VEXP2_LOW(e);
    vexp2(&e);
    keep_real(&e, t, tokens);
    STORE(p + t, e);
    sum += e;
  }
  for (int64_t c = 0; c < D; c++) {
    V a = {};
    for (int64_t t = 0; t < padded; t += CL_LANES) a += LOAD(p + t) * LOAD(AT(D, vt, c, t));
    o[c] = sum_lanes(&a);
  }
  *sums = sum_lanes(&sum);
  *shifts = m;
}
FN any_backward(int64_t D, const float *q, const float *d, float dot, float lse, const float *kt,
                const float *vt, int64_t tokens, int64_t padded, float *dq, float *dkt, float *dvt,
                float *p, float *dp) {
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V a = SPLAT(-lse), b = SPLAT(-dot);
    for (int64_t c = 0; c < D; c++) {
      a += q[c] * LOAD(AT(D, kt, c, t));
      b += d[c] * LOAD(AT(D, vt, c, t));
    }
    a = VEXP2_LOW(a);
    vexp2(&a);
    keep_real(&a, t, tokens);
    STORE(p + t, a);
    STORE(dp + t, a * b);
  }
  for (int64_t c = 0; c < D; c++) {
    V sum = {};
    for (int64_t t = 0; t < padded; t += CL_LANES) {
      const V e = LOAD(dp + t);
      sum += e * LOAD(AT(D, kt, c, t));
      STORE(AT(D, dkt, c, t), LOAD(AT(D, dkt, c, t)) + q[c] * e);
      STORE(AT(D, dvt, c, t), LOAD(AT(D, dvt, c, t)) + d[c] * LOAD(p + t));
    }
    dq[c] = sum_lanes(&sum);
  }
}

// Wide heads: eight queries against a tile of keys whose probabilities stay in L1, four queries and two
// vectors of keys (or four of the head's numbers) at a time, so that each number loaded is used often.
enum { TILE = CL_TILE_KEYS, ROWS = CL_TILE_ROWS };

// p [ROWS][TILE] = start + rows [ROWS][D] table, for the keys of one tile.
INLINE void tile_scores(int64_t D, const float *rows, const float *start, const float *table, int64_t first,
                        int64_t last, float *p) {
  for (int64_t t = first; t < last; t += 2 * CL_LANES) {
    // An odd vector at the end is done twice.
    const int64_t u = t + CL_LANES < last ? t + CL_LANES : t;
    UNROLL for (int half = 0; half < ROWS; half += 4) {
      V a[4], b[4];
      UNROLL for (int i = 0; i < 4; i++) a[i] = b[i] = SPLAT(-start[half + i]);
      for (int64_t c = 0; c < D; c++) {
        const V k = LOAD(AT(D, table, c, t)), l = LOAD(AT(D, table, c, u));
        UNROLL for (int i = 0; i < 4; i++) {
          const float q = rows[(half + i) * D + c];
          a[i] += q * k;
          b[i] += q * l;
        }
      }
      UNROLL for (int i = 0; i < 4; i++) {
        STORE(p + (half + i) * TILE + t - first, a[i]);
        STORE(p + (half + i) * TILE + u - first, b[i]);
      }
    }
  }
}

// out [ROWS][D] vectors += p table', lane by lane.
INLINE void tile_gather(int64_t D, const float *p, const float *table, int64_t first, int64_t last,
                        float *out) {
  for (int64_t c = 0; c < D; c += 4)
    UNROLL for (int half = 0; half < ROWS; half += 4) {
      V s[16];
      UNROLL for (int i = 0; i < 16; i++) s[i] = LOAD(out + ((half + i / 4) * D + c + i % 4) * CL_LANES);
      for (int64_t t = first; t < last; t += CL_LANES) {
        V v[4];
        UNROLL for (int k = 0; k < 4; k++) v[k] = LOAD(AT(D, table, c + k, t));
        UNROLL for (int i = 0; i < 4; i++) {
          const V w = LOAD(p + (half + i) * TILE + t - first);
          UNROLL for (int k = 0; k < 4; k++) s[i * 4 + k] += w * v[k];
        }
      }
      UNROLL for (int i = 0; i < 16; i++) STORE(out + ((half + i / 4) * D + c + i % 4) * CL_LANES, s[i]);
    }
}

// table += rows' p.
INLINE void tile_scatter(int64_t D, const float *rows, const float *p, int64_t first, int64_t last,
                         float *table) {
  for (int64_t t = first; t < last; t += CL_LANES) {
    V w[ROWS];
    UNROLL for (int i = 0; i < ROWS; i++) w[i] = LOAD(p + i * TILE + t - first);
    for (int64_t c = 0; c < D; c++) {
      V even = LOAD(AT(D, table, c, t)), odd = rows[D + c] * w[1];
      even += rows[c] * w[0];
      UNROLL for (int i = 2; i < ROWS; i += 2) {
        even += rows[i * D + c] * w[i];
        odd += rows[(i + 1) * D + c] * w[i + 1];
      }
      STORE(AT(D, table, c, t), even + odd);
    }
  }
}

INLINE void tiles_forward(int64_t D, const float *q, const float *kt, const float *vt, int64_t tokens,
                          int64_t padded, float bound, float *o, float *sums, float *shifts, float *work) {
  float *p = work, *out = p + ROWS * TILE;
  int shifted = 0;
  for (int i = 0; i < ROWS; i++) {
    float square = 0;
    for (int64_t c = 0; c < D; c++) square += q[i * D + c] * q[i * D + c];
    shifts[i] = 0;
    if (!(sqrtf(square) * bound <= SAFE)) shifted = 1;
  }
  for (int i = 0; i < ROWS && shifted; i++) {
    V top = SPLAT(-INFINITY);
    for (int64_t t = 0; t < tokens; t += CL_LANES) {
      V s = {};
      for (int64_t c = 0; c < D; c++) s += q[i * D + c] * LOAD(AT(D, kt, c, t));
      if (t + CL_LANES > tokens)
        for (int64_t k = tokens - t; k < CL_LANES; k++) s[k] = -INFINITY;
      top = VSELECT(s > top, s, top);
    }
    shifts[i] = top[0];
    for (int k = 1; k < CL_LANES; k++) shifts[i] = top[k] > shifts[i] ? top[k] : shifts[i];
  }
  V sum[ROWS];
  UNROLL for (int i = 0; i < ROWS; i++) sum[i] = (V){};
  memset(out, 0, sizeof(float) * (size_t)(ROWS * D * CL_LANES));
  for (int64_t first = 0; first < padded; first += TILE) {
    const int64_t last = first + TILE < padded ? first + TILE : padded;
    tile_scores(D, q, shifts, kt, first, last, p);
    UNROLL for (int i = 0; i < ROWS; i++)
      for (int64_t t = first; t < last; t += CL_LANES) {
        V e = LOAD(p + i * TILE + t - first);
        e = VEXP2_LOW(e);
        vexp2(&e);
        keep_real(&e, t, tokens);
        STORE(p + i * TILE + t - first, e);
        sum[i] += e;
      }
    tile_gather(D, p, vt, first, last, out);
  }
  for (int i = 0; i < ROWS; i++) {
    sums[i] = sum_lanes(&sum[i]);
    for (int64_t c = 0; c < D; c++) o[i * D + c] = sum_lanes((const V *)(out + (i * D + c) * CL_LANES));
  }
}
INLINE void tiles_backward(int64_t D, const float *q, const float *d, const float *dot, const float *lse,
                           const float *kt, const float *vt, int64_t tokens, int64_t padded, float *dq,
                           float *dkt, float *dvt, float *work) {
  float *p = work, *dp = p + ROWS * TILE, *out = dp + ROWS * TILE;
  memset(out, 0, sizeof(float) * (size_t)(ROWS * D * CL_LANES));
  for (int64_t first = 0; first < padded; first += TILE) {
    const int64_t last = first + TILE < padded ? first + TILE : padded;
    tile_scores(D, q, lse, kt, first, last, p);
    tile_scores(D, d, dot, vt, first, last, dp);
    for (int i = 0; i < ROWS; i++)
      for (int64_t t = first; t < last; t += CL_LANES) {
        V e = LOAD(p + i * TILE + t - first);
        e = VEXP2_LOW(e);
        vexp2(&e);
        keep_real(&e, t, tokens);
        STORE(p + i * TILE + t - first, e);
        STORE(dp + i * TILE + t - first, LOAD(dp + i * TILE + t - first) * e);
      }
    tile_gather(D, dp, kt, first, last, out);
    tile_scatter(D, q, dp, first, last, dkt);
    tile_scatter(D, d, p, first, last, dvt);
  }
  for (int i = 0; i < ROWS; i++)
    for (int64_t c = 0; c < D; c++) dq[i * D + c] = sum_lanes((const V *)(out + (i * D + c) * CL_LANES));
}
FN tiles_forward_16(const float *q, const float *kt, const float *vt, int64_t tokens, int64_t padded,
                    float bound, float *o, float *sums, float *shifts, float *work) {
  tiles_forward(16, q, kt, vt, tokens, padded, bound, o, sums, shifts, work);
}
FN tiles_backward_16(const float *q, const float *d, const float *dot, const float *lse, const float *kt,
                     const float *vt, int64_t tokens, int64_t padded, float *dq, float *dkt, float *dvt,
                     float *work) {
  tiles_backward(16, q, d, dot, lse, kt, vt, tokens, padded, dq, dkt, dvt, work);
}
FN tiles_forward_any(int64_t D, const float *q, const float *kt, const float *vt, int64_t tokens,
                     int64_t padded, float bound, float *o, float *sums, float *shifts, float *work) {
  tiles_forward(D, q, kt, vt, tokens, padded, bound, o, sums, shifts, work);
}
FN tiles_backward_any(int64_t D, const float *q, const float *d, const float *dot, const float *lse,
                      const float *kt, const float *vt, int64_t tokens, int64_t padded, float *dq,
                      float *dkt, float *dvt, float *work) {
  tiles_backward(D, q, d, dot, lse, kt, vt, tokens, padded, dq, dkt, dvt, work);
}

#define FORWARD(Q, D)                                                                          \
  FN forward_##D(const float *q, const float *kt, const float *vt, int64_t tokens, int64_t padded, \
                 float bound, float *o, float *sums, float *shifts) {                          \
    forward_block(Q, D, q, kt, vt, tokens, padded, bound, o, sums, shifts);                    \
  }                                                                                            \
  FN backward_##D(const float *q, const float *d, const float *dot, const float *lse, const float *kt, \
                  const float *vt, int64_t tokens, int64_t padded, float *dq, float *dkt, float *dvt) { \
    backward_block(Q, D, q, d, dot, lse, kt, vt, tokens, padded, dq, dkt, dvt);                \
  }
FORWARD(8, 1)
FORWARD(8, 2)
FORWARD(4, 4)
FORWARD(2, 8)

// Queries that a block takes; 1 for head dimensions without a block of their own.
INLINE int64_t block_of(int64_t head) {
  switch (head) {
    case 1: case 2: return 8;
    case 4: return 4;
    case 8: return 2;
    default: return head >= 16 && head % 4 == 0 ? ROWS : 1;
  }
}

// Copies up to `wanted` rows, times a factor; the missing ones are zero.
INLINE void take_rows(const A *from, int64_t stride, int64_t count, int64_t wanted, int64_t head,
                      float factor, float *to) {
  for (int64_t q = 0; q < wanted; q++)
    for (int64_t c = 0; c < head; c++) to[q * head + c] = q < count ? get1(from + q * stride + c) * factor : 0;
}

FN attention_head(const CLAttention *s, const A *qkv, A *y, float *lse, float *scratch) {
  const int64_t T = s->tokens, D = s->head, C = s->heads * D, padded = cl_padded(T), Q = block_of(D);
  const float factor = LOG2E / sqrtf((float)D);
  float *kt = scratch, *vt = kt + D * padded, *p = vt + D * padded, *q = p + padded, *o = q + 8 * D;
  float *work = o + 8 * D;
  transpose(qkv + C, 3 * C, T, D, kt);
  transpose(qkv + 2 * C, 3 * C, T, D, vt);
  const float bound = longest(kt, D, padded);
  for (int64_t first = 0; first < T; first += Q) {
    const int64_t count = T - first < Q ? T - first : Q;
    float sums[8], shifts[8];
    take_rows(qkv + first * 3 * C, 3 * C, count, Q, D, factor, q);
    switch (D) {
      case 1: forward_1(q, kt, vt, T, padded, bound, o, sums, shifts); break;
      case 2: forward_2(q, kt, vt, T, padded, bound, o, sums, shifts); break;
      case 4: forward_4(q, kt, vt, T, padded, bound, o, sums, shifts); break;
      case 8: forward_8(q, kt, vt, T, padded, bound, o, sums, shifts); break;
      case 16: tiles_forward_16(q, kt, vt, T, padded, bound, o, sums, shifts, work); break;
      default:
        if (Q == ROWS) tiles_forward_any(D, q, kt, vt, T, padded, bound, o, sums, shifts, work);
        else any_forward(D, q, kt, vt, T, padded, o, sums, shifts, p);
    }
    for (int64_t i = 0; i < count; i++) {
      const float inverse = 1.0f / sums[i];
      for (int64_t c = 0; c < D; c++) put1(y + (first + i) * C + c, o[i * D + c] * inverse);
      lse[first + i] = shifts[i] + log2f(sums[i]);
    }
  }
}

FN attention_head_backward(const CLAttention *s, const A *qkv, const A *y, const float *lse, const A *dy,
                           A *dqkv, float *scratch) {
  const int64_t T = s->tokens, D = s->head, C = s->heads * D, padded = cl_padded(T), Q = block_of(D);
  const float factor = LOG2E / sqrtf((float)D);
  float *kt = scratch, *vt = kt + D * padded, *dkt = vt + D * padded, *dvt = dkt + D * padded;
  float *p = dvt + D * padded, *dp = p + padded, *q = dp + padded, *d = q + 8 * D, *dq = d + 8 * D;
  float *work = dq + 8 * D;
  transpose(qkv + C, 3 * C, T, D, kt);
  transpose(qkv + 2 * C, 3 * C, T, D, vt);
  memset(dkt, 0, sizeof(float) * (size_t)(2 * D * padded));
  for (int64_t first = 0; first < T; first += Q) {
    const int64_t count = T - first < Q ? T - first : Q;
    float dot[8] = {0}, l[8];
    take_rows(qkv + first * 3 * C, 3 * C, count, Q, D, factor, q);
    take_rows(dy + first * C, C, count, Q, D, 1, d);
    for (int64_t i = 0; i < Q; i++) {
      // A missing query's probabilities are as good as none.
      l[i] = i < count ? lse[first + i] : 1000;
      if (i < count)
        for (int64_t c = 0; c < D; c++) dot[i] += d[i * D + c] * get1(y + (first + i) * C + c);
    }
    switch (D) {
      case 1: backward_1(q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt); break;
      case 2: backward_2(q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt); break;
      case 4: backward_4(q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt); break;
      case 8: backward_8(q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt); break;
      case 16: tiles_backward_16(q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt, work); break;
      default:
        if (Q == ROWS) tiles_backward_any(D, q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt, work);
        else any_backward(D, q, d, dot[0], l[0], kt, vt, T, padded, dq, dkt, dvt, p, dp);
    }
    // Scores are q k / sqrt(D) in nats: q lacks the factor that turned it to base 2.
    for (int64_t i = 0; i < count; i++)
      for (int64_t c = 0; c < D; c++)
        put1(dqkv + (first + i) * 3 * C + c, dq[i * D + c] * (factor / LOG2E));
  }
  for (int64_t t = 0; t < T; t++)
    for (int64_t c = 0; c < D; c++) {
      put1(dqkv + t * 3 * C + C + c, ONE(D, dkt, c, t) * (1 / LOG2E));
      put1(dqkv + t * 3 * C + 2 * C + c, ONE(D, dvt, c, t));
    }
}
