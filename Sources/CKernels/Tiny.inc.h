// Networks of up to CK_TINY units a layer: samples in lanes, all layers of a vector of samples at once.
// W is the width rounded up to 2, 4 or 8, so that every loop has a constant length; the units added have
// zero weights and zero targets, and so zero gradients.

static const float zero_row[CK_CHUNK] = {0};

typedef struct {
  float weight[CK_MAX_DEPTH][CK_TINY][CK_TINY];
  float bias[CK_MAX_DEPTH][CK_TINY];
} TinyNet;

CK_TARGET static void tiny_read(const CKNet *net, const float *parameters, TinyNet *tiny) {
  memset(tiny, 0, sizeof *tiny);
  for (int32_t l = 0; l < net->depth; l++) {
    const CKLayer layer = ck_net_layer(net, l);
    for (int32_t o = 0; o < layer.rows; o++) {
      for (int32_t i = 0; i < layer.columns; i++)
        tiny->weight[l][o][i] = parameters[layer.weights + (int64_t)o * layer.stride + i];
      if (net->bias) tiny->bias[l][o] = parameters[layer.bias + o];
    }
  }
}

CK_TARGET static void tiny_write(const CKNet *net, const TinyNet *tiny, float *parameters) {
  for (int32_t l = 0; l < net->depth; l++) {
    const CKLayer layer = ck_net_layer(net, l);
    for (int32_t o = 0; o < layer.rows; o++) {
      for (int32_t i = 0; i < layer.columns; i++)
        parameters[layer.weights + (int64_t)o * layer.stride + i] = tiny->weight[l][o][i];
      if (net->bias) parameters[layer.bias + o] = tiny->bias[l][o];
    }
  }
}

// The vectors of lanes of one block, and its rows: sums and operands together stay in registers.
#if VL == 16
#define TINY_VECTORS 4
#else
#define TINY_VECTORS 2
#endif
#define TINY_ROWS 4
// A layer's activations of one chunk, which goes through all layers together: each sum is loaded and stored
// once a chunk. A little more than a whole page, so that equal places of two layers do not share the lowest
// twelve bits of their address, where a load would wait for a store.
#define TINY_PLANE (CK_TINY * CK_CHUNK + 80)

// Sums of squares and gradients by weights, one sum a lane until all samples are through.
typedef struct {
  vf weight[CK_MAX_DEPTH][CK_TINY][CK_TINY], bias[CK_MAX_DEPTH][CK_TINY], squares[2];
} TinySums;

// out[o] = w[o] . x (transposed: out[i] = w[.][i] . x), for `nr` rows from r0 and `nv` vectors from sample s.
// Rows of x are `stride` samples apart, those of everything else CK_CHUNK.
INLINE void tiny_product(const float *x, const int stride, const float (*w)[CK_TINY], const int transposed,
                         const float *bias, const float *constant, const int relu, const float *gate,
                         float *restrict out, const int r0, const int32_t s, const int W, const int nr,
                         const int nv) {
  vf acc[TINY_ROWS][TINY_VECTORS];
  // Hides that the weights are the same for all samples: spread over vectors ahead of the loop, they would
  // push the sums out of the registers.
  __asm__("" : "+r"(w));
  UNROLL for (int r = 0; r < nr; r++) {
    UNROLL for (int v = 0; v < nv; v++)
      acc[r][v] = bias ? bias[r0 + r] * LOAD(constant + s + v * VL) : (vf){0};
  }
  UNROLL for (int k = 0; k < W; k++) {
    vf b[TINY_VECTORS];
    UNROLL for (int v = 0; v < nv; v++) b[v] = LOAD(x + k * stride + s + v * VL);
    UNROLL for (int r = 0; r < nr; r++) {
      const float a = transposed ? w[k][r0 + r] : w[r0 + r][k];
      UNROLL for (int v = 0; v < nv; v++) acc[r][v] += a * b[v];
    }
  }
  UNROLL for (int r = 0; r < nr; r++) {
    UNROLL for (int v = 0; v < nv; v++) {
      const int at = (r0 + r) * CK_CHUNK + s + v * VL;
      vf value = acc[r][v];
      if (relu) value = RELU(value);
      if (gate) value = WHERE_POSITIVE(value, LOAD(gate + at));
      STORE(out + at, value);
    }
  }
}

