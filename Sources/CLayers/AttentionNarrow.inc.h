// Attention of heads of 1, 2, 4 or 8 numbers, the narrow ones: a vector is one number of 16 queries, and keys come one at a
// time, broadcast. Nothing is summed over lanes, none of them is ever masked, and all numbers of a block of queries
// stay in registers. Backward, the gradients of keys and values are kept by lanes, for a tile of keys at a time: each takes
// a store for a vector, which pays for one or two numbers only. Wider heads go by the tiles of Attention.inc.h.
//
// Tables: queries [T / 16][D][16], keys with their values [T][2 D].

// A vector of one number of up to 16 rows `stride` apart; those that are missing are zero.
INLINE void narrow_lanes(const A *from, int64_t stride, int64_t count, float factor, float *to) {
  for (int64_t l = 0; l < CL_LANES; l++) to[l] = l < count ? get1(from + l * stride) * factor : 0;
}
INLINE void narrow_queries(const A *rows, int64_t stride, int64_t T, int64_t D, float factor, float *to) {
  for (int64_t t = 0; t < T; t += CL_LANES)
    for (int64_t c = 0; c < D; c++, to += CL_LANES)
      narrow_lanes(rows + t * stride + c, stride, T - t < CL_LANES ? T - t : CL_LANES, factor, to);
}
// Back to rows.
INLINE void narrow_rows(const V *numbers, int64_t count, int64_t D, A *to, int64_t stride) {
  const float *from = (const float *)numbers;
  for (int64_t l = 0; l < count; l++)
    for (int64_t c = 0; c < D; c++) put1(to + l * stride + c, from[c * CL_LANES + l]);
}
// Keys and values side by side; returns the largest norm of a key.
INLINE float narrow_keys(const A *keys, const A *values, int64_t stride, int64_t T, int64_t D, float *to) {
  float best = 0;
  for (int64_t t = 0; t < T; t++, keys += stride, values += stride, to += 2 * D) {
    float square = 0;
    for (int64_t c = 0; c < D; c++) {
      to[c] = get1(keys + c);
      to[D + c] = get1(values + c);
      square += to[c] * to[c];
    }
    // Written so that a NaN is not below any limit.
    best = square <= best ? best : square;
  }
  return sqrtf(best);
}

// N vectors of queries against all keys: out [N][D] not yet divided by the sums.
INLINE void narrow_block(const int N, const int64_t D, const float *queries, const float *kv, int64_t T, const V *shifts,
                         V *out, V *sums) {
  V q[16], o[16], less[8], sum[8];
  UNROLL for (int i = 0; i < N * D; i++) q[i] = LOAD(queries + i * CL_LANES), o[i] = (V){};
  UNROLL for (int i = 0; i < N; i++) sum[i] = (V){}, less[i] = -shifts[i];
  ROLL for (int64_t t = 0; t < T; t++, kv += 2 * D) {
    V p[8];
    UNROLL for (int i = 0; i < N; i++) p[i] = less[i];
    UNROLL for (int64_t c = 0; c < D; c++) {
      const float k = kv[c];
      UNROLL for (int i = 0; i < N; i++) p[i] += q[i * D + c] * k;
    }
    UNROLL for (int i = 0; i < N; i++) {
      power(&p[i]);
      sum[i] += p[i];
    }
    UNROLL for (int64_t c = 0; c < D; c++) {
      const float v = kv[D + c];
      UNROLL for (int i = 0; i < N; i++) o[i * D + c] += p[i] * v;
    }
  }
  UNROLL for (int i = 0; i < N * D; i++) out[i] = o[i];
  UNROLL for (int i = 0; i < N; i++) sums[i] = sum[i];
}

// The largest score of each query, where powers might overflow without.
INLINE void narrow_shifts(int64_t D, const float *q, const float *kv, int64_t T, float bound, V *shift) {
  V square = {};
  for (int64_t c = 0; c < D; c++) square += LOAD(q + c * CL_LANES) * LOAD(q + c * CL_LANES);
  *shift = (V){};
  float most = 0;
  for (int l = 0; l < CL_LANES; l++) most = square[l] <= most ? most : square[l];
  if (sqrtf(most) * bound <= SAFE) return;
  V top = SPLAT(-INFINITY);
  for (int64_t t = 0; t < T; t++, kv += 2 * D) {
    V s = {};
    for (int64_t c = 0; c < D; c++) s += LOAD(q + c * CL_LANES) * kv[c];
    top = VSELECT(s > top, s, top);
  }
  *shift = top;
}

