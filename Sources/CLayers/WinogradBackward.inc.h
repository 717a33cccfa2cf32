// The gradient of a convolution's weights by the same algorithm: G' ((B' x B) * (A dy A')) G, summed over tiles.

// Transformed gradients of these lines of tiles, and the sums of their channels added to `dbias`.
INLINE void winograd_gradients(const CLWinograd *s, int64_t block, int64_t first, int64_t lines, const A *dy, float *to,
                               int64_t place, float *dbias) {
  const int64_t padded = cl_winograd_padded(s->outputs), across = s->width / 4, tiles = lines * across;
  const int64_t row = s->width * s->outputs;
  for (int64_t o = 0; o < padded; o += block) {
    const int64_t n = s->outputs - o < block ? s->outputs - o : block;
    V sum = {};
    for (int64_t l = first, t = 0; l < first + lines; l++)
        for (int64_t c = 0; c < across; c++, t++) {
          if (block != CL_LANES && c % 2 == 1) continue;
          const A *from = dy + 4 * l * row + 4 * c * s->outputs + o;
          V y[16];
          UNROLL for (int64_t i = 0; i < 4; i++) UNROLL for (int64_t j = 0; j < 4; j++) {
              const A *pixel = from + i * row + j * s->outputs;
              if (block == CL_LANES) {
                READ(y[4 * i + j], pixel, n);
              } else {
                float lanes[CL_LANES] = {0};
                get_eight(lanes, pixel, n);
                if (c + 1 < across) get_eight(lanes + 8, pixel + 4 * s->outputs, n);
                y[4 * i + j] = LOAD(lanes);
              }
            }
          if (dbias) {
            V lines[4];
            UNROLL for (int64_t i = 0; i < 4; i++)
                lines[i] = (y[4 * i] + y[4 * i + 1]) + (y[4 * i + 2] + y[4 * i + 3]);
            sum += (lines[0] + lines[1]) + (lines[2] + lines[3]);
          }
          winograd_gradient_tile(y, to + o * tiles + t * block, place);
        }
    if (dbias)
      for (int64_t i = 0; i < n; i++) dbias[o + i] += block == CL_LANES ? sum[i] : sum[i] + sum[i + 8];
  }
}

// sums [n][16 of `columns` blocks] = x' y over tiles, added with `more`: n numbers of each x, broadcast, by vectors of y.
INLINE void winograd_outer(int64_t from, int64_t n, int64_t columns, int64_t tiles, const float *x, const float *y,
                           float *sums, int64_t column, const int more) {
  V all[16];
  UNROLL for (int64_t c = 0; c < n; c++) UNROLL for (int64_t q = 0; q < columns; q++)
      all[c * columns + q] = more ? LOAD(sums + q * column + c * CL_LANES) : (V){};
  for (int64_t t = 0; t < tiles; t++, x += from, y += CL_LANES) {
    V d[2];
    UNROLL for (int64_t q = 0; q < columns; q++) d[q] = LOAD(y + q * tiles * CL_LANES);
    UNROLL for (int64_t c = 0; c < n; c++) UNROLL for (int64_t q = 0; q < columns; q++)
        all[c * columns + q] += x[c] * d[q];
  }
  UNROLL for (int64_t c = 0; c < n; c++) UNROLL for (int64_t q = 0; q < columns; q++)
      STORE(sums + q * column + c * CL_LANES, all[c * columns + q]);
}

// Eight by eight: sums [pair of inputs][output][2], of even tiles and of odd ones.
INLINE void winograd_outer_pairs(int64_t tiles, const float *x, const float *y, float *sums) {
  V even[4], odd[4];
  UNROLL for (int c = 0; c < 4; c++) even[c] = LOAD(sums + c * CL_LANES), odd[c] = LOAD(sums + (4 + c) * CL_LANES);
  int64_t t = 0;
  for (; t + 2 <= tiles; t += 2, x += 16, y += 16) {
    const V d = ALTERNATE(y, y), e = ALTERNATE(y + 8, y + 8);
    UNROLL for (int c = 0; c < 4; c++) {
      even[c] += TWINS(x + 2 * c) * d;
      odd[c] += TWINS(x + 8 + 2 * c) * e;
    }
  }
  if (t < tiles) {
    const V d = ALTERNATE(y, y);
    UNROLL for (int c = 0; c < 4; c++) even[c] += TWINS(x + 2 * c) * d;
  }
  UNROLL for (int c = 0; c < 4; c++) STORE(sums + c * CL_LANES, even[c]), STORE(sums + (4 + c) * CL_LANES, odd[c]);
}

