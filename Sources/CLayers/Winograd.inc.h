// Convolutions of 3 x 3 by the minimal algorithm F(4 x 4, 3 x 3) (Winograd 1980; Lavin & Gray 2016): a tile of 4 x 4 outputs
// is A' ((G w G') * (B' x B)) A of 6 x 6 inputs x, with * by places, which takes 36 multiplications instead of 144. Over
// channels the product at each of the 36 places is one of matrices, [tiles][inputs] by [inputs][outputs].
//
// Channels go by blocks of 16, or of 8 where there are no more: a vector is 16 channels of a tile or 8 of two tiles, one
// after the other. Transformed inputs and outputs are [place][block][tile][channel of the block]; places are a cache line
// further apart than they are long, so that they do not share sets of the cache.

// Eight numbers, or n of them and zeros.
INLINE void get_eight(float *to, const A *p, int64_t n) {
  if (n == 8) *(V8 *)to = GET8(p);
  else for (int64_t i = 0; i < 8; i++) to[i] = i < n ? get1(p + i) : 0;
}
INLINE void put_eight(A *p, const float *from, int64_t n) {
  if (n == 8) put8(p, (const V8 *)from);
  else for (int64_t i = 0; i < n; i++) put1(p + i, from[i]);
}

// The inside of image [height + 2][width + 2][padded channels].
INLINE void winograd_image(int64_t height, int64_t width, int64_t channels, int64_t padded, const A *x, float *image) {
  for (int64_t r = 0; r < height; r++) {
    float *to = image + ((r + 1) * (width + 2) + 1) * padded;
    if (channels == padded) {
      for (int64_t i = 0; i < width * channels; i += 8) get_eight(to + i, x + i, 8);
      x += width * channels;
    } else {
      for (int64_t c = 0; c < width; c++, x += channels, to += padded)
        for (int64_t i = 0; i < padded; i += 8) get_eight(to + i, x + i, channels - i < 8 ? channels - i : 8);
    }
  }
}

// The second half of a transform: 6 lines of 6 numbers of a vector, or of 4 of a gradient, each to its place.
INLINE void winograd_places(const V *t, int64_t length, float *to, int64_t place) {
  ROLL for (int64_t i = 0; i < 6; i++, to += 6 * place) {
    V u[6];
    if (length == 6) winograd_input(t + 6 * i, 1, u, 1);
    else winograd_gradient(t + 4 * i, 1, u, 1);
    UNROLL for (int64_t j = 0; j < 6; j++) STORE(to + j * place, u[j]);
  }
}

// One vector's tile, from 6 x 6 pixels at `from` (and, of two tiles, at `other`) to its places at `to`. Loops over lines stay
// loops: unrolled they run out of registers for addresses.
INLINE void winograd_input_tile(int64_t block, int64_t row, int64_t pixel, const float *from, const float *other,
                                float *to, int64_t place) {
  V t[36];
  const float *lines[6], *others[6];
  UNROLL for (int64_t i = 0; i < 6; i++) lines[i] = from + i * row, others[i] = other + i * row;
  ROLL for (int64_t j = 0; j < 6; j++) {
    V d[6];
    UNROLL for (int64_t i = 0; i < 6; i++) {
      if (block == CL_LANES) d[i] = LOAD(lines[i] + j * pixel);
      else d[i] = PAIR(lines[i] + j * pixel, others[i] + j * pixel);
    }
    winograd_input(d, 1, t + j, 6);
  }
  winograd_places(t, 6, to, place);
}

// The gradient's tile of 4 x 4 pixels likewise.
INLINE void winograd_gradient_tile(const V *y, float *to, int64_t place) {
  V t[24];
  UNROLL for (int64_t j = 0; j < 4; j++) winograd_gradient(y + j, 4, t + j, 4);
  winograd_places(t, 4, to, place);
}

