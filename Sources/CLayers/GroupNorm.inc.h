// GroupNorm with one group (Wu & He 2018): each image has mean 0 and variance 1 over pixels and channels.
//
// An image is one flat array. Per-channel vectors are repeated to a period P that both the channels and the
// lanes divide, so that any number of channels runs in whole vectors; the image is then rows of P numbers,
// the last one perhaps cut short.

// Multiples of the lanes after which the channels repeat.
INLINE int64_t period(int64_t channels) {
  int64_t p = channels;
  while (p % CL_LANES) p += channels;
  return p;
}

// Sums of the image and of its squares, both relative to its first number, so that one pass is exact enough
// even where the mean is far from zero. Blocks keep the rounding of long float sums away.
FN image_moments(const A *x, int64_t size, float *mean, float *scale) {
  const float shift = get1(x);
  double sum = 0, squares = 0;
  enum { BLOCK = 4096 };
  for (int64_t start = 0; start < size; start += BLOCK) {
    const int64_t here = size - start < BLOCK ? size - start : BLOCK;
    const A *from = x + start;
    V s[4] = {}, q[4] = {};
    int64_t i = 0;
    for (; i + 4 * CL_LANES <= here; i += 4 * CL_LANES) {
      UNROLL for (int k = 0; k < 4; k++) {
        const V v = GET(from + i + k * CL_LANES) - shift;
        s[k] += v;
        q[k] += v * v;
      }
    }
    const V all = (s[0] + s[1]) + (s[2] + s[3]), allq = (q[0] + q[1]) + (q[2] + q[3]);
    sum += (double)sum_lanes(&all);
    squares += (double)sum_lanes(&allq);
    for (; i < here; i++) {
      const double v = (double)(get1(from + i) - shift);
      sum += v;
      squares += v * v;
    }
  }
  const double m = sum / (double)size, variance = squares / (double)size - m * m;
  *mean = (float)(m + (double)shift);
  *scale = (float)(1.0 / sqrt((variance > 0 ? variance : variance * 0) + (double)EPSILON));
}

// norm(x) gamma + beta = x * slope + level.
FN image_line(int64_t channels, int64_t p, const float *gamma, const float *beta, float mean, float scale,
              float *slope, float *level) {
  for (int64_t i = 0, c = 0; i < p; i++, c = c + 1 == channels ? 0 : c + 1) {
    slope[i] = gamma[c] * scale;
    level[i] = beta[c] - mean * slope[i];
  }
}

// Runs the body for the vector at i, whose channels start at j.
#define FLAT(i, n, j, size, p, ...)                             \
  for (int64_t row = 0; row < (size); row += (p)) {             \
    const int64_t end = row + (p) < (size) ? row + (p) : (size); \
    int64_t i = row, j = 0;                                     \
    for (; i + CL_LANES <= end; i += CL_LANES, j += CL_LANES) { \
      enum { n = CL_LANES };                                    \
      __VA_ARGS__                                               \
    }                                                           \
    if (i < end) {                                              \
      const int64_t n = end - i;                                \
      __VA_ARGS__                                               \
    }                                                           \
  }

FN group_norm(const CLGroupNorm *s, const void *x0, const float *gamma, const float *beta,
              const void *residual0, const float *embedding, void *y0, float *mean, float *scale,
              float *scratch) {
  const int64_t size = s->pixels * s->channels, p = period(s->channels);
  float *slope = scratch, *level = slope + p, *e = level + p;
  const A *x = x0, *residual = residual0;
  A *y = y0;
  for (int64_t b = 0; b < s->batch; b++, x += size, y += size) {
    image_moments(x, size, mean + b, scale + b);
    image_line(s->channels, p, gamma, beta, mean[b], scale[b], slope, level);
    if (embedding)
      for (int64_t i = 0; i < p; i++) e[i] = embedding[b * s->channels + i % s->channels];
    const A *r = residual ? residual + b * size : 0;
    if (r) {
      FLAT(i, n, j, size, p, {
        V v, before;
        READ(v, x + i, n);
        READ(before, r + i, n);
        v = v * LOAD(slope + j) + LOAD(level + j) + before;
        if (s->gelu) vgelu(&v);
        if (embedding) v += LOAD(e + j);
        WRITE(y + i, v, n);
      })
    } else if (s->gelu) {
      FLAT(i, n, j, size, p, {
        V v;
        READ(v, x + i, n);
        v = v * LOAD(slope + j) + LOAD(level + j);
        vgelu(&v);
        if (embedding) v += LOAD(e + j);
        WRITE(y + i, v, n);
      })
    } else {
      FLAT(i, n, j, size, p, {
        V v;
        READ(v, x + i, n);
        v = v * LOAD(slope + j) + LOAD(level + j);
        if (embedding) v += LOAD(e + j);
        WRITE(y + i, v, n);
      })
    }
  }
}

