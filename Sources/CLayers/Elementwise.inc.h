// Activations, sums and copies, one number at a time.

FN gelu(int64_t count, const void *x0, void *y0) {
  const A *x = x0;
  A *y = y0;
  EACH(i, n, count, {
    V v;
    READ(v, x + i, n);
    vgelu(&v);
    WRITE(y + i, v, n);
  })
}
FN gelu_backward(int64_t count, const void *x0, const void *dy0, void *dx0, int32_t accumulate) {
  const A *x = x0, *dy = dy0;
  A *dx = dx0;
  EACH(i, n, count, {
    V slope, d, before = {};
    READ(slope, x + i, n);
    READ(d, dy + i, n);
    if (accumulate) READ(before, dx + i, n);
    vgelu_slope(&slope);
    d = d * slope + before;
    WRITE(dx + i, d, n);
  })
}

// SiLU(x) = x / (1 + exp(-x)).
FN silu(int64_t count, const void *x0, void *y0) {
  const A *x = x0;
  A *y = y0;
  EACH(i, n, count, {
    V v;
    READ(v, x + i, n);
    V e = -v;
    vexp(&e);
    v = v / (e + 1.0f);
    WRITE(y + i, v, n);
  })
}

INLINE void add_line(int64_t count, const A *a, const A *b, A *y) {
  EACH(i, n, count, {
    V v, w;
    READ(v, a + i, n);
    READ(w, b + i, n);
    v += w;
    WRITE(y + i, v, n);
  })
}
FN add(int64_t count, const void *a, const void *b, void *y) { add_line(count, a, b, y); }

// Sums of rows of which whole ones fill a vector.
INLINE void sum_short_rows(int64_t rows, int64_t channels, const A *dy, float *dbias) {
  const int64_t size = rows * channels;
  V sums[4] = {};
  int64_t i = 0;
  for (; i + 4 * CL_LANES <= size; i += 4 * CL_LANES)
    UNROLL for (int k = 0; k < 4; k++) sums[k] += GET(dy + i + k * CL_LANES);
  const V all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (int64_t k = 0; k < CL_LANES; k++) dbias[k % channels] += all[k];
  for (int64_t k = 0; i < size; i++, k++) dbias[k % channels] += get1(dy + i);
}

FN sum_rows(int64_t rows, int64_t channels, const void *dy0, float *dbias) {
  const A *dy = dy0;
  if (CL_LANES % channels == 0 && channels < CL_LANES) {
    sum_short_rows(rows, channels, dy, dbias);
    return;
  }
  int64_t c = 0;
  for (; c + CL_LANES <= channels; c += CL_LANES) {
    V even = {}, odd = {};
    int64_t r = 0;
    for (; r + 2 <= rows; r += 2) {
      even += GET(dy + r * channels + c);
      odd += GET(dy + (r + 1) * channels + c);
    }
    if (r < rows) even += GET(dy + r * channels + c);
    STORE(dbias + c, LOAD(dbias + c) + (even + odd));
  }
  if (c < channels)
    for (int64_t r = 0; r < rows; r++)
      for (int64_t k = c; k < channels; k++) dbias[k] += get1(dy + r * channels + k);
}

FN copy_rows(int64_t rows, int64_t channels, const void *x0, int64_t from, void *y0, int64_t to,
             int32_t accumulate) {
  const A *x = x0;
  A *y = y0;
  if (channels == 8) {
    // Too short for calls of memcpy.
    for (int64_t r = 0; r < rows; r++, x += from, y += to) {
      V8 v = GET8(x);
      if (accumulate) v += GET8(y);
      put8(y, &v);
    }
    return;
  }
  for (int64_t r = 0; r < rows; r++, x += from, y += to) {
    if (accumulate) add_line(channels, x, y, y);
    else memcpy(y, x, sizeof(A) * (size_t)channels);
  }
}

FN narrow(int64_t count, const float *x, void *y0) {
  A *y = y0;
  int64_t i = 0;
  for (; i + CL_LANES <= count; i += CL_LANES) {
    const V v = LOAD(x + i);
    put(y + i, &v);
  }
  for (; i < count; i++) put1(y + i, x[i]);
}
FN widen(int64_t count, const void *x0, float *y) {
  const A *x = x0;
  int64_t i = 0;
  for (; i + CL_LANES <= count; i += CL_LANES) STORE(y + i, GET(x + i));
  for (; i < count; i++) y[i] = get1(x + i);
}