// Transformed tiles of the lines of tiles from `first` of the batch on; scratch `image` has a border of zeros, and the image
// of the line before.
INLINE void winograd_inputs(const CLWinograd *s, int64_t block, int64_t first, int64_t lines, const A *x, float *image,
                            float *to, int64_t place) {
  const int64_t padded = cl_winograd_padded(s->inputs), row = (s->width + 2) * padded, down = s->height / 4;
  const int64_t across = s->width / 4, tiles = lines * across;
  for (int64_t l = first, t = 0; l < first + lines; l++) {
    if (l % down == 0)
      winograd_image(s->height, s->width, s->inputs, padded, x + l / down * s->height * s->width * s->inputs, image);
    for (int64_t c = 0; c < across; c++, t++) {
      const float *from = image + 4 * (l % down) * row + 4 * c * padded;
      if (block == CL_LANES) {
        for (int64_t k = 0; k < padded; k += CL_LANES)
          winograd_input_tile(block, row, padded, from + k, from, to + (k * tiles + t * CL_LANES), place);
      } else if (c % 2 == 0) {
        // The last tile of a line that has no other is done twice.
        const float *other = c + 1 < across ? from + 4 * padded : from;
        winograd_input_tile(block, row, padded, from, other, to + t * block, place);
      }
    }
  }
}

// Weights [outputs][inputs][3][3], or of a gradient by data [inputs][outputs][3][3], to [block of outputs][input][9][outputs
// of the block], an even number of inputs, of `outputs` outputs from `first` on that do not fill a block, or all inputs from
// `start` on.
INLINE void winograd_pack_some(const CLWinograd *s, int64_t block, int64_t first, int64_t outputs, int64_t start,
                               const float *weights, int32_t gradient, float *packed) {
  for (int64_t c = start; c < s->inputs; c++)
    for (int64_t o = 0; o < outputs; o++) {
      const float *from = weights + (gradient ? c * s->outputs + first + o : (first + o) * s->inputs + c) * 9;
      for (int64_t k = 0; k < 9; k++) packed[(c * 9 + k) * block + o] = from[gradient ? 8 - k : k];
    }
}

FN winograd_pack(const CLWinograd *s, const float *weights, int32_t gradient, float *packed) {
  const int64_t I = s->inputs, O = s->outputs, inputs = (I + 1) / 2 * 2, block = O <= 8 ? 8 : CL_LANES;
  const size_t input = sizeof(float) * (size_t)(9 * block);
  for (int64_t first = 0; first < O; first += block, packed += inputs * 9 * block) {
    const int64_t outputs = O - first < block ? O - first : block;
    V rows[16], lanes[16];
    if (outputs < CL_LANES) {
      memset(packed, 0, (size_t)inputs * input);
      winograd_pack_some(s, block, first, outputs, 0, weights, gradient, packed);
    } else if (gradient) {
      // Rows of nine numbers are read as sixteen: not the last ones, behind which there are no more.
      for (int64_t c = 0; c + 1 < I; c++) {
        UNROLL for (int64_t l = 0; l < 16; l++) rows[l] = LOAD(weights + (c * O + first + l) * 9);
        transpose_lanes(rows, lanes);
        UNROLL for (int64_t k = 0; k < 9; k++) STORE(packed + (c * 9 + k) * CL_LANES, lanes[8 - k]);
      }
      winograd_pack_some(s, block, first, outputs, I - 1, weights, gradient, packed);
    } else {
      const int64_t whole = I / 16 * 16;
      for (int64_t j = 0; j < whole * 9; j += CL_LANES) {
        UNROLL for (int64_t l = 0; l < 16; l++) rows[l] = LOAD(weights + (first + l) * I * 9 + j);
        transpose_lanes(rows, lanes);
        UNROLL for (int64_t k = 0; k < 16; k++) STORE(packed + (j + k) * CL_LANES, lanes[k]);
      }
      winograd_pack_some(s, block, first, outputs, whole, weights, gradient, packed);
    }
    if (inputs > I) memset(packed + I * 9 * block, 0, input);
  }
}

// Weights [block of outputs][input][9][outputs of the block] to [place][block of outputs][input][16], or, of eight outputs,
// to [place][pair of inputs][output][2].
INLINE void winograd_transform_weights(const CLWinograd *s, int64_t block, const float *weights, float *to,
                                       int64_t place) {
  const int64_t padded = cl_winograd_padded(s->outputs), inputs = (s->inputs + 1) / 2 * 2;
  for (int64_t o = 0; o < padded; o += block)
    for (int64_t c = 0; c < inputs; c += block == CL_LANES ? 1 : 2) {
      const float *from = weights + (o * inputs + c * block) * 9;
      V w[9], t[18];
      UNROLL for (int64_t k = 0; k < 9; k++) {
        if (block == CL_LANES) w[k] = LOAD(from + k * CL_LANES);
        else w[k] = ALTERNATE(from + k * 8, from + (9 + k) * 8);
      }
      UNROLL for (int64_t j = 0; j < 3; j++) winograd_weights(w + j, 3, t + j, 3);
      float *at = to + (block == CL_LANES ? (o * inputs + c * CL_LANES) : c * 8);
      UNROLL for (int64_t i = 0; i < 6; i++) {
        V u[6];
        winograd_weights(t + 3 * i, 1, u, 1);
        UNROLL for (int64_t j = 0; j < 6; j++) STORE(at + (6 * i + j) * place, u[j]);
      }
    }
}