// Per-channel sums of d and of d * x, d = dy f'(z); d is left in `d0`. Rows go in blocks that stay in L1,
// so that the sums of one vector of channels are registers.
FN image_sums(const CLGroupNorm *s, int64_t p, const A *x, const A *residual, const A *dy, A *d0,
              const float *slope, const float *level, float *sums, float *products) {
  const int64_t size = s->pixels * s->channels, rows = size / p;
  const int64_t step = p >= 1024 ? 1 : 1024 / p;
  memset(sums, 0, sizeof(float) * (size_t)p);
  memset(products, 0, sizeof(float) * (size_t)p);
  for (int64_t first = 0; first < rows; first += step) {
    const int64_t last = first + step < rows ? first + step : rows;
    for (int64_t j = 0; j < p; j += CL_LANES) {
      V sum = LOAD(sums + j), product = LOAD(products + j);
      const V a = LOAD(slope + j), t = LOAD(level + j);
      for (int64_t row = first; row < last; row++) {
        const int64_t i = row * p + j;
        const V v = GET(x + i);
        V d = GET(dy + i);
        if (s->gelu) {
          V z = v * a + t;
          if (residual) z += GET(residual + i);
          vgelu_slope(&z);
          d *= z;
          put(d0 + i, &d);
        }
        sum += d;
        product += d * v;
      }
      STORE(sums + j, sum);
      STORE(products + j, product);
    }
  }
  for (int64_t i = rows * p, j = 0; i < size; i++, j++) {
    V z = SPLAT(get1(x + i) * slope[j] + level[j] + (residual ? get1(residual + i) : 0));
    float d = get1(dy + i);
    if (s->gelu) {
      vgelu_slope(&z);
      d *= z[0];
      put1(d0 + i, d);
    }
    sums[j] += d;
    products[j] += d * get1(x + i);
  }
}

FN group_norm_backward(const CLGroupNorm *s, const void *x0, const float *gamma, const float *beta,
                       const void *residual0, const float *mean, const float *scale, const void *dy0,
                       void *dx0, float *dgamma, float *dbeta, void *dresidual0, float *dembedding,
                       float *scratch) {
  const int64_t size = s->pixels * s->channels, p = period(s->channels);
  float *slope = scratch, *level = slope + p, *sums = level + p, *products = sums + p;
  const A *x = x0, *residual = residual0, *dy = dy0;
  A *dx = dx0, *dresidual = dresidual0;
  for (int64_t b = 0; b < s->batch; b++, x += size, dy += size, dx += size) {
    const float m = mean[b], r = scale[b];
    image_line(s->channels, p, gamma, beta, m, r, slope, level);
    if (dembedding) {
      memset(dembedding + b * s->channels, 0, sizeof(float) * (size_t)s->channels);
      sum_rows(s->pixels, s->channels, dy, dembedding + b * s->channels);
    }
    // d goes where it is wanted in any case, else through dx; without a GELU it is dy.
    A *kept = dresidual ? dresidual + b * size : dx;
    image_sums(s, p, x, residual ? residual + b * size : 0, dy, kept, slope, level, sums, products);
    if (!s->gelu && dresidual) memcpy(kept, dy, sizeof(A) * (size_t)size);
    const A *d0 = s->gelu ? kept : dy;
    double sum = 0, product = 0;
    for (int64_t j = 0, c = 0; j < p; j++, c = c + 1 == s->channels ? 0 : c + 1) {
      const float xhat = (products[j] - m * sums[j]) * r;
      dbeta[c] += sums[j];
      dgamma[c] += xhat;
      sum += (double)(gamma[c] * sums[j]);
      product += (double)(gamma[c] * xhat);
    }
    // dx = (d gamma - mean(d gamma) - xhat mean(d gamma xhat)) scale
    const float byX = (float)(-product / (double)size) * r * r;
    const float constant = (float)(-sum / (double)size) * r - m * byX;
    FLAT(i, n, j, size, p, {
      V v, d;
      READ(v, x + i, n);
      READ(d, d0 + i, n);
      d = d * LOAD(slope + j) + (v * byX + constant);
      WRITE(dx + i, d, n);
    })
  }
}
