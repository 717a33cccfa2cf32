// The body that is compiled once per instruction set. The includer defines
//   CK_TABLE     the name of this set's table of functions,   CK_TARGET   the target attribute,
//   VL           float lanes of a vector,      MR x NV     the register block of the matrix product.
// Shape letters: L depth, S samples of a chunk (padded), O rows and I columns of a layer.
// Sums run in a fixed order, so the same set gives the same bits.

#include "Shared.h"

typedef float vf __attribute__((vector_size(4 * VL)));
typedef int32_t vi __attribute__((vector_size(4 * VL)));
typedef float vfu __attribute__((vector_size(4 * VL), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline)) CK_TARGET
#define UNROLL _Pragma("clang loop unroll(full)")

#define LOAD(p) (*(const vfu *)(p))
#define STORE(p, v) (*(vfu *)(p) = (v))
// max(0, v) that lets a NaN through, so that a broken net does not look like a silent one.
#ifndef RELU
#define RELU(v) ((vf)((vi)(v) & ~((v) <= 0.0f)))
#endif
#define WHERE_POSITIVE(v, a) ((vf)((vi)(v) & ((a) > 0.0f)))

// Pairs far lanes first: the order of the sum is part of the result.
typedef float v4f __attribute__((vector_size(16)));
INLINE float horizontal_sum(vf v) {
#if VL == 16
  typedef float v8f __attribute__((vector_size(32)));
  const v8f e = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
                __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
#elif VL == 8
  const vf e = v;
#endif
#if VL > 4
  const v4f q = __builtin_shufflevector(e, e, 0, 1, 2, 3) + __builtin_shufflevector(e, e, 4, 5, 6, 7);
#else
  const v4f q = v;
#endif
  const v4f h = q + __builtin_shufflevector(q, q, 2, 3, 2, 3);
  return h[0] + h[1];
}

// The sums of VL vectors as one vector, in order, each added as horizontal_sum() does.
INLINE vf sum_each(vf m[VL]) {
  UNROLL for (int half = VL / 2; half > 0; half /= 2) {
    UNROLL for (int r = 0; r < half; r++)
      m[r] = ZIP_LOW(m[r], m[r + half]) + ZIP_HIGH(m[r], m[r + half]);
  }
  return m[0];
}

#include "Product.inc.h"
#include "Tiny.inc.h"
#include "Few.inc.h"
#include "Wide.inc.h"
#include "Optimisers.inc.h"

const CKTable CK_TABLE = {.descend = net_descend, .gradient = net_gradient, .adamw = adamw,
                          .sum_of_squares = sum_of_squares};
