// LayerNorm (Ba et al. 2016) over the channels of each row.

// Eight channels: a row is half a vector, and nothing is left over.
INLINE float sum_eight(const V8 *v) {
  typedef float V4 __attribute__((vector_size(16)));
  const V4 q = __builtin_shufflevector(*v, *v, 0, 1, 2, 3) + __builtin_shufflevector(*v, *v, 4, 5, 6, 7);
  const V4 h = q + __builtin_shufflevector(q, q, 2, 3, 2, 3);
  return h[0] + h[1];
}
INLINE void layer_norm_eight(int64_t rows, const A *x, const float *gamma, const float *beta, A *y, float *mean,
                             float *scale) {
  const V8 g = LOAD8(gamma), b = LOAD8(beta);
  for (int64_t row = 0; row < rows; row++, x += 8, y += 8) {
    const V8 v = GET8(x);
    const float m = sum_eight(&v) / 8;
    const V8 d = v - m, squares = d * d;
    const float r = 1.0f / sqrtf(sum_eight(&squares) / 8 + EPSILON);
    mean[row] = m;
    scale[row] = r;
    const V8 out = d * r * g + b;
    put8(y, &out);
  }
}
INLINE void layer_norm_backward_eight(int64_t rows, const A *x, const float *gamma, const float *mean, const float *scale,
                                      const A *dy, A *dx, float *dgamma, float *dbeta, int32_t accumulate) {
  const V8 g = LOAD8(gamma);
  V8 sums = {}, products = {};
  for (int64_t row = 0; row < rows; row++, x += 8, dy += 8, dx += 8) {
    const V8 d = GET8(dy), xhat = (GET8(x) - mean[row]) * scale[row], dg = d * g, both = dg * xhat;
    sums += d;
    products += d * xhat;
    V8 out = (dg - sum_eight(&dg) / 8 - xhat * (sum_eight(&both) / 8)) * scale[row];
    if (accumulate) out += GET8(dx);
    put8(dx, &out);
  }
  for (int64_t c = 0; c < 8; c++) {
    dbeta[c] += sums[c];
    dgamma[c] += products[c];
  }
}

FN layer_norm(int64_t rows, int64_t channels, const void *x0, const float *gamma, const float *beta,
              void *y0, float *mean, float *scale) {
  const A *x = x0;
  A *y = y0;
  if (channels == 8) {
    layer_norm_eight(rows, x, gamma, beta, y, mean, scale);
    return;
  }
  const int64_t whole = channels / CL_LANES * CL_LANES;
  for (int64_t row = 0; row < rows; row++, x += channels, y += channels) {
    V sum = {};
    float rest = 0;
    for (int64_t c = 0; c < whole; c += CL_LANES) sum += GET(x + c);
    for (int64_t c = whole; c < channels; c++) rest += get1(x + c);
    const float m = (sum_lanes(&sum) + rest) / (float)channels;
    V squares = {};
    rest = 0;
    for (int64_t c = 0; c < whole; c += CL_LANES) {
      const V v = GET(x + c) - m;
      squares += v * v;
    }
    for (int64_t c = whole; c < channels; c++) rest += (get1(x + c) - m) * (get1(x + c) - m);
    const float r = 1.0f / sqrtf((sum_lanes(&squares) + rest) / (float)channels + EPSILON);
    mean[row] = m;
    scale[row] = r;
    for (int64_t c = 0; c < whole; c += CL_LANES) {
      const V v = (GET(x + c) - m) * r * LOAD(gamma + c) + LOAD(beta + c);
      put(y + c, &v);
    }
    for (int64_t c = whole; c < channels; c++) put1(y + c, (get1(x + c) - m) * r * gamma[c] + beta[c]);
  }
}

FN layer_norm_backward(int64_t rows, int64_t channels, const void *x0, const float *gamma,
                       const float *mean, const float *scale, const void *dy0, void *dx0, float *dgamma,
                       float *dbeta, int32_t accumulate) {
  const A *x = x0, *dy = dy0;
  A *dx = dx0;
  if (channels == 8) {
    layer_norm_backward_eight(rows, x, gamma, mean, scale, dy, dx, dgamma, dbeta, accumulate);
    return;
  }
  const int64_t whole = channels / CL_LANES * CL_LANES;
  for (int64_t row = 0; row < rows; row++, x += channels, dy += channels, dx += channels) {
    const float m = mean[row], r = scale[row];
    V sums = {}, products = {};
    float sum = 0, product = 0;
    for (int64_t c = 0; c < whole; c += CL_LANES) {
      const V d = GET(dy + c), xhat = (GET(x + c) - m) * r, g = d * LOAD(gamma + c);
      STORE(dbeta + c, LOAD(dbeta + c) + d);
      STORE(dgamma + c, LOAD(dgamma + c) + d * xhat);
      sums += g;
      products += g * xhat;
    }
    for (int64_t c = whole; c < channels; c++) {
      const float d = get1(dy + c), xhat = (get1(x + c) - m) * r;
      dbeta[c] += d;
      dgamma[c] += d * xhat;
      sum += d * gamma[c];
      product += d * gamma[c] * xhat;
    }
    const float d0 = (sum_lanes(&sums) + sum) / (float)channels;
    const float d1 = (sum_lanes(&products) + product) / (float)channels;
    for (int64_t c = 0; c < whole; c += CL_LANES) {
      V d = (GET(dy + c) * LOAD(gamma + c) - d0 - (GET(x + c) - m) * r * d1) * r;
      if (accumulate) d += GET(dx + c);
      put(dx + c, &d);
    }
    for (int64_t c = whole; c < channels; c++) {
      const float d = (get1(dy + c) * gamma[c] - d0 - (get1(x + c) - m) * r * d1) * r;
      put1(dx + c, accumulate ? get1(dx + c) + d : d);
    }
  }
}
