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

// No weight for keys that do not exist, in the last vector.
INLINE void keep_real(V *p, int64_t t, int64_t tokens) {
  if (t + CL_LANES > tokens)
    for (int64_t k = tokens > t ? tokens - t : 0; k < CL_LANES; k++) (*p)[k] = 0;
}

// Sums over the lanes of 16 vectors, each in a lane.
INLINE void lane_sums(const V *v, float *sums) {
  V a[8], b[4], c[2];
  UNROLL for (int i = 0; i < 8; i++) {
    const V x = v[i], y = v[i + 8];
    a[i] = __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
           __builtin_shufflevector(x, y, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    const V x = a[i], y = a[i + 4];
    b[i] = __builtin_shufflevector(x, y, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
           __builtin_shufflevector(x, y, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
  }
  UNROLL for (int i = 0; i < 2; i++) {
    const V x = b[i], y = b[i + 2];
    c[i] = __builtin_shufflevector(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
           __builtin_shufflevector(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  }
  const V x = c[0], y = c[1];
  // Of v[0, 1, 2, 3, ...]: vectors 8 apart are in halves, 4 apart in quarters, 2 apart in pairs.
  const V r = __builtin_shufflevector(x, y, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
              __builtin_shufflevector(x, y, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
  STORE(sums, r);
}

// What becomes a weight: 2^x. In float32 as exact as elsewhere; where all that it weighs are bfloat16 numbers, to 1e-4 of
// itself, a twentieth of their rounding, by the polynomial of degree three with the least relative error on 0 ... 1.
INLINE void power(V *x) {
#if CL_HALF && defined(CL_SCALES)
  const V f = (V)_mm512_reduce_ps((__m512)*x, 0x09);
  V p = SPLAT(0.0780245513f);
  p = p * f + 0.2260671854f;
  p = p * f + 0.6958335042f;
  p = p * f + 0.9999252558f;
  *x = (V)_mm512_scalef_ps((__m512)p, (__m512)*x);
#else
  *x = VEXP2_LOW(*x);
  vexp2(x);
#endif
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

// Products over the head, less `start`, of four rows with so many vectors of keys: [column][row].
INLINE void tile_products(int64_t D, const int columns, const float *rows, const float *start, const float *table, V *s) {
  UNROLL for (int k = 0; k < columns; k++) UNROLL for (int i = 0; i < 4; i++) s[k * 4 + i] = SPLAT(-start[i]);
  for (int64_t c = 0; c < D; c++) {
    V key[2];
    UNROLL for (int k = 0; k < columns; k++) key[k] = LOAD(AT(D, table, c, k * CL_LANES));
    UNROLL for (int i = 0; i < 4; i++) UNROLL for (int k = 0; k < columns; k++)
        s[k * 4 + i] += rows[i * D + c] * key[k];
  }
}

// p [ROWS][TILE] = the weights of these keys.
INLINE void tile_weights(int64_t D, const int columns, const float *q, const float *shifts, const float *kt, float *p) {
  UNROLL for (int half = 0; half < ROWS; half += 4) {
    V s[8];
    tile_products(D, columns, q + half * D, shifts + half, kt, s);
    UNROLL for (int i = 0; i < 4; i++) UNROLL for (int k = 0; k < columns; k++) {
        power(&s[k * 4 + i]);
        STORE(p + (half + i) * TILE + k * CL_LANES, s[k * 4 + i]);
      }
  }
}

// The same weights, and in dp the gradients of their scores.
INLINE void tile_slopes(int64_t D, const int columns, const float *q, const float *d, const float *dot, const float *lse,
                        const float *kt, const float *vt, float *p, float *dp) {
  UNROLL for (int half = 0; half < ROWS; half += 4) {
    V s[8], ds[8];
    tile_products(D, columns, q + half * D, lse + half, kt, s);
    UNROLL for (int i = 0; i < 4; i++) UNROLL for (int k = 0; k < columns; k++) {
        power(&s[k * 4 + i]);
        STORE(p + (half + i) * TILE + k * CL_LANES, s[k * 4 + i]);
      }
    tile_products(D, columns, d + half * D, dot + half, vt, ds);
    UNROLL for (int i = 0; i < 4; i++) UNROLL for (int k = 0; k < columns; k++)
        STORE(dp + (half + i) * TILE + k * CL_LANES, ds[k * 4 + i] * s[k * 4 + i]);
  }
}

// Keys that do not exist, behind the last one, get no weight.
INLINE void tile_ends(int64_t first, int64_t last, int64_t tokens, float *p) {
  for (int i = 0; i < ROWS && last > tokens; i++)
    for (int64_t t = tokens; t < last; t++) p[i * TILE + t - first] = 0;
}

// Runs the body for all vectors of keys of a tile, `columns` of them from t on at a time: two, where registers are many.
#define TILE_KEYS(t, columns, ...)                       \
  {                                                      \
    int64_t t = first;                                   \
    if (CL_ROWS >= 16)                                   \
      for (; t + 2 * CL_LANES <= last; t += 2 * CL_LANES) { \
        enum { columns = 2 };                            \
        __VA_ARGS__                                      \
      }                                                  \
    for (; t < last; t += CL_LANES) {                    \
      enum { columns = 1 };                              \
      __VA_ARGS__                                        \
    }                                                    \
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

// table += rows' p, of `columns` vectors of keys at a time.
INLINE void tile_scatter(int64_t D, const int columns, const float *rows, const float *p, float *table) {
  V w[2 * ROWS];
  UNROLL for (int k = 0; k < columns; k++)
    UNROLL for (int i = 0; i < ROWS; i++) w[k * ROWS + i] = LOAD(p + i * TILE + k * CL_LANES);
  for (int64_t c = 0; c < D; c++) {
    V sum[2];
    UNROLL for (int k = 0; k < columns; k++) sum[k] = LOAD(AT(D, table, c, k * CL_LANES));
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int k = 0; k < columns; k++)
        sum[k] += rows[i * D + c] * w[k * ROWS + i];
    UNROLL for (int k = 0; k < columns; k++) STORE(AT(D, table, c, k * CL_LANES), sum[k]);
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
    TILE_KEYS(t, columns, tile_weights(D, columns, q, shifts, AT(D, kt, 0, t), p + t - first);)
    tile_ends(first, last, tokens, p);
    UNROLL for (int i = 0; i < ROWS; i++)
      for (int64_t t = 0; t < last - first; t += CL_LANES) sum[i] += LOAD(p + i * TILE + t);
    tile_gather(D, p, vt, first, last, out);
  }
  for (int i = 0; i < ROWS; i++) sums[i] = sum_lanes(&sum[i]);
  for (int64_t i = 0; i < ROWS * D; i += CL_LANES) lane_sums((const V *)(out + i * CL_LANES), o + i);
}
INLINE void tiles_backward(int64_t D, const float *q, const float *d, const float *dot, const float *lse,
                           const float *kt, const float *vt, int64_t tokens, int64_t padded, float *dq,
                           float *dkt, float *dvt, float *work) {
  float *p = work, *dp = p + ROWS * TILE, *out = dp + ROWS * TILE;
  memset(out, 0, sizeof(float) * (size_t)(ROWS * D * CL_LANES));
  for (int64_t first = 0; first < padded; first += TILE) {
    const int64_t last = first + TILE < padded ? first + TILE : padded;
    TILE_KEYS(t, columns, {
      tile_slopes(D, columns, q, d, dot, lse, AT(D, kt, 0, t), AT(D, vt, 0, t), p + t - first, dp + t - first);
    })
    tile_ends(first, last, tokens, p);
    tile_ends(first, last, tokens, dp);
    tile_gather(D, dp, kt, first, last, out);
    TILE_KEYS(t, columns, {
      tile_scatter(D, columns, q, dp + t - first, AT(D, dkt, 0, t));
      tile_scatter(D, columns, d, p + t - first, AT(D, dvt, 0, t));
    })
  }
  for (int64_t i = 0; i < ROWS * D; i += CL_LANES) lane_sums((const V *)(out + i * CL_LANES), dq + i);
}

#define TILES_BACKWARD(NAME, D)                                                                                      \
  FN NAME(int64_t head, const float *q, const float *d, const float *dot, const float *lse, const float *kt,         \
          const float *vt, int64_t tokens, int64_t padded, float *dq, float *dkt, float *dvt, float *work) {          \
    (void)head;                                                                                                      \
    tiles_backward(D, q, d, dot, lse, kt, vt, tokens, padded, dq, dkt, dvt, work);                                   \
  }
TILES_BACKWARD(tiles_backward_4, 4)
TILES_BACKWARD(tiles_backward_8, 8)
TILES_BACKWARD(tiles_backward_16, 16)
TILES_BACKWARD(tiles_backward_any, head)
#define TILES_FORWARD(NAME, D)                                                                                       \
  FN NAME(int64_t head, const float *q, const float *kt, const float *vt, int64_t tokens, int64_t padded, float bound, \
          float *o, float *sums, float *shifts, float *work) {                                                       \
    (void)head;                                                                                                      \
    tiles_forward(D, q, kt, vt, tokens, padded, bound, o, sums, shifts, work);                                       \
  }
TILES_FORWARD(tiles_forward_16, 16)
TILES_FORWARD(tiles_forward_any, head)

// Queries that a block takes; 1 for head dimensions without a kernel of their own.
INLINE int64_t block_of(int64_t head) { return head % 4 == 0 ? ROWS : 1; }

// Copies up to `wanted` rows, times a factor; the missing ones are zero.
INLINE void take_rows(const A *from, int64_t stride, int64_t count, int64_t wanted, int64_t head,
                      float factor, float *to) {
  for (int64_t q = 0; q < wanted; q++)
    for (int64_t c = 0; c < head; c++) to[q * head + c] = q < count ? get1(from + q * stride + c) * factor : 0;
}

#include "AttentionNarrow.inc.h"

FN attention_head(const CLAttention *s, const A *qkv, A *y, float *lse, float *scratch) {
  switch (s->head) {
    case 1: narrow_1(s, qkv, y, lse, scratch); return;
    case 2: narrow_2(s, qkv, y, lse, scratch); return;
    case 4: narrow_4(s, qkv, y, lse, scratch); return;
    case 8: narrow_8(s, qkv, y, lse, scratch); return;
    default: break;
  }
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
    if (D == 16) tiles_forward_16(D, q, kt, vt, T, padded, bound, o, sums, shifts, work);
    else if (Q == ROWS) tiles_forward_any(D, q, kt, vt, T, padded, bound, o, sums, shifts, work);
    else any_forward(D, q, kt, vt, T, padded, o, sums, shifts, p);
    for (int64_t i = 0; i < count; i++) {
      const float inverse = 1.0f / sums[i];
      for (int64_t c = 0; c < D; c++) put1(y + (first + i) * C + c, o[i * D + c] * inverse);
      lse[first + i] = shifts[i] + log2f(sums[i]);
    }
  }
}

FN attention_head_backward(const CLAttention *s, const A *qkv, const A *y, const float *lse, const A *dy,
                           A *dqkv, float *scratch) {
  if (s->head == 1) {
    narrow_backward_1(s, qkv, y, lse, dy, dqkv, scratch);
    return;
  }
  if (s->head == 2) {
    narrow_backward_2(s, qkv, y, lse, dy, dqkv, scratch);
    return;
  }
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
      case 4: tiles_backward_4(D, q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt, work); break;
      case 8: tiles_backward_8(D, q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt, work); break;
      case 16: tiles_backward_16(D, q, d, dot, l, kt, vt, T, padded, dq, dkt, dvt, work); break;
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