// The product for all rows and `samples` samples.
INLINE void tiny_layer(const float *x, const int stride, const float (*w)[CK_TINY], const int transposed,
                       const float *bias, const float *constant, const int relu, const float *gate,
                       float *restrict out, const int32_t samples, const int W) {
  const int nr = W < TINY_ROWS ? W : TINY_ROWS;
  int32_t s = 0;
  for (; s + TINY_VECTORS * VL <= samples; s += TINY_VECTORS * VL) {
    UNROLL for (int r = 0; r < W; r += nr)
      tiny_product(x, stride, w, transposed, bias, constant, relu, gate, out, r, s, W, nr, TINY_VECTORS);
  }
  for (; s < samples; s += VL) {
    UNROLL for (int r = 0; r < W; r += nr)
      tiny_product(x, stride, w, transposed, bias, constant, relu, gate, out, r, s, W, nr, 1);
  }
}

// sums[o][i] += dz[o] * x[i], sample by sample.
INLINE void tiny_weights(const float *dz, const float *x, const int stride, vf (*restrict sums)[CK_TINY],
                         const int32_t samples, const int W) {
  const int nr = W < TINY_ROWS ? W : TINY_ROWS, nc = W < TINY_VECTORS ? W : TINY_VECTORS;
  UNROLL for (int o = 0; o < W; o += nr) {
    UNROLL for (int i = 0; i < W; i += nc) {
      vf acc[TINY_ROWS][TINY_VECTORS];
      UNROLL for (int r = 0; r < nr; r++) {
        UNROLL for (int k = 0; k < nc; k++) acc[r][k] = sums[o + r][i + k];
      }
      for (int32_t s = 0; s < samples; s += VL) {
        vf b[TINY_VECTORS];
        UNROLL for (int k = 0; k < nc; k++) b[k] = LOAD(x + (i + k) * stride + s);
        UNROLL for (int r = 0; r < nr; r++) {
          const vf a = LOAD(dz + (o + r) * CK_CHUNK + s);
          UNROLL for (int k = 0; k < nc; k++) acc[r][k] += a * b[k];
        }
      }
      UNROLL for (int r = 0; r < nr; r++) {
        UNROLL for (int k = 0; k < nc; k++) sums[o + r][i + k] = acc[r][k];
      }
    }
  }
}

// All layers of `samples` samples, forward and backward. Rows of `in` and `target` are CK_CHUNK apart.
INLINE void tiny_chunk(const CKNet *net, const float *in, const float *target, const float *constant,
                       const int32_t samples, const float scale, const TinyNet *w, TinySums *sums,
                       const int W) {
  _Alignas(64) float x[CK_MAX_DEPTH][TINY_PLANE], dz[2][TINY_PLANE];
  const int32_t depth = net->depth, last = depth - 1;
  const int relu = net->relu;
  for (int32_t l = 0; l < depth; l++) {
    const float *bias = net->bias ? w->bias[l] : NULL;
    const int gated = relu && l < last;
    if (l == 0 && gated)
      tiny_layer(in, CK_CHUNK, w->weight[0], 0, bias, constant, 1, NULL, x[0], samples, W);
    else if (l == 0)
      tiny_layer(in, CK_CHUNK, w->weight[0], 0, bias, constant, 0, NULL, x[0], samples, W);
    else if (gated)
      tiny_layer(x[l - 1], CK_CHUNK, w->weight[l], 0, bias, constant, 1, NULL, x[l], samples, W);
    else
      tiny_layer(x[l - 1], CK_CHUNK, w->weight[l], 0, bias, constant, 0, NULL, x[l], samples, W);
  }
  // Two sums, so that one does not wait for the other.
  vf squares[2] = {sums->squares[0], sums->squares[1]};
  for (int32_t s = 0; s < samples; s += VL) {
    UNROLL for (int o = 0; o < W; o++) {
      const vf error = LOAD(x[last] + o * CK_CHUNK + s) - LOAD(target + o * CK_CHUNK + s);
      squares[o % 2] += error * error;
      STORE(dz[0] + o * CK_CHUNK + s, error * scale);
    }
  }
  sums->squares[0] = squares[0];
  sums->squares[1] = squares[1];
  int now = 0;
  for (int32_t l = last; l >= 0; l--) {
    if (l == 0) tiny_weights(dz[now], in, CK_CHUNK, sums->weight[0], samples, W);
    else tiny_weights(dz[now], x[l - 1], CK_CHUNK, sums->weight[l], samples, W);
    if (net->bias) {
      UNROLL for (int o = 0; o < W; o++) {
        vf sum = sums->bias[l][o];
        for (int32_t s = 0; s < samples; s += VL)
          sum += LOAD(dz[now] + o * CK_CHUNK + s) * LOAD(constant + s);
        sums->bias[l][o] = sum;
      }
    }
    if (l == 0) break;
    const float *gate = x[l - 1];
    if (relu)
      tiny_layer(dz[now], CK_CHUNK, w->weight[l], 1, NULL, NULL, 0, gate, dz[1 - now], samples, W);
    else
      tiny_layer(dz[now], CK_CHUNK, w->weight[l], 1, NULL, NULL, 0, NULL, dz[1 - now], samples, W);
    now = 1 - now;
  }
}

