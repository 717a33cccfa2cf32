// The transforms of F(4 x 4, 3 x 3) along one dimension, of lines `step` apart: see Winograd.inc.h for what they are of.

// B' d, the columns of the input transform.
INLINE void winograd_input(const V *d, int64_t step, V *t, int64_t to) {
  const V a = d[4 * step] - 4.0f * d[2 * step], b = d[3 * step] - 4.0f * d[step];
  const V c = d[4 * step] - d[2 * step], e = d[3 * step] - d[step];
  t[0] = 4.0f * d[0] + (d[4 * step] - 5.0f * d[2 * step]);
  t[to] = a + b;
  t[2 * to] = a - b;
  t[3 * to] = c + 2.0f * e;
  t[4 * to] = c - 2.0f * e;
  t[5 * to] = 4.0f * d[step] + (d[5 * step] - 5.0f * d[3 * step]);
}
// A' m.
INLINE void winograd_output(const V *m, int64_t step, V *y, int64_t to) {
  const V s = m[step] + m[2 * step], d = m[step] - m[2 * step];
  const V far = m[3 * step] + m[4 * step], e = m[3 * step] - m[4 * step];
  y[0] = (m[0] + s) + far;
  y[to] = d + 2.0f * e;
  y[2 * to] = s + 4.0f * far;
  y[3 * to] = (d + 8.0f * e) + m[5 * step];
}
// A y, the gradient of the output transform.
INLINE void winograd_gradient(const V *y, int64_t step, V *t, int64_t to) {
  const V s = y[0] + y[2 * step], d = y[step] + y[3 * step];
  const V far = y[0] + 4.0f * y[2 * step], e = 2.0f * y[step] + 8.0f * y[3 * step];
  t[0] = y[0];
  t[to] = s + d;
  t[2 * to] = s - d;
  t[3 * to] = far + e;
  t[4 * to] = far - e;
  t[5 * to] = y[3 * step];
}
// G w.
INLINE void winograd_weights(const V *w, int64_t step, V *t, int64_t to) {
  const V s = w[0] + w[2 * step], far = w[0] * (1 / 24.0f) + w[2 * step] * (1 / 6.0f);
  t[0] = w[0] * 0.25f;
  t[to] = (s + w[step]) * (-1 / 6.0f);
  t[2 * to] = (s - w[step]) * (-1 / 6.0f);
  t[3 * to] = far + w[step] * (1 / 12.0f);
  t[4 * to] = far - w[step] * (1 / 12.0f);
  t[5 * to] = w[2 * step];
}
// G' u, the gradient of that of the weights.
INLINE void winograd_weights_gradient(const V *u, int64_t step, V *w, int64_t to) {
  const V s = u[step] + u[2 * step], far = u[3 * step] + u[4 * step];
  w[0] = (u[0] * 0.25f - s * (1 / 6.0f)) + far * (1 / 24.0f);
  w[to] = (u[2 * step] - u[step]) * (1 / 6.0f) + (u[3 * step] - u[4 * step]) * (1 / 12.0f);
  w[2 * to] = (far - s) * (1 / 6.0f) + u[5 * step];
}
