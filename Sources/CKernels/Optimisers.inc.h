// Optimisers: one pass over memory reads and writes every array once.

// Numbers between the update and its bfloat16 copy: they are still in L1 then.
#define BLOCK 1024

INLINE uint16_t bfloat16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return (uint16_t)((bits >> 16) | 0x40u);
  return (uint16_t)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

CK_TARGET static void adamw(const CKAdamW *rule, int64_t count, float *restrict parameters,
                                     float *restrict gradient, float *restrict first,
                                     float *restrict second, uint16_t *restrict half) {
  const float keep = 1.0f - rule->rate * rule->decay;
  const float step = rule->rate / rule->correction1;
  const float root = 1.0f / sqrtf(rule->correction2);
  const float b1 = rule->beta1, b2 = rule->beta2, epsilon = rule->epsilon, scale = rule->gradient_scale;
  for (int64_t start = 0; start < count; start += BLOCK) {
    const int64_t end = start + BLOCK < count ? start + BLOCK : count;
    for (int64_t j = start; j < end; j++) {
      const float g = gradient[j] * scale;
      const float m = b1 * first[j] + (1.0f - b1) * g;
      const float v = b2 * second[j] + (1.0f - b2) * g * g;
      const float r = __builtin_elementwise_sqrt(v) * root + epsilon;
      first[j] = m;
      second[j] = v;
      parameters[j] = parameters[j] * keep - step * m / r;
      gradient[j] = 0.0f;
    }
    if (half)
      for (int64_t j = start; j < end; j++) half[j] = bfloat16(parameters[j]);
  }
}

CK_TARGET static void sgd(float rate, float momentum, float decay, float scale, int64_t count,
                                   float *restrict parameters, float *restrict gradient,
                                   float *restrict velocity, uint16_t *restrict half) {
  if (velocity) {
    for (int64_t j = 0; j < count; j++) {
      const float v = momentum * velocity[j] + (scale * gradient[j] + decay * parameters[j]);
      velocity[j] = v;
      parameters[j] -= rate * v;
      gradient[j] = 0.0f;
    }
  } else {
    for (int64_t j = 0; j < count; j++) {
      parameters[j] -= rate * (scale * gradient[j] + decay * parameters[j]);
      gradient[j] = 0.0f;
    }
  }
  if (half)
    for (int64_t j = 0; j < count; j++) half[j] = bfloat16(parameters[j]);
}

CK_TARGET static double sum_of_squares(const float *values, int64_t count) {
  double lanes[8] = {0};
  int64_t j = 0;
  for (; j + 8 <= count; j += 8)
    for (int k = 0; k < 8; k++) lanes[k] += (double)values[j + k] * (double)values[j + k];
  for (; j < count; j++) lanes[0] += (double)values[j] * (double)values[j];
  double sum = 0;
  for (int k = 0; k < 8; k++) sum += lanes[k];
  return sum;
}

