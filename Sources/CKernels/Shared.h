// What the instantiations and the dispatcher share.
#ifndef PERCOLATE_CKERNELS_SHARED_H
#define PERCOLATE_CKERNELS_SHARED_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "CKernels.h"

#define CK_TINY 8         // the widest net that runs with samples in lanes
#define CK_FEW 8          // the most samples that run with units in lanes
#define CK_MAX_DEPTH 16

static inline int64_t ck_pad(int64_t n) { return (n + CK_PAD - 1) / CK_PAD * CK_PAD; }

// Packed rows of a chunk: inputs, what biases see, then targets if there are any.
static inline int32_t ck_rows(const CKNet *net, int32_t targets) {
  return net->dimension * (targets ? 2 : 1) + 1;
}

typedef struct {
  int64_t (*descend)(const CKNet *, CKDescent *, float *, float *, float *, float *);
  double (*gradient)(const CKNet *, const CKDescent *, const float *, float *, float *);
  void (*adamw)(const CKAdamW *, int64_t, float *, float *, float *, float *);
  double (*sum_of_squares)(const float *, int64_t);
} CKTable;

extern const CKTable ck_table_baseline, ck_table_avx2, ck_table_avx512;

#endif
