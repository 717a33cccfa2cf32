// GroupNorm with several groups (Wu & He 2018): in each image, each group of neighbouring channels has mean 0 and
// variance 1 over its pixels and channels. Vectors of channels are repeated to a period, as in GroupNorm.inc.h.

// Sums of each channel and of its squares, relative to its first number.
INLINE void channel_moments(int64_t size, int64_t channels, int64_t p, const A *x, const float *shift, double *sums,
                            double *squares) {
  const int64_t rows = size / p, step = p >= 1024 ? 8 : 8192 / p;
  for (int64_t c = 0; c < channels; c++) sums[c] = squares[c] = 0;
  for (int64_t first = 0; first < rows; first += step) {
    const int64_t last = first + step < rows ? first + step : rows;
    for (int64_t j = 0; j < p; j += CL_LANES) {
      V sum = {}, square = {};
      const V base = LOAD(shift + j);
      for (int64_t row = first; row < last; row++) {
        const V v = GET(x + row * p + j) - base;
        sum += v;
        square += v * v;
      }
      for (int k = 0; k < CL_LANES; k++) {
        sums[(j + k) % channels] += (double)sum[k];
        squares[(j + k) % channels] += (double)square[k];
      }
    }
  }
  for (int64_t i = rows * p, j = 0; i < size; i++, j++) {
    const double v = (double)(get1(x + i) - shift[j]);
    sums[j % channels] += v;
    squares[j % channels] += v * v;
  }
}

INLINE void group_moments(const CLGroupedNorm *s, const A *x, int64_t p, float *scratch, float *mean, float *scale) {
  const int64_t size = s->pixels * s->channels, width = s->channels / s->groups;
  float *shift = scratch;
  double *sums = (double *)(shift + p), *squares = sums + s->channels;
  for (int64_t j = 0; j < p; j++) shift[j] = get1(x + j % s->channels);
  channel_moments(size, s->channels, p, x, shift, sums, squares);
  for (int64_t g = 0; g < s->groups; g++) {
    const double n = (double)s->pixels, all = n * (double)width, base = (double)shift[g * width];
    double sum = 0, square = 0;
    for (int64_t c = g * width; c < (g + 1) * width; c++) {
      const double d = (double)shift[c] - base;
      sum += sums[c] + n * d;
      square += squares[c] + 2 * d * sums[c] + n * d * d;
    }
    const double m = sum / all, variance = square / all - m * m;
    mean[g] = (float)(base + m);
    scale[g] = (float)(1.0 / sqrt((variance > 0 ? variance : variance * 0) + (double)s->epsilon));
  }
}

INLINE void group_lines(const CLGroupedNorm *s, int64_t p, const float *gamma, const float *beta, const float *mean,
                        const float *scale, float *slope, float *level) {
  const int64_t width = s->channels / s->groups;
  for (int64_t i = 0, c = 0; i < p; i++, c = c + 1 == s->channels ? 0 : c + 1) {
    slope[i] = gamma[c] * scale[c / width];
    level[i] = beta[c] - mean[c / width] * slope[i];
  }
}

FN grouped_norm(const CLGroupedNorm *s, const void *x0, const float *gamma, const float *beta, void *y0, float *mean,
                float *scale, float *scratch) {
  const int64_t size = s->pixels * s->channels, p = period(s->channels);
  float *slope = scratch, *level = slope + p;
  const A *x = x0;
  A *y = y0;
  for (int64_t b = 0; b < s->batch; b++, x += size, y += size, mean += s->groups, scale += s->groups) {
    group_moments(s, x, p, scratch, mean, scale);
    group_lines(s, p, gamma, beta, mean, scale, slope, level);
    FLAT(i, n, j, size, p, {
      V v;
      READ(v, x + i, n);
      v = v * LOAD(slope + j) + LOAD(level + j);
      if (s->gelu) vgelu(&v);
      WRITE(y + i, v, n);
    })
  }
}

