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

// One pass over all samples: fills g[0..<depth] and returns the sum of squared errors.
INLINE double tiny_pass(const CKNet *net, const CKDescent *descent, const TinyNet *w, TinyNet *g,
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
    UNROLL for (int o = 0; o < W; o++) {
      if (bias) g->bias[l][o] = horizontal_sum(gb[l][o]);
      UNROLL for (int i = 0; i < W; i++) g->weight[l][o][i] = horizontal_sum(gw[l][o][i]);
    }
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
  switch (tiny_width(net)) {
    case 2: squares = tiny_pass(net, descent, &w, &g, 2, net->depth); break;
    case 4: squares = tiny_pass(net, descent, &w, &g, 4, net->depth); break;
    default: squares = tiny_pass(net, descent, &w, &g, 8, net->depth); break;
  }
  tiny_write(net, &g, gradient);
  return squares;
}

// All steps of a one-layer net without momentum, weights held in registers.
INLINE int64_t tiny_steps(const CKNet *net, CKDescent *descent, TinyNet *restrict w, TinyNet *restrict g,
                          const int W) {
  for (int64_t step = 0; step < descent->steps; step++) {
    const double loss = 0.5 * descent->scale * tiny_pass(net, descent, w, g, W, 1);
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