INLINE void narrow_head(const CLAttention *s, const int N, const int64_t D, const A *qkv, A *y, float *lse,
                        float *scratch) {
  const int64_t T = s->tokens, C = s->heads * D;
  float *q = scratch, *kv = q + D * cl_padded(T);
  narrow_queries(qkv, 3 * C, T, D, LOG2E / sqrtf((float)D), q);
  const float bound = narrow_keys(qkv + C, qkv + 2 * C, 3 * C, T, D, kv);
  for (int64_t first = 0; first < T;) {
    V shifts[8], out[16], sums[8];
    const int64_t many = T - first > (N - 1) * CL_LANES ? N : 1;
    UNROLL for (int i = 0; i < N; i++)
      if (i < many) narrow_shifts(D, q + (first + i * CL_LANES) * D, kv, T, bound, &shifts[i]);
    if (many == N) narrow_block(N, D, q + first * D, kv, T, shifts, out, sums);
    else narrow_block(1, D, q + first * D, kv, T, shifts, out, sums);
    for (int64_t i = 0; i < many; i++, first += CL_LANES) {
      const int64_t count = T - first < CL_LANES ? T - first : CL_LANES;
      UNROLL for (int64_t c = 0; c < D; c++) out[i * D + c] /= sums[i];
      narrow_rows(out + i * D, count, D, y + first * C, C);
      for (int64_t l = 0; l < count; l++) lse[first + l] = shifts[i][l] + log2f(sums[i][l]);
    }
  }
}

// N vectors of queries against a tile of keys: their gradients are added to dq [N][D], those of keys and values to
// dkv [keys][2 D][16], by lanes.
INLINE void narrow_block_backward(const int N, const int64_t D, const float *queries, const float *gradients,
                                  const float *lse, const float *dots, const float *kv, int64_t keys, float *dqs,
                                  float *dkv) {
  V q[4], d[4], dq[4], less[2], dot[2];
  UNROLL for (int i = 0; i < N * D; i++) {
    q[i] = LOAD(queries + i * CL_LANES);
    d[i] = LOAD(gradients + i * CL_LANES);
    dq[i] = LOAD(dqs + i * CL_LANES);
  }
  UNROLL for (int i = 0; i < N; i++) less[i] = -LOAD(lse + i * CL_LANES), dot[i] = -LOAD(dots + i * CL_LANES);
  ROLL for (int64_t t = 0; t < keys; t++, kv += 2 * D, dkv += 2 * D * CL_LANES) {
    V p[2], dp[2];
    UNROLL for (int i = 0; i < N; i++) p[i] = less[i], dp[i] = dot[i];
    UNROLL for (int64_t c = 0; c < D; c++) UNROLL for (int i = 0; i < N; i++) {
        p[i] += q[i * D + c] * kv[c];
        dp[i] += d[i * D + c] * kv[D + c];
      }
    UNROLL for (int i = 0; i < N; i++) {
      power(&p[i]);
      dp[i] *= p[i];
    }
    UNROLL for (int64_t c = 0; c < D; c++) {
      V dk = LOAD(dkv + c * CL_LANES), dv = LOAD(dkv + (D + c) * CL_LANES);
      UNROLL for (int i = 0; i < N; i++) {
        dq[i * D + c] += dp[i] * kv[c];
        dk += q[i * D + c] * dp[i];
        dv += d[i * D + c] * p[i];
      }
      STORE(dkv + c * CL_LANES, dk);
      STORE(dkv + (D + c) * CL_LANES, dv);
    }
  }
  UNROLL for (int i = 0; i < N * D; i++) STORE(dqs + i * CL_LANES, dq[i]);
}