// Sums over an image of the gradient and of its products with x, one for each place of the period. With GELU `kept` gets
// the gradient before it, as floats.
INLINE void group_sums(const CLGroupedNorm *s, int64_t p, const A *x, const A *dy, const float *slope, const float *level,
                       float *sums, float *products, float *kept) {
  const int64_t size = s->pixels * s->channels;
  for (int64_t j = 0; j < p; j += CL_LANES) {
    const V a = LOAD(slope + j), b = LOAD(level + j);
    V sum = {}, product = {};
    for (int64_t i = j; i < size; i += p) {
      const int64_t n = size - i < CL_LANES ? size - i : CL_LANES;
      V v, d;
      READ(v, x + i, n);
      READ(d, dy + i, n);
      if (s->gelu) {
        V z = v * a + b;
        vgelu_slope(&z);
        d *= z;
        STORE(kept + i, d);
      }
      // What lies beyond the image was read as 0, so that it adds nothing.
      sum += d;
      product += d * v;
    }
    STORE(sums + j, sum);
    STORE(products + j, product);
  }
}

FN grouped_norm_backward(const CLGroupedNorm *s, const void *x0, const float *gamma, const float *beta,
                         const float *mean, const float *scale, const void *dy0, void *dx0, float *dgamma,
                         float *dbeta, int32_t accumulate, float *scratch) {
  const int64_t size = s->pixels * s->channels, p = period(s->channels), width = s->channels / s->groups;
  float *slope = scratch, *level = slope + p, *sums = level + p, *products = sums + p;
  float *byX = products + p, *constant = byX + p, *kept = scratch + cl_norm_floats(s->channels);
  const A *x = x0;
  const A *dy = dy0;
  A *dx = dx0;
  const double all = (double)(s->pixels * width);
  for (int64_t b = 0; b < s->batch; b++, x += size, dy += size, dx += size, mean += s->groups, scale += s->groups) {
    group_lines(s, p, gamma, beta, mean, scale, slope, level);
    group_sums(s, p, x, dy, slope, level, sums, products, kept);
    for (int64_t j = s->channels; j < p; j++) {
      sums[j % s->channels] += sums[j];
      products[j % s->channels] += products[j];
    }
    for (int64_t g = 0; g < s->groups; g++) {
      const float m = mean[g], r = scale[g];
      double sum = 0, product = 0;
      for (int64_t c = g * width; c < (g + 1) * width; c++) {
        const float xhat = (products[c] - m * sums[c]) * r;
        dbeta[c] += sums[c];
        dgamma[c] += xhat;
        sum += (double)(gamma[c] * sums[c]);
        product += (double)(gamma[c] * xhat);
      }
      // dx = (d gamma - mean(d gamma) - xhat mean(d gamma xhat)) scale, means over the group.
      const float slopeOfX = (float)(-product / all) * r * r;
      for (int64_t c = g * width; c < (g + 1) * width; c++) {
        byX[c] = slopeOfX;
        constant[c] = (float)(-sum / all) * r - m * slopeOfX;
      }
    }
    for (int64_t j = s->channels; j < p; j++) {
      byX[j] = byX[j % s->channels];
      constant[j] = constant[j % s->channels];
    }
    FLAT(i, n, j, size, p, {
      V v, d, before = {};
      READ(v, x + i, n);
      if (s->gelu) d = LOAD(kept + i);
      else READ(d, dy + i, n);
      if (accumulate) READ(before, dx + i, n);
      d = d * LOAD(slope + j) + (v * LOAD(byX + j) + LOAD(constant + j)) + before;
      WRITE(dx + i, d, n);
    })
  }
}

FN add_channels(int64_t rows, int64_t channels, const void *x0, const float *numbers, void *y0) {
  const A *x = x0;
  A *y = y0;
  if (channels == 8) {
    const V line = PAIR(numbers, numbers);
    EACH(i, n, rows * channels, {
      V v;
      READ(v, x + i, n);
      v += line;
      WRITE(y + i, v, n);
    })
    return;
  }
  for (int64_t row = 0; row < rows; row++, x += channels, y += channels) {
    int64_t c = 0;
    for (; c + CL_LANES <= channels; c += CL_LANES) {
      V v = GET(x + c) + LOAD(numbers + c);
      WRITE(y + c, v, CL_LANES);
    }
    for (; c < channels; c++) put1(y + c, get1(x + c) + numbers[c]);
  }
}