// At each place, sums [block of `lanes`][number of `few`][16]: the lanes are the outputs, or the inputs where only these
// fill a vector.
INLINE void winograd_outers(int64_t from, int64_t block, int64_t inputs, int64_t outputs, int64_t tiles, const float *x,
                            int64_t x_place, const float *y, int64_t y_place, float *sums, int64_t place) {
  for (int64_t p = 0; p < 36; p++, x += x_place, y += y_place, sums += place) {
    if (from == 8 && block == 8) {
      winograd_outer_pairs(tiles, x, y, sums);
    } else if (block == 8) {
      for (int64_t c = 0; c < inputs; c += CL_LANES)
        winograd_outer(8, 8, 1, tiles, y, x + c * tiles, sums + c * 8, 0, 1);
    } else {
      int64_t o = 0;
      if (CL_ROWS >= 8)
        for (; o + 2 * CL_LANES <= outputs; o += 2 * CL_LANES)
          for (int64_t c = 0; c < inputs; c += 8)
            winograd_outer(from, 8, 2, tiles, x + c / from * from * tiles + c % from, y + o * tiles,
                           sums + o * inputs + c * CL_LANES, inputs * CL_LANES, 1);
      for (; o < outputs; o += CL_LANES)
        for (int64_t c = 0; c < inputs; c += CL_FEW)
          winograd_outer(from, CL_FEW, 1, tiles, x + c / from * from * tiles + c % from, y + o * tiles,
                         sums + o * inputs + c * CL_LANES, 0, 1);
    }
  }
}

// One vector of weights' gradients from its sums, G' sums G.
INLINE void winograd_weights_tile(const V *u, V *w) {
  V t[18];
  UNROLL for (int64_t j = 0; j < 6; j++) winograd_weights_gradient(u + j, 6, t + j, 6);
  UNROLL for (int64_t i = 0; i < 3; i++) winograd_weights_gradient(t + 6 * i, 1, w + 3 * i, 1);
}

// Eight inputs of a block of 16 outputs: sums at `at`, inputs 16 apart, to dweights [outputs][inputs][3][3].
INLINE void winograd_block_back(const CLWinograd *s, int64_t c, int64_t o, const float *at, int64_t place,
                                float *dweights) {
  V w[80];
  ROLL for (int64_t k = 0; k < 8; k++) {
    V u[36];
    UNROLL for (int64_t p = 0; p < 36; p++) u[p] = LOAD(at + k * CL_LANES + p * place);
    winograd_weights_tile(u, w + 9 * k);
  }
  UNROLL for (int64_t k = 72; k < 80; k++) w[k] = (V){};
  const int64_t n = (s->inputs - c < 8 ? s->inputs - c : 8) * 9, outputs = s->outputs - o < CL_LANES ? s->outputs - o : CL_LANES;
  for (int64_t first = 0; first < n; first += CL_LANES) {
    V rows[16];
    transpose_lanes(w + first, rows);
    const int64_t here = n - first < CL_LANES ? n - first : CL_LANES;
    float *to = dweights + (o * s->inputs + c) * 9 + first;
    for (int64_t l = 0; l < outputs; l++, to += s->inputs * 9) {
      if (here == CL_LANES) STORE(to, LOAD(to) + rows[l]);
      else
        for (int64_t i = 0; i < here; i++) to[i] += rows[l][i];
    }
  }
}

// dweights [outputs][inputs][3][3] += G' sums G.
INLINE void winograd_weights_back(const CLWinograd *s, int64_t from, int64_t block, const float *sums, int64_t place,
                                  float *dweights) {
  const int64_t inputs = cl_winograd_padded(s->inputs), outputs = block == 8 ? 8 : cl_padded(s->outputs);
  if (block != 8) {
    for (int64_t o = 0; o < outputs; o += CL_LANES)
      for (int64_t c = 0; c < s->inputs; c += 8)
        winograd_block_back(s, c, o, sums + o * inputs + c * CL_LANES, place, dweights);
    return;
  }
  const int64_t few = from == 8 ? 4 : 8;
  for (int64_t k = 0; k < inputs * outputs / CL_LANES; k++) {
    V u[36], w[9];
    const float *at = sums + k * CL_LANES;
    UNROLL for (int64_t p = 0; p < 36; p++) {
      u[p] = LOAD(at + p * place);
      if (from == 8) u[p] += LOAD(at + p * place + 4 * CL_LANES);
    }
    winograd_weights_tile(u, w);
    for (int64_t l = 0; l < CL_LANES; l++) {
      const int64_t o = from == 8 ? l / 2 : k % few, c = from == 8 ? 2 * k + l % 2 : k / few * CL_LANES + l;
      if (o >= s->outputs || c >= s->inputs) continue;
      float *to = dweights + (o * s->inputs + c) * 9;
      UNROLL for (int64_t p = 0; p < 9; p++) to[p] += w[p][l];
    }
  }
}

