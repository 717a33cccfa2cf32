// The two ends of the network, which have as few channels as the image: the first convolution and the last.

// table [taps][padded outputs] = weights transposed, tap = (input, row, column).
INLINE void stem_table(const CLStem *s, const float *weights, float *table) {
  const int64_t taps = s->inputs * s->kernel * s->kernel, padded = cl_padded(s->outputs);
  memset(table, 0, sizeof(float) * (size_t)(taps * padded));
  for (int64_t o = 0; o < s->outputs; o++)
    for (int64_t t = 0; t < taps; t++) table[t * padded + o] = weights[o * taps + t];
}

// image [height + k - 1][width + k - 1][inputs] with a border of zeros.
INLINE void stem_image(const CLStem *s, const float *x, float *image) {
  const int64_t border = s->kernel / 2, line = (s->width + 2 * border) * s->inputs;
  memset(image, 0, sizeof(float) * (size_t)((s->height + 2 * border) * line));
  for (int64_t r = 0; r < s->height; r++)
    memcpy(image + (r + border) * line + border * s->inputs, x + r * s->width * s->inputs,
           sizeof(float) * (size_t)(s->width * s->inputs));
}

FN stem(const CLStem *s, const float *x, const float *weights, void *y0, float *scratch) {
  const int64_t k = s->kernel, taps = s->inputs * k * k, padded = cl_padded(s->outputs);
  const int64_t line = (s->width + k - 1) * s->inputs;
  float *table = scratch, *image = table + taps * padded;
  A *y = y0;
  stem_table(s, weights, table);
  for (int64_t b = 0; b < s->batch; b++, x += s->height * s->width * s->inputs) {
    stem_image(s, x, image);
    for (int64_t r = 0; r < s->height; r++)
      for (int64_t c = 0; c < s->width; c++, y += s->outputs)
        EACH(i, n, s->outputs, {
          V sum = {};
          for (int64_t in = 0, t = 0; in < s->inputs; in++)
            for (int64_t u = 0; u < k; u++)
              for (int64_t v = 0; v < k; v++, t++)
                sum += image[(r + u) * line + (c + v) * s->inputs + in] * LOAD(table + t * padded + i);
          WRITE(y + i, sum, n);
        })
  }
}
FN stem_backward(const CLStem *s, const float *x, const void *dy0, float *dweights, float *scratch) {
  const int64_t k = s->kernel, taps = s->inputs * k * k, padded = cl_padded(s->outputs);
  const int64_t line = (s->width + k - 1) * s->inputs;
  float *table = scratch, *image = table + taps * padded;
  const A *dy = dy0;
  memset(table, 0, sizeof(float) * (size_t)(taps * padded));
  for (int64_t b = 0; b < s->batch; b++, x += s->height * s->width * s->inputs) {
    stem_image(s, x, image);
    for (int64_t r = 0; r < s->height; r++, dy += s->width * s->outputs)
      EACH(i, n, s->outputs, {
        for (int64_t in = 0, t = 0; in < s->inputs; in++)
          for (int64_t u = 0; u < k; u++)
            for (int64_t v = 0; v < k; v++, t++) {
              V sum = LOAD(table + t * padded + i);
              const float *from = image + (r + u) * line + v * s->inputs + in;
              for (int64_t c = 0; c < s->width; c++) {
                V d;
                READ(d, dy + c * s->outputs + i, n);
                sum += from[c * s->inputs] * d;
              }
              STORE(table + t * padded + i, sum);
            }
      })
  }
  for (int64_t o = 0; o < s->outputs; o++)
    for (int64_t t = 0; t < taps; t++) dweights[o * taps + t] += table[t * padded + o];
}

FN head(int64_t rows, int64_t channels, int64_t outputs, const void *x0, const float *weights,
        const float *bias, float *y) {
  const A *x = x0;
  const int64_t whole = channels / CL_LANES * CL_LANES;
  for (int64_t r = 0; r < rows; r++, x += channels, y += outputs)
    for (int64_t o = 0; o < outputs; o++) {
      const float *w = weights + o * channels;
      V sum = {};
      float rest = bias[o];
      for (int64_t c = 0; c < whole; c += CL_LANES) sum += GET(x + c) * LOAD(w + c);
      for (int64_t c = whole; c < channels; c++) rest += get1(x + c) * w[c];
      y[o] = sum_lanes(&sum) + rest;
    }
}
FN head_backward(int64_t rows, int64_t channels, int64_t outputs, const void *x0, const float *weights,
                 const float *dy, void *dx0, float *dweights, float *dbias) {
  const A *x = x0;
  A *dx = dx0;
  const int64_t whole = channels / CL_LANES * CL_LANES;
  for (int64_t r = 0; r < rows; r++, x += channels, dy += outputs, dx += channels) {
    for (int64_t o = 0; o < outputs; o++) dbias[o] += dy[o];
    for (int64_t c = 0; c < whole; c += CL_LANES) {
      V d = {};
      const V v = GET(x + c);
      for (int64_t o = 0; o < outputs; o++) {
        d += dy[o] * LOAD(weights + o * channels + c);
        STORE(dweights + o * channels + c, LOAD(dweights + o * channels + c) + dy[o] * v);
      }
      put(dx + c, &d);
    }
    for (int64_t c = whole; c < channels; c++) {
      float d = 0;
      const float v = get1(x + c);
      for (int64_t o = 0; o < outputs; o++) {
        d += dy[o] * weights[o * channels + c];
        dweights[o * channels + c] += dy[o] * v;
      }
      put1(dx + c, d);
    }
  }
}
