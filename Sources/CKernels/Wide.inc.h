// Networks wider than CK_TINY: chunk by chunk, forward through all layers, then backward.
// Scratch: activations of every layer [L][width][CK_CHUNK], two gradients of activations, one transpose.

// Adds the chunk's gradient to `gradient`; returns the sum of squared errors.
CK_TARGET static double wide_chunk(const CKNet *net, const float *parameters, const float *chunk,
                                   int32_t count, int32_t targets, float scale, float *gradient,
                                   float *scratch) {
  const int32_t samples = (int32_t)ck_pad(count);
  const int32_t depth = net->depth, d = net->dimension;
  const int64_t width = net->hidden > d ? net->hidden : d;
  const int64_t plane = width * CK_CHUNK;
  const float *constant = chunk + (int64_t)d * CK_CHUNK;
  const float *target = targets ? constant + CK_CHUNK : chunk;
  float *activations = scratch;
  float *dz = scratch + depth * plane, *dx = dz + plane, *transposed = dx + plane;

  for (int32_t l = 0; l < depth; l++) {
    const CKLayer layer = ck_net_layer(net, l);
    const Product forward = {
        .a = parameters + layer.weights, .row_step = layer.stride, .k_step = 1,
        .b = l == 0 ? chunk : activations + (l - 1) * plane, .b_stride = CK_CHUNK,
        .out = activations + l * plane, .out_stride = CK_CHUNK,
        .rows = layer.rows, .inner = layer.columns, .columns = samples,
        .bias = net->bias ? parameters + layer.bias : NULL, .constant = constant,
        .relu = net->relu && l + 1 < depth};
    product(&forward);
  }

  const float *output = activations + (depth - 1) * plane;
  double loss = 0;
  for (int32_t k = 0; k < d; k++) {
    vf sum = {0};
    for (int32_t s = 0; s < samples; s += VL) {
      const int64_t at = (int64_t)k * CK_CHUNK + s;
      const vf error = LOAD(output + at) - LOAD(target + at);
      sum += error * error;
      STORE(dz + at, error * scale);
    }
    loss += (double)horizontal_sum(sum);
  }

  for (int32_t l = depth - 1; l >= 0; l--) {
    const CKLayer layer = ck_net_layer(net, l);
    const float *input = l == 0 ? chunk : activations + (l - 1) * plane;
    transpose(input, CK_CHUNK, layer.columns, samples, transposed, layer.stride);
    const Product weights = {
        .a = dz, .row_step = CK_CHUNK, .k_step = 1, .b = transposed, .b_stride = layer.stride,
        .out = gradient + layer.weights, .out_stride = layer.stride,
        .rows = layer.rows, .inner = count, .columns = layer.stride, .accumulate = 1};
    product(&weights);
    if (net->bias) {
      for (int32_t o = 0; o < layer.rows; o++) {
        vf sum = {0};
        for (int32_t s = 0; s < samples; s += VL)
          sum += LOAD(dz + (int64_t)o * CK_CHUNK + s) * LOAD(constant + s);
        gradient[layer.bias + o] += horizontal_sum(sum);
      }
    }
    if (l == 0) break;
    const Product data = {
        .a = parameters + layer.weights, .row_step = 1, .k_step = layer.stride,
        .b = dz, .b_stride = CK_CHUNK, .out = dx, .out_stride = CK_CHUNK,
        .rows = layer.columns, .inner = layer.rows, .columns = samples,
        .gate = net->relu ? input : NULL};
    product(&data);
    float *swap = dz;
    dz = dx;
    dx = swap;
  }
  return loss;
}

CK_TARGET static double net_gradient(const CKNet *net, const CKDescent *descent, const float *parameters,
                                          float *gradient, float *scratch) {
  const int64_t chunk_floats = (int64_t)ck_rows(net, descent->targets) * CK_CHUNK;
  const int32_t width = net->dimension > net->hidden ? net->dimension : net->hidden;
  // Up to two samples leave more lanes empty than five units do.
  if (width <= FEW_ROW && descent->samples <= (width > CK_TINY ? CK_FEW : width > 4 ? 2 : 0))
    return 0.5 * descent->scale * few_gradient(net, descent, parameters, gradient, scratch);
  memset(gradient, 0, sizeof(float) * (size_t)ck_net_parameters(net));
  if (width <= CK_TINY) return 0.5 * descent->scale * tiny_gradient(net, descent, parameters, gradient);
  double loss = 0;
  const float *chunk = descent->data;
  for (int64_t done = 0; done < descent->samples; done += CK_CHUNK, chunk += chunk_floats) {
    const int64_t left = descent->samples - done;
    const int32_t count = (int32_t)(left < CK_CHUNK ? left : CK_CHUNK);
    loss += wide_chunk(net, parameters, chunk, count, descent->targets, descent->scale, gradient, scratch);
  }
  return 0.5 * descent->scale * loss;
}

// U -= rate * (dL/dU through both layers), kept in both layers.
CK_TARGET static void tied_update(const CKNet *net, float rate, float momentum, float *parameters,
                                  float *velocity, float *gradient) {
  const CKLayer first = ck_net_layer(net, 0), second = ck_net_layer(net, 1);
  for (int32_t o = 0; o < second.rows; o++) {
    for (int32_t k = 0; k < second.columns; k++) {
      const int64_t at = second.weights + (int64_t)o * second.stride + k;
      const int64_t mirror = first.weights + (int64_t)k * first.stride + o;
      float g = gradient[at] + gradient[mirror];
      gradient[at] = gradient[mirror] = g;
      if (velocity) g = velocity[at] = velocity[mirror] = momentum * velocity[at] + g;
      parameters[at] -= rate * g;
      parameters[mirror] = parameters[at];
    }
  }
}

CK_TARGET static void update(const CKNet *net, float rate, float momentum, float *parameters, float *velocity,
                             const float *gradient) {
  const int64_t count = ck_net_parameters(net);  // a multiple of CK_PAD
  if (velocity) {
    for (int64_t j = 0; j < count; j += VL) {
      const vf v = momentum * LOAD(velocity + j) + LOAD(gradient + j);
      STORE(velocity + j, v);
      STORE(parameters + j, LOAD(parameters + j) - rate * v);
    }
  } else {
    for (int64_t j = 0; j < count; j += VL)
      STORE(parameters + j, LOAD(parameters + j) - rate * LOAD(gradient + j));
  }
}

CK_TARGET static int64_t net_descend(const CKNet *net, CKDescent *descent, float *parameters,
                                          float *velocity, float *gradient, float *scratch) {
  if (net->depth == 1 && net->dimension <= CK_TINY && net->hidden <= CK_TINY && !velocity)
    return tiny_descend(net, descent, parameters, gradient);
  for (int64_t step = 0; step < descent->steps; step++) {
    const double loss = net_gradient(net, descent, parameters, gradient, scratch);
    descent->last_loss = loss;
    if (descent->losses) descent->losses[step] = loss;
    if (!(loss <= descent->loss_limit)) return step;
    const float rate = descent->rates[step * descent->rate_stride];
    if (net->tied) tied_update(net, rate, descent->momentum, parameters, velocity, gradient);
    else update(net, rate, descent->momentum, parameters, velocity, gradient);
  }
  return descent->steps;
}