// g[o][i] = the sum of all lanes of sums[o][i], as horizontal_sum() would add them.
INLINE void tiny_totals(vf (*sums)[CK_TINY], float (*g)[CK_TINY], const int W) {
  if (W * W < VL) {
    UNROLL for (int o = 0; o < W; o++) {
      UNROLL for (int i = 0; i < W; i++) g[o][i] = horizontal_sum(sums[o][i]);
    }
    return;
  }
  UNROLL for (int start = 0; start < W * W; start += VL) {
    vf m[VL];
    float total[VL];
    UNROLL for (int k = 0; k < VL; k++) m[k] = sums[(start + k) / W][(start + k) % W];
    STORE(total, sum_each(m));
    UNROLL for (int k = 0; k < VL; k++) g[(start + k) / W][(start + k) % W] = total[k];
  }
}

// One pass over many samples: fills g and returns the sum of squared errors.
INLINE double tiny_pass(const CKNet *net, const CKDescent *descent, const TinyNet *w, TinyNet *g,
                        const int W) {
  // Inputs and targets with rows of zeros for the units that were added.
  _Alignas(64) float padded[2][CK_TINY * CK_CHUNK];
  const int32_t depth = net->depth, d = net->dimension;
  if (d < W) memset(padded, 0, sizeof padded);
  TinySums sums;
  sums.squares[0] = sums.squares[1] = (vf){0};
  for (int32_t l = 0; l < depth; l++) {
    UNROLL for (int o = 0; o < W; o++) {
      sums.bias[l][o] = (vf){0};
      UNROLL for (int i = 0; i < W; i++) sums.weight[l][o][i] = (vf){0};
    }
  }
  const int64_t chunk_floats = (int64_t)ck_rows(net, descent->targets) * CK_CHUNK;
  const float *chunk = descent->data;
  for (int64_t done = 0; done < descent->samples; done += CK_CHUNK, chunk += chunk_floats) {
    const int64_t left = descent->samples - done;
    const int32_t samples = (int32_t)ck_pad(left < CK_CHUNK ? left : CK_CHUNK);
    const float *constant = chunk + (int64_t)d * CK_CHUNK;
    const float *in = chunk, *target = descent->targets ? constant + CK_CHUNK : chunk;
    if (d < W) {
      const size_t bytes = sizeof(float) * (size_t)d * CK_CHUNK;
      memcpy(padded[0], in, bytes);
      if (descent->targets) memcpy(padded[1], target, bytes);
      in = padded[0];
      target = padded[descent->targets ? 1 : 0];
    }
    tiny_chunk(net, in, target, constant, samples, descent->scale, w, &sums, W);
  }
  for (int32_t l = 0; l < depth; l++) {
    if (net->bias) {
      UNROLL for (int o = 0; o < W; o++) g->bias[l][o] = horizontal_sum(sums.bias[l][o]);
    }
    tiny_totals(sums.weight[l], g->weight[l], W);
  }
  return (double)horizontal_sum(sums.squares[0] + sums.squares[1]);
}

