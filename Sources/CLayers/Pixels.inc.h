// Max pooling by 2 and bilinear up-sampling by 2 with aligned corners.

FN max_pool(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *x0, void *y0) {
  const int64_t line = width * channels;
  const A *x = x0;
  A *y = y0;
  for (int64_t row = 0; row < batch * height / 2; row++, x += 2 * line)
    for (int64_t column = 0; column < width / 2; column++, y += channels) {
      const A *from = x + 2 * column * channels;
      EACH(i, n, channels, {
        V a, b, c, d;
        READ(a, from + i, n);
        READ(b, from + channels + i, n);
        READ(c, from + line + i, n);
        READ(d, from + line + channels + i, n);
        // Each choice keeps a NaN on the side that wins when the comparison fails, whichever it is.
        V p = VSELECT(b > a, b, a);
        p = VSELECT(b == b, p, b);
        V q = VSELECT(d > c, d, c);
        q = VSELECT(d == d, q, d);
        V best = VSELECT(q > p, q, p);
        best = VSELECT(q == q, best, q);
        WRITE(y + i, best, n);
      })
    }
}
// The first largest of a window, in reading order, gets the gradient: as PyTorch decides ties.
FN max_pool_backward(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *x0,
                     const void *dy0, void *dx0, int32_t accumulate) {
  const int64_t line = width * channels;
  const A *x = x0, *dy = dy0;
  A *dx = dx0;
  for (int64_t row = 0; row < batch * height / 2; row++, x += 2 * line, dx += 2 * line)
    for (int64_t column = 0; column < width / 2; column++, dy += channels) {
      const int64_t at = 2 * column * channels;
      EACH(i, n, channels, {
        const int64_t places[4] = {at + i, at + channels + i, at + line + i, at + line + channels + i};
        V v[4], d;
        UNROLL for (int k = 0; k < 4; k++) READ(v[k], x + places[k], n);
        READ(d, dy + i, n);
        VI left = ~(VI){};
        UNROLL for (int k = 0; k < 4; k++) {
          VI wins = left;
          UNROLL for (int o = k + 1; o < 4; o++) wins &= ~(v[o] > v[k]);
          left &= ~wins;
          V share = VSELECT(wins, d, (V){});
          if (accumulate) {
            V before;
            READ(before, dx + places[k], n);
            share += before;
          }
          WRITE(dx + places[k], share, n);
        }
      })
    }
}

// The two source indices and the weight of the second for one output index: source = i (n-1) / (2n-1).
INLINE void source(int64_t i, int64_t n, int64_t *first, int64_t *second, float *weight) {
  const float at = n > 1 ? (float)i * ((float)(n - 1) / (float)(2 * n - 1)) : 0;
  *first = (int64_t)at;
  if (*first > n - 1) *first = n - 1;
  *second = *first + 1 < n ? *first + 1 : *first;
  *weight = at - (float)*first;
}

FN upsample(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *x0, void *y0,
            int64_t offset, int64_t stride) {
  const A *x = x0;
  A *y = (A *)y0 + offset;
  for (int64_t b = 0; b < batch; b++, x += height * width * channels)
    for (int64_t row = 0; row < 2 * height; row++) {
      int64_t top, bottom;
      float v;
      source(row, height, &top, &bottom, &v);
      for (int64_t column = 0; column < 2 * width; column++, y += stride) {
        int64_t left, right;
        float u;
        source(column, width, &left, &right, &u);
        const A *p = x + (top * width + left) * channels, *q = x + (top * width + right) * channels;
        const A *r = x + (bottom * width + left) * channels, *s = x + (bottom * width + right) * channels;
        const float wp = (1 - v) * (1 - u), wq = (1 - v) * u, wr = v * (1 - u), ws = v * u;
        EACH(i, n, channels, {
          V a, c, d, e;
          READ(a, p + i, n);
          READ(c, q + i, n);
          READ(d, r + i, n);
          READ(e, s + i, n);
          a = wp * a + wq * c + wr * d + ws * e;
          WRITE(y + i, a, n);
        })
      }
    }
}
// One image's gradient is gathered in float32, because many outputs add to one input.
FN upsample_backward(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *dy0,
                     int64_t offset, int64_t stride, void *dx0, int32_t accumulate, float *scratch) {
  const int64_t padded = cl_padded(channels);
  const A *dy = (const A *)dy0 + offset;
  A *dx = dx0;
  for (int64_t b = 0; b < batch; b++) {
    memset(scratch, 0, sizeof(float) * (size_t)(height * width * padded));
    for (int64_t row = 0; row < 2 * height; row++) {
      int64_t top, bottom;
      float v;
      source(row, height, &top, &bottom, &v);
      for (int64_t column = 0; column < 2 * width; column++, dy += stride) {
        int64_t left, right;
        float u;
        source(column, width, &left, &right, &u);
        float *p = scratch + (top * width + left) * padded, *q = scratch + (top * width + right) * padded;
        float *r = scratch + (bottom * width + left) * padded;
        float *s = scratch + (bottom * width + right) * padded;
        const float wp = (1 - v) * (1 - u), wq = (1 - v) * u, wr = v * (1 - u), ws = v * u;
        EACH(i, n, channels, {
          V d;
          READ(d, dy + i, n);
          STORE(p + i, LOAD(p + i) + wp * d);
          STORE(q + i, LOAD(q + i) + wq * d);
          STORE(r + i, LOAD(r + i) + wr * d);
          STORE(s + i, LOAD(s + i) + ws * d);
        })
      }
    }
    for (int64_t pixel = 0; pixel < height * width; pixel++, dx += channels)
      EACH(i, n, channels, {
        V d = LOAD(scratch + pixel * padded + i);
        if (accumulate) {
          V before;
          READ(before, dx + i, n);
          d += before;
        }
        WRITE(dx + i, d, n);
      })
  }
}
