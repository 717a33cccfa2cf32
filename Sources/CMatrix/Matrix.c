#include "CMatrix.h"

#include <math.h>
#include <string.h>

// AVX-512 brings fused products, which round otherwise; nothing may fuse.
#pragma STDC FP_CONTRACT OFF

#define CM_NAME(name) baseline_##name
#define CM_TARGET
#include "Loops.inc.h"
#undef CM_NAME
#undef CM_TARGET

#if defined(__x86_64__)
#define CM_NAME(name) avx2_##name
// Without "fma", which would give other bits than the baseline.
#define CM_TARGET __attribute__((target("avx2")))
#include "Loops.inc.h"
#undef CM_NAME
#undef CM_TARGET
#endif

typedef struct {
  void (*gram)(const double *, int64_t, int64_t, double *);
  double (*dot)(const double *, const double *, int64_t);
  void (*subtract)(double *, double, const double *, double, const double *, int64_t);
} Loops;

static _Thread_local int32_t is_restricted = 0;

void cm_restrict(int32_t baseline) { is_restricted = baseline; }

static Loops loops(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!is_restricted && __builtin_cpu_supports("avx2")) return (Loops){avx2_gram, avx2_dot, avx2_subtract};
#endif
  return (Loops){baseline_gram, baseline_dot, baseline_subtract};
}

void cm_gram(const double *panel, int64_t rows, int64_t columns, double *gram) {
  loops().gram(panel, rows, columns, gram);
}

void cm_tridiagonalise(double *matrix, int64_t n, double *diagonal, double *beside, double *factors, double *work) {
  const Loops use = loops();
  double *p = work;
  for (int64_t k = 0; k < n; k++) {
    double *row = matrix + k * n;
    diagonal[k] = row[k];
    factors[k] = 0;
    beside[k] = k + 1 < n ? row[k + 1] : 0;
    if (k + 2 >= n) continue;
    const int64_t m = n - k - 1;
    double *v = row + k + 1;
    double largest = 0;
    for (int64_t i = 1; i < m; i++) largest = fmax(largest, fabs(v[i]));
    if (largest == 0) continue;
    largest = fmax(largest, fabs(v[0]));
    // Scaled, so that squares neither overflow nor vanish.
    for (int64_t i = 0; i < m; i++) v[i] /= largest;
    const double norm = sqrt(use.dot(v, v, m));
    const double alpha = v[0] > 0 ? -norm : norm;
    beside[k] = alpha * largest;
    v[0] -= alpha;
    // 2 / v.v, where v.v = 2 norm (norm + |v[0] before|)
    const double factor = -1 / (alpha * v[0]);
    factors[k] = factor;
    for (int64_t i = 0; i < m; i++) p[i] = factor * use.dot(matrix + (k + 1 + i) * n + k + 1, v, m);
    const double half = 0.5 * factor * use.dot(p, v, m);
    for (int64_t i = 0; i < m; i++) p[i] -= half * v[i];
    for (int64_t i = 0; i < m; i++) use.subtract(matrix + (k + 1 + i) * n + k + 1, p[i], v, v[i], p, m);
  }
}

int32_t cm_tridiagonal_eigenvalues(double *d, double *e, int64_t n) {
  // Beside eigenvalues that are rounding themselves, what is left of rounding never gets small against them.
  double scale = 0;
  for (int64_t i = 0; i < n; i++) scale = fmax(scale, fabs(d[i]) + fabs(e[i]));
  const double least = scale * 0x1p-53;
  for (int64_t l = 0; l < n; l++) {
    for (int32_t step = 0;; step++) {
      int64_t m = l;
      while (m + 1 < n && fabs(e[m]) > least && fabs(e[m]) > 0x1p-53 * (fabs(d[m]) + fabs(d[m + 1]))) m++;
      if (m == l) break;
      if (step == 60) return 1;
      double g = (d[l + 1] - d[l]) / (2 * e[l]);
      double r = hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + copysign(r, g));
      double s = 1, c = 1, p = 0;
      int64_t i = m - 1;
      for (; i >= l; i--) {
        double f = s * e[i];
        const double b = c * e[i];
        r = hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
      }
      if (r == 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return 0;
}