// The same for one layer, or for so few samples that they are one vector: all of it in registers, as far as
// they reach.
INLINE double tiny_brief_pass(const CKNet *net, const CKDescent *descent, const TinyNet *w, TinyNet *g,
                        const int W, const int32_t depth) {
  vf gw[CK_MAX_DEPTH][CK_TINY][CK_TINY], gb[CK_MAX_DEPTH][CK_TINY], squares = {0};
  for (int32_t l = 0; l < depth; l++) {
    UNROLL for (int o = 0; o < W; o++) {
      gb[l][o] = (vf){0};
      UNROLL for (int i = 0; i < W; i++) gw[l][o][i] = (vf){0};
    }
  }
  const int relu = net->relu, bias = net->bias;
  const float scale = descent->scale;
  const int64_t chunk_floats = (int64_t)ck_rows(net, descent->targets) * CK_CHUNK;
  const float *chunk = descent->data;
  for (int64_t done = 0; done < descent->samples; done += CK_CHUNK, chunk += chunk_floats) {
    const int64_t left = descent->samples - done;
    const int32_t samples = (int32_t)ck_pad(left < CK_CHUNK ? left : CK_CHUNK);
    const float *constant = chunk + (int64_t)net->dimension * CK_CHUNK;
    const float *in[CK_TINY], *target[CK_TINY];
    UNROLL for (int i = 0; i < W; i++) {
      in[i] = i < net->dimension ? chunk + i * CK_CHUNK : zero_row;
      target[i] = !descent->targets ? in[i]
                  : i < net->dimension ? constant + (i + 1) * CK_CHUNK : zero_row;
    }
    for (int32_t s = 0; s < samples; s += VL) {
      vf x[CK_MAX_DEPTH + 1][CK_TINY], dz[CK_TINY];
      const vf c = LOAD(constant + s);
      UNROLL for (int i = 0; i < W; i++) x[0][i] = LOAD(in[i] + s);
      for (int32_t l = 0; l < depth; l++) {
        UNROLL for (int o = 0; o < W; o++) {
          vf z = bias ? w->bias[l][o] * c : (vf){0};
          UNROLL for (int i = 0; i < W; i++) z += w->weight[l][o][i] * x[l][i];
          x[l + 1][o] = relu && l + 1 < depth ? RELU(z) : z;
        }
      }
      UNROLL for (int o = 0; o < W; o++) {
        const vf error = x[depth][o] - LOAD(target[o] + s);
        squares += error * error;
        dz[o] = error * scale;
      }
      for (int32_t l = depth - 1; l >= 0; l--) {
        UNROLL for (int o = 0; o < W; o++) {
          if (bias) gb[l][o] += dz[o] * c;
          UNROLL for (int i = 0; i < W; i++) gw[l][o][i] += dz[o] * x[l][i];
        }
        if (l == 0) break;
        vf dx[CK_TINY];
        UNROLL for (int i = 0; i < W; i++) {
          vf sum = {0};
          UNROLL for (int o = 0; o < W; o++) sum += w->weight[l][o][i] * dz[o];
          dx[i] = relu ? WHERE_POSITIVE(sum, x[l][i]) : sum;
        }
        UNROLL for (int i = 0; i < W; i++) dz[i] = dx[i];
      }
    }
  }
  for (int32_t l = 0; l < depth; l++) {
    if (bias) {
      UNROLL for (int o = 0; o < W; o++) g->bias[l][o] = horizontal_sum(gb[l][o]);
    }
    tiny_totals(gw[l], g->weight[l], W);
  }
  return (double)horizontal_sum(squares);
}

INLINE int tiny_width(const CKNet *net) {
  const int32_t width = net->depth == 1 || net->hidden < net->dimension ? net->dimension : net->hidden;
  return width <= 2 ? 2 : width <= 4 ? 4 : 8;
}

CK_TARGET static double tiny_gradient(const CKNet *net, const CKDescent *descent, const float *parameters,
                                      float *gradient) {
  TinyNet w, g;
  tiny_read(net, parameters, &w);
  double squares;
  const int32_t depth = net->depth;
  const int brief = depth == 1 || descent->samples <= CK_PAD;
  switch (tiny_width(net)) {
    case 2:
      squares = brief ? tiny_brief_pass(net, descent, &w, &g, 2, depth) : tiny_pass(net, descent, &w, &g, 2);
      break;
    case 4:
      squares = brief ? tiny_brief_pass(net, descent, &w, &g, 4, depth) : tiny_pass(net, descent, &w, &g, 4);
      break;
    default:
      squares = brief ? tiny_brief_pass(net, descent, &w, &g, 8, depth) : tiny_pass(net, descent, &w, &g, 8);
      break;
  }
  tiny_write(net, &g, gradient);
  return squares;
}

// All steps of a one-layer net without momentum, weights held in registers.
INLINE int64_t tiny_steps(const CKNet *net, CKDescent *descent, TinyNet *restrict w, TinyNet *restrict g,
                          const int W) {
  for (int64_t step = 0; step < descent->steps; step++) {
    const double loss = 0.5 * descent->scale * tiny_brief_pass(net, descent, w, g, W, 1);
    descent->last_loss = loss;
    if (descent->losses) descent->losses[step] = loss;
    if (!(loss <= descent->loss_limit)) return step;
    const float rate = descent->rates[step * descent->rate_stride];
    UNROLL for (int o = 0; o < W; o++) {
      if (net->bias) w->bias[0][o] -= rate * g->bias[0][o];
      UNROLL for (int i = 0; i < W; i++) w->weight[0][o][i] -= rate * g->weight[0][o][i];
    }
  }
  return descent->steps;
}

CK_TARGET static int64_t tiny_descend(const CKNet *net, CKDescent *descent, float *parameters,
                                      float *gradient) {
  TinyNet w, g;
  tiny_read(net, parameters, &w);
  memset(&g, 0, sizeof g);
  int64_t done;
  switch (tiny_width(net)) {
    case 2: done = tiny_steps(net, descent, &w, &g, 2); break;
    case 4: done = tiny_steps(net, descent, &w, &g, 4); break;
    default: done = tiny_steps(net, descent, &w, &g, 8); break;
  }
  tiny_write(net, &w, parameters);
  tiny_write(net, &g, gradient);
  return done;
}
