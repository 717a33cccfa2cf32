// Networks wider than CK_TINY on up to CK_FEW samples, which is what a linear network's second moments come
// to: lanes over units, as so few samples would leave most lanes empty.
// Scratch: activations of every layer [L + 1][samples][FEW_ROW], two gradients of activations.

#define FEW_ROW 256
#define FEW_PART (VL / 2)  // rows of weights at a time, for two samples each

static const float zero_units[FEW_ROW] = {0};

// out[s][o] = bias[o] * constant[s] + W[o] . x[s] for two samples; out is zero up to the padded end.
CK_TARGET static void few_forward(const CKLayer *layer, const float *parameters, const int has_bias,
                                  const float *constant, const float *x, const int relu, float *out) {
  const int32_t end = (int32_t)ck_pad(layer->rows);
  for (int32_t r0 = 0; r0 < end; r0 += FEW_PART) {
    vf acc[VL];
    const float *w[FEW_PART];
    UNROLL for (int r = 0; r < FEW_PART; r++)
      w[r] = r0 + r < layer->rows ? parameters + layer->weights + (int64_t)(r0 + r) * layer->stride
                                  : zero_units;
    UNROLL for (int v = 0; v < VL; v++) acc[v] = (vf){0};
    for (int32_t c = 0; c < layer->stride; c += VL) {
      const vf x0 = LOAD(x + c), x1 = LOAD(x + FEW_ROW + c);
      UNROLL for (int r = 0; r < FEW_PART; r++) {
        const vf a = LOAD(w[r] + c);
        acc[r] += a * x0;
        acc[FEW_PART + r] += a * x1;
      }
    }
    float sums[VL];
    STORE(sums, sum_each(acc));
    UNROLL for (int s = 0; s < 2; s++) {
      UNROLL for (int r = 0; r < FEW_PART; r++) {
        float z = sums[s * FEW_PART + r];
        if (has_bias && r0 + r < layer->rows) z += parameters[layer->bias + r0 + r] * constant[s];
        out[s * FEW_ROW + r0 + r] = relu && z <= 0 ? 0 : z;
      }
    }
  }
}

// dx[s] = W^T dz[s] for two samples, zero where the gate (if any) is not positive.
CK_TARGET static void few_backward(const CKLayer *layer, const float *parameters, const float *dz,
                                   const float *gate, float *dx) {
  for (int32_t c = 0; c < layer->stride; c += 4 * VL) {
    const int32_t left = (layer->stride - c) / VL;
    vf acc[2][4] = {{{0}}};
    const float *w = parameters + layer->weights + c;
    if (left >= 4) {
      for (int32_t o = 0; o < layer->rows; o++, w += layer->stride) {
        const float a0 = dz[o], a1 = dz[FEW_ROW + o];
        UNROLL for (int v = 0; v < 4; v++) {
          const vf b = LOAD(w + v * VL);
          acc[0][v] += a0 * b;
          acc[1][v] += a1 * b;
        }
      }
    } else {
      for (int32_t o = 0; o < layer->rows; o++, w += layer->stride) {
        const float a0 = dz[o], a1 = dz[FEW_ROW + o];
        UNROLL for (int v = 0; v < 3; v++) {
          if (v >= left) break;
          const vf b = LOAD(w + v * VL);
          acc[0][v] += a0 * b;
          acc[1][v] += a1 * b;
        }
      }
    }
    UNROLL for (int s = 0; s < 2; s++) {
      UNROLL for (int v = 0; v < 4; v++) {
        if (v >= left) continue;
        const int32_t at = s * FEW_ROW + c + v * VL;
        STORE(dx + at, gate ? WHERE_POSITIVE(acc[s][v], LOAD(gate + at)) : acc[s][v]);
      }
    }
  }
}

// gradient[o][i] (+)= dz[s][o] * x[s][i] of two samples.
CK_TARGET static void few_weights(const CKLayer *layer, const float *dz, const float *x, const int first,
                                  float *gradient) {
  for (int32_t o = 0; o < layer->rows; o++) {
    const float a0 = dz[o], a1 = dz[FEW_ROW + o];
    float *out = gradient + layer->weights + (int64_t)o * layer->stride;
    for (int32_t c = 0; c < layer->stride; c += VL) {
      const vf before = first ? (vf){0} : (vf)LOAD(out + c);
      STORE(out + c, before + a0 * LOAD(x + c) + a1 * LOAD(x + FEW_ROW + c));
    }
  }
}

// Fills the gradient and returns the sum of squared errors; samples go in pairs, the last perhaps with zeros.
CK_TARGET static double few_gradient(const CKNet *net, const CKDescent *descent, const float *parameters,
                                     float *gradient, float *scratch) {
  const int32_t depth = net->depth, d = net->dimension, count = (int32_t)descent->samples;
  const float *constant_row = descent->data + (int64_t)d * CK_CHUNK;
  const int64_t plane = 2 * FEW_ROW;
  float *dz = scratch + (depth + 1) * plane, *dx = dz + plane;
  double loss = 0;
  memset(scratch, 0, sizeof(float) * (size_t)plane);
  for (int32_t s0 = 0; s0 < count; s0 += 2) {
    // Padding of the packed samples is zero, the partner of a last odd one as well.
    for (int32_t s = 0; s < 2; s++)
      for (int32_t i = 0; i < d; i++) scratch[s * FEW_ROW + i] = descent->data[i * CK_CHUNK + s0 + s];
    const float *constant = constant_row + s0;
    for (int32_t l = 0; l < depth; l++) {
      const CKLayer layer = ck_net_layer(net, l);
      few_forward(&layer, parameters, net->bias, constant, scratch + l * plane, net->relu && l + 1 < depth,
                  scratch + (l + 1) * plane);
    }
    vf squares = {0};
    const float *output = scratch + depth * plane;
    for (int32_t s = 0; s < 2; s++) {
      float target[FEW_ROW] = {0};
      for (int32_t i = 0; i < d; i++)
        target[i] = descent->targets ? constant_row[(i + 1) * CK_CHUNK + s0 + s] : scratch[s * FEW_ROW + i];
      for (int32_t c = 0; c < (int32_t)ck_pad(d); c += VL) {
        const vf error = LOAD(output + s * FEW_ROW + c) - LOAD(target + c);
        squares += error * error;
        STORE(dz + s * FEW_ROW + c, error * descent->scale);
      }
    }
    loss += (double)horizontal_sum(squares);
    for (int32_t l = depth - 1; l >= 0; l--) {
      const CKLayer layer = ck_net_layer(net, l);
      const float *input = scratch + l * plane;
      few_weights(&layer, dz, input, s0 == 0, gradient);
      if (net->bias) {
        for (int32_t o = 0; o < layer.rows; o++) {
          const float sum = dz[o] * constant[0] + dz[FEW_ROW + o] * constant[1];
          gradient[layer.bias + o] = s0 == 0 ? sum : gradient[layer.bias + o] + sum;
        }
      }
      if (l == 0) break;
      few_backward(&layer, parameters, dz, net->relu ? input : NULL, dx);
      float *swap = dz;
      dz = dx;
      dx = swap;
    }
  }
  return loss;
}