// The same of two lines of six places, those of `inputs` inputs and a block of 16 outputs.
INLINE void winograd_transform_lines(const int first, const int second, int64_t inputs, const float *weights, float *to,
                                     int64_t place) {
  ROLL for (int64_t c = 0; c < inputs; c++, weights += 9 * CL_LANES, to += CL_LANES) {
    V w[9], t[18], u[6];
    UNROLL for (int64_t k = 0; k < 9; k++) w[k] = LOAD(weights + k * CL_LANES);
    UNROLL for (int64_t j = 0; j < 3; j++) winograd_weights(w + j, 3, t + j, 3);
    winograd_weights(t + 3 * first, 1, u, 1);
    UNROLL for (int64_t j = 0; j < 6; j++) STORE(to + j * place, u[j]);
    winograd_weights(t + 3 * second, 1, u, 1);
    UNROLL for (int64_t j = 0; j < 6; j++) STORE(to + (6 + j) * place, u[j]);
  }
}

// `rows` tiles by `columns` blocks of 16 outputs, or by eight outputs where `block` is 8. With `more`, which blocks of 16
// have, products are added to what is in y.
INLINE void winograd_rows(int64_t from, int64_t block, int64_t rows, int64_t columns, int64_t inputs, int64_t tiles,
                          const float *x, const float *weights, float *y, const int more) {
  V sums[CL_ROWS];
  UNROLL for (int64_t r = 0; r < rows; r++) UNROLL for (int64_t q = 0; q < columns; q++)
      sums[r * columns + q] = more ? LOAD(y + (q * tiles + r) * CL_LANES) : (V){};
  for (int64_t k = 0; k < inputs; k += from, x += tiles * from) {
    const int64_t here = inputs - k < from ? inputs - k : from;
    if (block == CL_LANES) {
      for (int64_t c = 0; c < here; c++, weights += CL_LANES) {
        V w[2];
        UNROLL for (int64_t q = 0; q < columns; q++) w[q] = LOAD(weights + q * inputs * CL_LANES);
        UNROLL for (int64_t r = 0; r < rows; r++) UNROLL for (int64_t q = 0; q < columns; q++)
            sums[r * columns + q] += x[r * from + c] * w[q];
      }
    } else {
      for (int64_t c = 0; c < here; c += 2, weights += CL_LANES) {
        const V w = LOAD(weights);
        UNROLL for (int64_t r = 0; r < rows; r++) sums[r] += TWINS(x + r * from + c) * w;
      }
    }
  }
  if (block == CL_LANES) {
    UNROLL for (int64_t r = 0; r < rows; r++) UNROLL for (int64_t q = 0; q < columns; q++)
        STORE(y + (q * tiles + r) * CL_LANES, sums[r * columns + q]);
  } else if (rows == 1) {
    *(V8 *)y = EVEN(sums[0]) + ODD(sums[0]);
  } else {
    UNROLL for (int64_t r = 0; r < rows; r += 2)
        STORE(y + r * block, EVENS(sums[r], sums[r + 1]) + ODDS(sums[r], sums[r + 1]));
  }
}

INLINE void winograd_column(int64_t from, int64_t block, int64_t columns, int64_t inputs, int64_t tiles, const float *x,
                            const float *weights, float *y, const int more) {
  enum { FEW = CL_ROWS < 4 ? CL_ROWS : 4 };
  const int64_t most = CL_ROWS / columns;
  int64_t t = 0;
  for (; t + most <= tiles; t += most)
    winograd_rows(from, block, most, columns, inputs, tiles, x + t * from, weights, y + t * block, more);
  for (; t + FEW / columns <= tiles; t += FEW / columns)
    winograd_rows(from, block, FEW / columns, columns, inputs, tiles, x + t * from, weights, y + t * block, more);
  for (; t < tiles; t++)
    winograd_rows(from, block, 1, columns, inputs, tiles, x + t * from, weights, y + t * block, more);
}

