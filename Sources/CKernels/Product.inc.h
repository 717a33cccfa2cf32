// One matrix product for all three directions of a layer:
//   out[r][s] = start + sum_k a[r * row_step + k * k_step] * b[k * b_stride + s],  lanes over s.
// Forward: a = W, b = activations. By data: a = W transposed. By weights: a = dZ, b = activations
// transposed, start = the gradient so far.

typedef struct {
  const float *a;
  int64_t row_step, k_step;
  const float *b;
  int64_t b_stride;
  float *out;
  int64_t out_stride;
  int32_t rows, inner, columns;  // columns: a multiple of CK_PAD
  const float *bias;             // start = bias[r] * constant[s] if not null
  const float *constant;
  int accumulate;                // start = out
  int relu;                      // out = max(0, .)
  const float *gate;             // out = 0 where gate[r][s] (stride as out) is not positive
} Product;

INLINE void product_block(const Product *p, int32_t r0, int32_t s0, const int mr, const int nv) {
  vf acc[MR][NV];
  const float *a = p->a + r0 * p->row_step;
  const float *b = p->b + s0;
  float *out = p->out + r0 * p->out_stride + s0;
  UNROLL for (int r = 0; r < mr; r++) {
    UNROLL for (int v = 0; v < nv; v++) {
      if (p->accumulate) acc[r][v] = LOAD(out + r * p->out_stride + v * VL);
      else if (p->bias) acc[r][v] = p->bias[r0 + r] * LOAD(p->constant + s0 + v * VL);
      else acc[r][v] = (vf){0};
    }
  }
  const int64_t row_step = p->row_step, k_step = p->k_step, b_stride = p->b_stride;
  const int32_t inner = p->inner;
#pragma clang loop unroll(disable)
  for (int32_t k = 0; k < inner; k++) {
    vf x[NV];
    UNROLL for (int v = 0; v < nv; v++) x[v] = LOAD(b + v * VL);
    UNROLL for (int r = 0; r < mr; r++) {
      const float w = a[r * row_step];
      UNROLL for (int v = 0; v < nv; v++) acc[r][v] += w * x[v];
    }
    a += k_step;
    b += b_stride;
  }
  UNROLL for (int r = 0; r < mr; r++) {
    UNROLL for (int v = 0; v < nv; v++) {
      const int64_t at = r * p->out_stride + v * VL;
      vf value = acc[r][v];
      if (p->relu) value = RELU(value);
      if (p->gate) value = WHERE_POSITIVE(value, LOAD(p->gate + r0 * p->out_stride + s0 + at));
      STORE(out + at, value);
    }
  }
}

// One column strip of `nv` vectors, all rows.
INLINE void product_strip(const Product *p, int32_t s0, const int nv) {
  int32_t r = 0;
  for (; r + MR <= p->rows; r += MR) product_block(p, r, s0, MR, nv);
  for (; r + 2 <= p->rows; r += 2) product_block(p, r, s0, 2, nv);
  if (r < p->rows) product_block(p, r, s0, 1, nv);
}

CK_TARGET static void product(const Product *p) {
  const int32_t vectors = p->columns / VL;
  int32_t v = 0;
  for (; v + NV <= vectors; v += NV) product_strip(p, v * VL, NV);
#if NV > 2
  for (; v + 2 <= vectors; v += 2) product_strip(p, v * VL, 2);
#endif
  for (; v < vectors; v++) product_strip(p, v * VL, 1);
}

// out[s][i] = in[i][s]; rows i are padded to a multiple of VL with zeros, columns are a multiple of VL.
// log2(VL) perfect shuffles transpose a square block.
CK_TARGET static void transpose(const float *in, int64_t in_stride, int32_t rows, int32_t columns, float *out,
                                int64_t out_stride) {
  for (int32_t i0 = 0; i0 < out_stride; i0 += VL) {
    for (int32_t s0 = 0; s0 < columns; s0 += VL) {
      vf m[VL], n[VL];
      UNROLL for (int r = 0; r < VL; r++)
        m[r] = i0 + r < rows ? (vf)LOAD(in + (i0 + r) * in_stride + s0) : (vf){0};
      UNROLL for (int stage = 1; stage < VL; stage *= 2) {
        UNROLL for (int r = 0; r < VL / 2; r++) {
          n[2 * r] = ZIP_LOW(m[r], m[r + VL / 2]);
          n[2 * r + 1] = ZIP_HIGH(m[r], m[r + VL / 2]);
        }
        UNROLL for (int r = 0; r < VL; r++) m[r] = n[r];
      }
      UNROLL for (int r = 0; r < VL; r++) STORE(out + (s0 + r) * out_stride + i0, m[r]);
    }
  }
}
