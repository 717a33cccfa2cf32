// Optimisers: one pass over memory reads and writes every array once.

CK_TARGET static void adamw(const CKAdamW *rule, int64_t count, float *restrict parameters,
                            float *restrict gradient, float *restrict first, float *restrict second) {
  const float keep = 1.0f - rule->rate * rule->decay;
  const float step = rule->rate / rule->correction1;
  const float root = 1.0f / sqrtf(rule->correction2);
  const float b1 = rule->beta1, b2 = rule->beta2, epsilon = rule->epsilon, scale = rule->gradient_scale;
  for (int64_t j = 0; j < count; j++) {
    const float g = gradient[j] * scale;
    const float m = b1 * first[j] + (1.0f - b1) * g;
    const float v = b2 * second[j] + (1.0f - b2) * g * g;
    const float r = __builtin_elementwise_sqrt(v) * root + epsilon;
    first[j] = m;
    second[j] = v;
    parameters[j] = parameters[j] * keep - step * m / r;
    gradient[j] = 0.0f;
  }
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