INLINE void winograd_products(int64_t from, int64_t block, int64_t inputs, int64_t outputs, int64_t tiles,
                              const float *x, int64_t x_place, const float *weights, int64_t w_place, float *y,
                              int64_t y_place) {
  for (int64_t p = 0; p < 36; p++, x += x_place, weights += w_place, y += y_place) {
    int64_t o = 0;
    if (block == CL_LANES && CL_ROWS >= 8)
      for (; o + 2 * CL_LANES <= outputs; o += 2 * CL_LANES)
        winograd_column(from, block, 2, inputs, tiles, x, weights + o * inputs, y + o * tiles, 0);
    for (; o < outputs; o += block)
      winograd_column(from, block, 1, inputs, tiles, x, weights + o * inputs, y + o * tiles, 0);
  }
}

// Products at two lines of places with 32 outputs, or the last 16: a few inputs at a time, so that their transformed weights
// stay in the first-level cache.
INLINE void winograd_line_products(const int first, const int second, int64_t inputs, int64_t outputs, int64_t tiles,
                                   const float *weights, const float *x, int64_t x_place, float *u, float *y,
                                   int64_t y_place) {
  enum { SOME = CL_WINOGRAD_FEW, PLACE = CL_WINOGRAD_FEW * SOME + CL_LANES };
  for (int64_t k = 0; k < inputs; k += SOME) {
    const int64_t here = inputs - k < SOME ? inputs - k : SOME;
    for (int64_t o = 0; o < outputs; o += CL_LANES)
      winograd_transform_lines(first, second, here, weights + (o * inputs + k * CL_LANES) * 9, u + o * here, PLACE);
    ROLL for (int64_t j = 0; j < 12; j++) {
      const int64_t p = 6 * (j < 6 ? first : second) + j % 6;
      const float *from = x + p * x_place + k * tiles, *w = u + j * PLACE;
      float *to = y + p * y_place;
      if (CL_ROWS >= 8 && outputs == CL_WINOGRAD_FEW) {
        if (k == 0) winograd_column(CL_LANES, CL_LANES, 2, here, tiles, from, w, to, 0);
        else winograd_column(CL_LANES, CL_LANES, 2, here, tiles, from, w, to, 1);
        continue;
      }
      for (int64_t o = 0; o < outputs; o += CL_LANES) {
        if (k == 0) winograd_column(CL_LANES, CL_LANES, 1, here, tiles, from, w + o * here, to + o * tiles, 0);
        else winograd_column(CL_LANES, CL_LANES, 1, here, tiles, from, w + o * here, to + o * tiles, 1);
      }
    }
  }
}

// Products of large layers, whose transformed weights would be more than all else: they are made where they are used.
FN winograd_large_products(const CLWinograd *s, const float *weights, int64_t tiles, const float *x, int64_t x_place,
                           float *u, float *y, int64_t y_place) {
  const int64_t inputs = (s->inputs + 1) / 2 * 2, outputs = cl_winograd_padded(s->outputs);
  // Transformed inputs stay in the second-level cache: all of them, or those of two lines of places.
  const int byLines = 36 * tiles * inputs > CL_WINOGRAD_CACHED;
  for (int64_t outer = 0; outer < (byLines ? 3 : outputs); outer += byLines ? 1 : CL_WINOGRAD_FEW)
    for (int64_t inner = 0; inner < (byLines ? outputs : 3); inner += byLines ? CL_WINOGRAD_FEW : 1) {
      const int64_t line = byLines ? outer : inner, o = byLines ? inner : outer;
      const int64_t few = outputs - o < CL_WINOGRAD_FEW ? outputs - o : CL_WINOGRAD_FEW;
      const float *from = weights + o * inputs * 9;
      float *to = y + o * tiles;
      if (line == 0) winograd_line_products(0, 5, inputs, few, tiles, from, x, x_place, u, to, y_place);
      else if (line == 1) winograd_line_products(1, 2, inputs, few, tiles, from, x, x_place, u, to, y_place);
      else winograd_line_products(3, 4, inputs, few, tiles, from, x, x_place, u, to, y_place);
    }
}