// Heads of one or two numbers; the wider ones go by tiles backward.
INLINE void narrow_head_backward(const CLAttention *s, const int64_t D, const A *qkv, const A *y, const float *lse,
                                 const A *dy, A *dqkv, float *scratch) {
  enum { N = 2, KEYS = CL_NARROW_KEYS };
  const int64_t T = s->tokens, C = s->heads * D, padded = cl_padded(T);
  const float factor = LOG2E / sqrtf((float)D);
  float *q = scratch, *d = q + D * padded, *dq = d + D * padded, *kv = dq + D * padded, *kept = kv + 2 * D * padded;
  float *dots = kept + padded, *dkv = dots + padded;
  narrow_queries(qkv, 3 * C, T, D, factor, q);
  narrow_queries(dy, C, T, D, 1, d);
  narrow_queries(y, C, T, D, 1, dq);
  narrow_keys(qkv + C, qkv + 2 * C, 3 * C, T, D, kv);
  for (int64_t t = 0; t < padded; t += CL_LANES) {
    V dot = {};
    for (int64_t c = 0; c < D; c++) dot += LOAD(d + t * D + c * CL_LANES) * LOAD(dq + t * D + c * CL_LANES);
    STORE(dots + t, dot);
    // A missing query's probabilities are as good as none.
    for (int64_t l = 0; l < CL_LANES; l++) kept[t + l] = t + l < T ? lse[t + l] : 1000;
  }
  memset(dq, 0, sizeof(float) * (size_t)(D * padded));
  for (int64_t first = 0; first < T; first += KEYS) {
    const int64_t keys = T - first < KEYS ? T - first : KEYS;
    memset(dkv, 0, sizeof(float) * (size_t)(2 * D * CL_LANES * KEYS));
    const float *here = kv + 2 * D * first;
    int64_t t = 0;
    for (; t + N * CL_LANES <= padded; t += N * CL_LANES)
      narrow_block_backward(N, D, q + t * D, d + t * D, kept + t, dots + t, here, keys, dq + t * D, dkv);
    if (t < padded) narrow_block_backward(1, D, q + t * D, d + t * D, kept + t, dots + t, here, keys, dq + t * D, dkv);
    A *to = dqkv + first * 3 * C;
    for (int64_t k = 0; k < keys; k += CL_LANES / (2 * D)) {
      float sums[CL_LANES];
      lane_sums((const V *)(dkv + k * 2 * D * CL_LANES), sums);
      for (int64_t i = 0; i < CL_LANES / (2 * D) && k + i < keys; i++, to += 3 * C)
        for (int64_t c = 0; c < D; c++) {
          // Scores are q k / sqrt(D) in nats: q has the factor that turned it to base 2.
          put1(to + C + c, sums[2 * D * i + c] * (1 / LOG2E));
          put1(to + 2 * C + c, sums[2 * D * i + D + c]);
        }
    }
  }
  for (int64_t t = 0; t < T; t += CL_LANES) {
    V rows[2];
    UNROLL for (int64_t c = 0; c < D; c++) rows[c] = LOAD(dq + t * D + c * CL_LANES) * (factor / LOG2E);
    narrow_rows(rows, T - t < CL_LANES ? T - t : CL_LANES, D, dqkv + t * 3 * C, 3 * C);
  }
}

// Vectors of queries at once: as many as leave room in the registers.
#ifdef CL_SCALES
#define CL_NARROW(D) (8 / (D) < 4 ? 8 / (D) : 4)
#else
#define CL_NARROW(D) 1
#endif

FN narrow_1(const CLAttention *s, const A *qkv, A *y, float *lse, float *scratch) {
  narrow_head(s, CL_NARROW(1), 1, qkv, y, lse, scratch);
}
FN narrow_2(const CLAttention *s, const A *qkv, A *y, float *lse, float *scratch) {
  narrow_head(s, CL_NARROW(2), 2, qkv, y, lse, scratch);
}
FN narrow_4(const CLAttention *s, const A *qkv, A *y, float *lse, float *scratch) {
  narrow_head(s, CL_NARROW(4), 4, qkv, y, lse, scratch);
}
FN narrow_8(const CLAttention *s, const A *qkv, A *y, float *lse, float *scratch) {
  narrow_head(s, 1, 8, qkv, y, lse, scratch);
}
FN narrow_backward_1(const CLAttention *s, const A *qkv, const A *y, const float *lse, const A *dy, A *dqkv,
                     float *scratch) {
  narrow_head_backward(s, 1, qkv, y, lse, dy, dqkv, scratch);
}
FN narrow_backward_2(const CLAttention *s, const A *qkv, const A *y, const float *lse, const A *dy, A *dqkv,
                     float *scratch) {
  narrow_head_backward(s, 2, qkv, y, lse, dy, dqkv, scratch);
}
