// Products over channels, y = x W' + b, of which a linear layer consists: as matrices in blocks that stay in registers.
// Sums are float32 whatever the numbers are; bfloat16 numbers are widened for a block of rows at a time.
//
// Packed weights are [block of outputs][input][16].

// Rows as float32 numbers: where they lie, or a copy.
INLINE const float *linear_floats(const A *x, int64_t count, float *copy) {
#if CL_HALF
  widen(count, x, copy);
  return copy;
#else
  (void)count;
  (void)copy;
  return x;
#endif
}

// `rows` rows by `columns` blocks of outputs, of which the last has n.
INLINE void linear_tile(const int rows, const int columns, int64_t inputs, int64_t outputs, int64_t n, const float *x,
                        const float *weights, const float *bias, A *y, int32_t accumulate) {
  V sums[CL_ROWS];
  UNROLL for (int q = 0; q < columns; q++) {
    V start = {};
    if (bias) {
      if (q + 1 < columns || n == CL_LANES) start = LOAD(bias + q * CL_LANES);
      else
        for (int64_t i = 0; i < n; i++) start[i] = bias[q * CL_LANES + i];
    }
    UNROLL for (int r = 0; r < rows; r++) sums[r * columns + q] = start;
  }
  for (int64_t c = 0; c < inputs; c++, weights += CL_LANES) {
    V w[2];
    UNROLL for (int q = 0; q < columns; q++) w[q] = LOAD(weights + q * inputs * CL_LANES);
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int q = 0; q < columns; q++)
        sums[r * columns + q] += x[r * inputs + c] * w[q];
  }
  UNROLL for (int r = 0; r < rows; r++) UNROLL for (int q = 0; q < columns; q++) {
      const int64_t here = q + 1 < columns ? CL_LANES : n;
      A *to = y + r * outputs + q * CL_LANES;
      V sum = sums[r * columns + q];
      if (accumulate) {
        V before;
        READ(before, to, here);
        sum += before;
      }
      WRITE(to, sum, here);
    }
}

INLINE void linear_column(const int columns, int64_t rows, int64_t inputs, int64_t outputs, int64_t n, const float *x,
                          const float *weights, const float *bias, A *y, int32_t accumulate) {
  enum { MOST = CL_ROWS / 2 };
  int64_t r = 0;
  for (; r + MOST <= rows; r += MOST)
    linear_tile(MOST, columns, inputs, outputs, n, x + r * inputs, weights, bias, y + r * outputs, accumulate);
  for (; r < rows; r++)
    linear_tile(1, columns, inputs, outputs, n, x + r * inputs, weights, bias, y + r * outputs, accumulate);
}

FN linear(const CLLinear *s, const void *x0, const float *weights, const float *bias, void *y0, int32_t accumulate,
          float *scratch) {
  const int64_t I = s->inputs, O = s->outputs;
  const A *x = x0;
  A *y = y0;
  for (int64_t first = 0; first < s->rows; first += CL_LINEAR_ROWS) {
    const int64_t rows = s->rows - first < CL_LINEAR_ROWS ? s->rows - first : CL_LINEAR_ROWS;
    const float *from = linear_floats(x + first * I, rows * I, scratch);
    A *to = y + first * O;
    for (int64_t o = 0; o < O;) {
      const int64_t left = O - o, columns = left > CL_LANES ? 2 : 1, whole = columns * CL_LANES;
      const int64_t n = left < whole ? left - (columns - 1) * CL_LANES : CL_LANES;
      const float *w = weights + o * I, *b = bias ? bias + o : 0;
      if (columns == 2 && n == CL_LANES) linear_column(2, rows, I, O, CL_LANES, from, w, b, to + o, accumulate);
      else if (columns == 2) linear_column(2, rows, I, O, n, from, w, b, to + o, accumulate);
      else linear_column(1, rows, I, O, n, from, w, b, to + o, accumulate);
      o += whole;
    }
  }
}

// Rows of `length` numbers to [block of `wide`][row][wide], 8 or 16; what fills the last block is zero.
INLINE void linear_blocks(const int wide, int64_t rows, int64_t length, const A *x, float *to) {
  for (int64_t c = 0; c < length; c += wide, to += rows * wide) {
    const int64_t n = length - c < wide ? length - c : wide;
    for (int64_t r = 0; r < rows; r++) {
      float *at = to + r * wide;
      if (n == wide && wide == 8) {
        *(V8 *)at = GET8(x + r * length + c);
      } else {
        V v;
        READ(v, x + r * length + c, n);
        if (wide == 8) *(V8 *)at = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
        else STORE(at, v);
      }
    }
  }
}