// The tiles of these lines, from their places to their pixels.
INLINE void winograd_outputs(const CLWinograd *s, int64_t block, int64_t first, int64_t lines, const float *from,
                             int64_t place, const float *bias, A *y, int32_t accumulate) {
  const int64_t padded = cl_winograd_padded(s->outputs), across = s->width / 4, tiles = lines * across;
  const int64_t row = s->width * s->outputs;
  for (int64_t l = first, t = 0; l < first + lines; l++)
      for (int64_t c = 0; c < across; c++, t++) {
        if (block != CL_LANES && c % 2 == 1) continue;
        for (int64_t o = 0; o < padded; o += block) {
          const float *at = from + o * tiles + t * block;
          V v[24];
          ROLL for (int64_t j = 0; j < 6; j++, at += place) {
            V m[6];
            UNROLL for (int64_t i = 0; i < 6; i++) m[i] = LOAD(at + 6 * i * place);
            winograd_output(m, 1, v + j, 6);
          }
          const V base = bias ? block == CL_LANES ? LOAD(bias + o) : PAIR(bias, bias) : (V){};
          A *to = y + 4 * l * row + 4 * c * s->outputs + o;
          const int64_t n = s->outputs - o < block ? s->outputs - o : block;
          ROLL for (int64_t i = 0; i < 4; i++, to += row) {
            V out[4];
            winograd_output(v + 6 * i, 1, out, 1);
            UNROLL for (int64_t j = 0; j < 4; j++) {
              V value = out[j] + base;
              A *pixel = to + j * s->outputs;
              if (block == CL_LANES) {
                if (accumulate) {
                  V before;
                  READ(before, pixel, n);
                  value += before;
                }
                WRITE(pixel, value, n);
              } else {
                float lanes[CL_LANES], before[8];
                STORE(lanes, value);
                for (int64_t k = 0; k < (c + 1 < across ? 2 : 1); k++, pixel += 4 * s->outputs) {
                  if (accumulate) {
                    get_eight(before, pixel, n);
                    UNROLL for (int l = 0; l < 8; l++) lanes[8 * k + l] += before[l];
                  }
                  put_eight(pixel, lanes + 8 * k, n);
                }
              }
            }
          }
        }
      }
}

// One path for each pair of blocks.
#define WINOGRAD_BLOCKS(body)                                            \
  if (cl_winograd_padded(s->inputs) == 8) {                              \
    if (cl_winograd_padded(s->outputs) == 8) body(8, 8) else body(8, 16) \
  } else if (cl_winograd_padded(s->outputs) == 8) body(16, 8)            \
  else body(16, 16)

INLINE void winograd_pass(const CLWinograd *s, int64_t from, int64_t block, const A *x, const float *weights,
                          const float *bias, A *y, int32_t accumulate, float *scratch) {
  const CLWinogradPlan plan = cl_winograd_plan(s);
  float *image = scratch, *in = image + plan.image, *out = in + 36 * plan.in, *u = out + 36 * plan.out;
  memset(image, 0, sizeof(float) * (size_t)plan.image);
  const int large = from == CL_LANES && block == CL_LANES && plan.outputs < cl_winograd_padded(s->outputs);
  if (!large) winograd_transform_weights(s, block, weights, u, plan.weights);
  const int64_t all = s->batch * (s->height / 4);
  for (int64_t first = 0; first < all; first += plan.lines) {
    const int64_t lines = all - first < plan.lines ? all - first : plan.lines, tiles = lines * (s->width / 4);
    winograd_inputs(s, from, first, lines, x, image, in, plan.in);
    if (large)
      winograd_large_products(s, weights, tiles, in, plan.in, u, out, plan.out);
    else
      winograd_products(from, block, (s->inputs + 1) / 2 * 2, cl_winograd_padded(s->outputs), tiles, in, plan.in, u,
                        plan.weights, out, plan.out);
    winograd_outputs(s, block, first, lines, out, plan.out, bias, y, accumulate);
  }
}

FN winograd(const CLWinograd *s, const void *x, const float *weights, const float *bias, void *y, int32_t accumulate,
            float *scratch) {
#define BODY(from, block) winograd_pass(s, from, block, x, weights, bias, y, accumulate, scratch);
  WINOGRAD_BLOCKS(BODY)
#undef BODY
}