// Sums over all tiles of a few inputs and outputs at a time, which stay in the first-level cache, and the weights' gradients
// from them.
FN winograd_large_back(const CLWinograd *s, int64_t tiles, const float *x, int64_t x_place, const float *y,
                       int64_t y_place, float *sums, float *dweights) {
  enum { N = CL_ROWS >= 8 ? 8 : CL_FEW, PLACE = 16 * CL_LANES };
  const int64_t inputs = cl_winograd_padded(s->inputs), outputs = cl_padded(s->outputs);
  // Inputs that stay in the second-level cache while all outputs go by.
  const int64_t room = CL_WINOGRAD_CACHED / (36 * tiles) / CL_LANES * CL_LANES, some = room < CL_LANES ? CL_LANES : room;
  for (int64_t start = 0; start < inputs; start += some)
    for (int64_t o = 0; o < outputs; o += 2 * CL_LANES)
      for (int64_t c = start; c < inputs && c < start + some; c += 8) {
        const int two = o + CL_LANES < outputs;
        for (int64_t p = 0; p < 36; p++) {
          const float *from = x + p * x_place + c / CL_LANES * CL_LANES * tiles + c % CL_LANES;
          const float *d = y + p * y_place + o * tiles;
          float *to = sums + p * PLACE;
          if (CL_ROWS >= 8 && two) {
            winograd_outer(CL_LANES, 8, 2, tiles, from, d, to, 8 * CL_LANES, 0);
            continue;
          }
          for (int64_t q = 0; q <= two; q++)
            for (int64_t k = 0; k < 8; k += N)
              winograd_outer(CL_LANES, N, 1, tiles, from + k, d + q * CL_LANES * tiles, to + (8 * q + k) * CL_LANES, 0, 0);
        }
        for (int64_t q = 0; q <= two && c < s->inputs; q++)
          winograd_block_back(s, c, o + q * CL_LANES, sums + q * 8 * CL_LANES, PLACE, dweights);
      }
}

INLINE void winograd_back(const CLWinograd *s, int64_t from, int64_t block, const A *x, const A *dy, float *dweights,
                          float *dbias, float *scratch) {
  const CLWinogradPlan plan = cl_winograd_plan(s);
  float *image = scratch, *in = image + plan.image, *out = in + 36 * plan.in, *u = out + 36 * plan.out;
  memset(image, 0, sizeof(float) * (size_t)plan.image);
  const int64_t inputs = cl_winograd_padded(s->inputs), outputs = cl_winograd_padded(s->outputs);
  const int few = from == CL_LANES && block == CL_LANES && plan.outputs < outputs;  // and all tiles at once
  if (!few) memset(u, 0, sizeof(float) * (size_t)(36 * plan.weights));
  const int64_t all = s->batch * (s->height / 4);
  for (int64_t first = 0; first < all; first += plan.lines) {
    const int64_t lines = all - first < plan.lines ? all - first : plan.lines, tiles = lines * (s->width / 4);
    winograd_inputs(s, from, first, lines, x, image, in, plan.in);
    winograd_gradients(s, block, first, lines, dy, out, plan.out, dbias);
    if (few) winograd_large_back(s, tiles, in, plan.in, out, plan.out, u, dweights);
    if (!few) winograd_outers(from, block, inputs, outputs, tiles, in, plan.in, out, plan.out, u, plan.weights);
  }
  if (!few) winograd_weights_back(s, from, block, u, plan.weights, dweights);
}

FN winograd_backward(const CLWinograd *s, const void *x, const void *dy, float *dweights, float *dbias, float *scratch) {
#define BODY(from, block) winograd_back(s, from, block, x, dy, dweights, dbias, scratch);
  WINOGRAD_BLOCKS(BODY)
#undef BODY
}
