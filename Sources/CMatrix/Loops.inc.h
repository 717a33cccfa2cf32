// The loops, once for each instruction set: CM_NAME gives functions their names, CM_TARGET their instructions.
//
// Lanes are of four doubles whatever the processor has; a sum over lanes is (0 + 2) + (1 + 3).

typedef double CM_NAME(v4) __attribute__((vector_size(32)));
// As it lies in memory, whatever its alignment.
typedef double CM_NAME(u4) __attribute__((vector_size(32), aligned(8)));
#define V4 CM_NAME(v4)
#define U4 CM_NAME(u4)
#define LOAD(p) ((V4) * (const U4 *)(p))
#define SUM(v) (((v)[0] + (v)[2]) + ((v)[1] + (v)[3]))

// Products of three rows at a with three at b, added to gram[i + 0...2][j + 0...2]. Nine sums leave sixteen registers room
// for their operands and for a product that is not fused.
CM_TARGET static void CM_NAME(tile)(const double *a, const double *b, int64_t columns, int64_t rows, int64_t i,
                                    int64_t j, double *gram) {
  const double *a1 = a + columns, *a2 = a1 + columns, *b1 = b + columns, *b2 = b1 + columns;
  V4 s00 = {0}, s01 = {0}, s02 = {0}, s10 = {0}, s11 = {0}, s12 = {0}, s20 = {0}, s21 = {0}, s22 = {0};
  for (int64_t k = 0; k < columns; k += 4) {
    const V4 y0 = LOAD(b + k), y1 = LOAD(b1 + k), y2 = LOAD(b2 + k);
    V4 x = LOAD(a + k);
    s00 += x * y0;
    s01 += x * y1;
    s02 += x * y2;
    x = LOAD(a1 + k);
    s10 += x * y0;
    s11 += x * y1;
    s12 += x * y2;
    x = LOAD(a2 + k);
    s20 += x * y0;
    s21 += x * y1;
    s22 += x * y2;
  }
  const double sums[3][3] = {
      {SUM(s00), SUM(s01), SUM(s02)}, {SUM(s10), SUM(s11), SUM(s12)}, {SUM(s20), SUM(s21), SUM(s22)}};
  for (int64_t r = 0; r < 3 && i + r < rows; r++)
    for (int64_t c = 0; c < 3 && j + c <= i + r; c++) gram[(i + r) * rows + j + c] += sums[r][c];
}

// Blocks of rows b stay in the second cache while all rows a pass by.
CM_TARGET static void CM_NAME(gram)(const double *panel, int64_t rows, int64_t columns, double *gram) {
  const int64_t padded = (rows + CM_TILE - 1) / CM_TILE * CM_TILE;
  const int64_t block = 16 * CM_TILE;
  for (int64_t first = 0; first < padded; first += block) {
    const int64_t end = first + block < padded ? first + block : padded;
    for (int64_t i = first; i < padded; i += 3)
      for (int64_t j = first; j < end && j <= i; j += 3)
        CM_NAME(tile)(panel + i * columns, panel + j * columns, columns, rows, i, j, gram);
  }
}

CM_TARGET static double CM_NAME(dot)(const double *a, const double *b, int64_t n) {
  V4 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  int64_t k = 0;
  for (; k + 16 <= n; k += 16) {
    s0 += LOAD(a + k) * LOAD(b + k);
    s1 += LOAD(a + k + 4) * LOAD(b + k + 4);
    s2 += LOAD(a + k + 8) * LOAD(b + k + 8);
    s3 += LOAD(a + k + 12) * LOAD(b + k + 12);
  }
  for (; k + 4 <= n; k += 4) s0 += LOAD(a + k) * LOAD(b + k);
  const V4 s = (s0 + s2) + (s1 + s3);
  double sum = SUM(s);
  for (; k < n; k++) sum += a[k] * b[k];
  return sum;
}

// row -= p * v + q * w
CM_TARGET static void CM_NAME(subtract)(double *row, double p, const double *v, double q, const double *w, int64_t n) {
  int64_t k = 0;
  for (; k + 4 <= n; k += 4)
    *(U4 *)(row + k) = LOAD(row + k) - (LOAD(v + k) * p + LOAD(w + k) * q);
  for (; k < n; k++) row[k] = row[k] - (v[k] * p + w[k] * q);
}

#undef V4
#undef U4
#undef LOAD
#undef SUM