// sums [n inputs][16] of `columns` blocks += x' dy over rows `x_row` and `d_row` numbers apart; the second block of dy is
// `block` numbers behind the first.
INLINE void linear_outer(const int n, const int columns, int64_t rows, const float *x, int64_t x_row, const float *dy,
                         int64_t d_row, int64_t block, float *sums, int64_t column) {
  V all[CL_ROWS];
  UNROLL for (int c = 0; c < n; c++) UNROLL for (int q = 0; q < columns; q++)
      all[c * columns + q] = LOAD(sums + q * column + c * CL_LANES);
  for (int64_t r = 0; r < rows; r++, x += x_row, dy += d_row) {
    V d[2];
    d[0] = LOAD(dy);
    if (columns == 2) d[1] = LOAD(dy + block);
    UNROLL for (int c = 0; c < n; c++) UNROLL for (int q = 0; q < columns; q++) all[c * columns + q] += x[c] * d[q];
  }
  UNROLL for (int c = 0; c < n; c++) UNROLL for (int q = 0; q < columns; q++)
      STORE(sums + q * column + c * CL_LANES, all[c * columns + q]);
}

// Sums of whole blocks of columns of dy in the order of sum_rows: over even rows, and over odd ones behind them. Blocks of
// rows are even but for the last.
INLINE void linear_sums(int64_t rows, int64_t length, const float *dy, int64_t row, int64_t block, float *even,
                        float *odd) {
  for (int64_t o = 0; o + CL_LANES <= length; o += CL_LANES, dy += block) {
    V e = LOAD(even + o), d = LOAD(odd + o);
    int64_t r = 0;
    for (; r + 2 <= rows; r += 2) {
      e += LOAD(dy + r * row);
      d += LOAD(dy + (r + 1) * row);
    }
    if (r < rows) e += LOAD(dy + r * row);
    STORE(even + o, e);
    STORE(odd + o, d);
  }
}

FN linear_backward(const CLLinear *s, const void *x0, const void *dy0, float *dweights, float *dbias, float *scratch) {
  enum { FEW = CL_ROWS / 2, LINEAR_DIRECT = 256 };
  const int64_t I = s->inputs, O = s->outputs, inputs = (I + 7) / 8 * 8, outputs = cl_padded(O);
  const A *x = x0, *dy = dy0;
  float *xs = scratch, *ds = xs + CL_LINEAR_ROWS * inputs, *sums = ds + CL_LINEAR_ROWS * outputs;
  float *even = sums + inputs * outputs, *odd = even + outputs;
  memset(sums, 0, sizeof(float) * (size_t)((inputs + 2) * outputs));
  // The gradient of the bias is summed from what is in the cache in any case, where the order of the sums allows it.
  const int folds = dbias && O % CL_LANES == 0;
  // Rows of whole blocks of float32 numbers are read where they lie; others are copied, and widened, to blocks.
  const int direct = !CL_HALF && I % 8 == 0 && O % CL_LANES == 0 && O <= LINEAR_DIRECT;
  for (int64_t first = 0; first < s->rows; first += CL_LINEAR_ROWS) {
    const int64_t rows = s->rows - first < CL_LINEAR_ROWS ? s->rows - first : CL_LINEAR_ROWS;
    const float *x1 = xs, *d1 = ds;
    int64_t x_row = 8, d_row = CL_LANES, x_block = 8 * rows, d_block = CL_LANES * rows;
    if (direct) {
      x1 = (const float *)(x + first * I), d1 = (const float *)(dy + first * O);
      x_row = I, d_row = O, x_block = 8, d_block = CL_LANES;
    } else {
      linear_blocks(8, rows, I, x + first * I, xs);
      linear_blocks(16, rows, O, dy + first * O, ds);
    }
    if (folds) linear_sums(rows, O, d1, d_row, d_block, even, odd);
    for (int64_t o = 0; o < outputs; o += 2 * CL_LANES)
      for (int64_t c = 0; c < inputs; c += FEW) {
        const float *from = x1 + c / 8 * x_block + c % 8, *d = d1 + o / CL_LANES * d_block;
        float *to = sums + o * inputs + c * CL_LANES;
        if (o + CL_LANES < outputs)
          linear_outer(FEW, 2, rows, from, x_row, d, d_row, d_block, to, inputs * CL_LANES);
        else linear_outer(FEW, 1, rows, from, x_row, d, d_row, 0, to, 0);
      }
  }
  for (int64_t o = 0; o < O; o++) {
    const float *from = sums + o / CL_LANES * CL_LANES * inputs + o % CL_LANES;
    for (int64_t c = 0; c < I; c++) dweights[o * I + c] += from[c * CL_LANES];
  }
  if (folds)
    for (int64_t o = 0; o < O; o += CL_LANES) STORE(dbias + o, LOAD(dbias + o) + (LOAD(even + o) + LOAD(odd + o)));
  else if (dbias) sum_rows(s->rows, O, dy, dbias);
}
