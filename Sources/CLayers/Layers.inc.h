// Everything, for the instruction set and the precision (CL_HALF) that the including file names.
#include <math.h>
#include <string.h>
#ifdef CL_SCALES
#include <immintrin.h>
#endif

#include "Shared.h"

#define FN static CL_TARGET void
#define INLINE static inline CL_TARGET __attribute__((always_inline))

// Added to a variance, as PyTorch does by default.
#define EPSILON 1e-5f

#include "Vector.inc.h"

#include "Attention.inc.h"
#include "AttentionHeads.inc.h"
#include "Elementwise.inc.h"
#include "GroupNorm.inc.h"
#include "Groups.inc.h"
#include "Image.inc.h"
#include "LayerNorm.inc.h"
#include "Linear.inc.h"
#include "Noise.inc.h"
#include "Pixels.inc.h"
#include "WinogradTransforms.inc.h"

#include "Winograd.inc.h"
#include "WinogradBackward.inc.h"

const CLTable CL_TABLE = {.name = CL_NAME,
                          .group_norm = group_norm,
                          .group_norm_backward = group_norm_backward,
                          .grouped_norm = grouped_norm,
                          .grouped_norm_backward = grouped_norm_backward,
                          .add_channels = add_channels,
                          .layer_norm = layer_norm,
                          .linear = linear,
                          .linear_backward = linear_backward,
                          .layer_norm_backward = layer_norm_backward,
                          .attention = attention,
                          .attention_backward = attention_backward,
                          .gelu = gelu,
                          .gelu_backward = gelu_backward,
                          .silu = silu,
                          .add = add,
                          .sum_rows = sum_rows,
                          .max_pool = max_pool,
                          .max_pool_backward = max_pool_backward,
                          .upsample = upsample,
                          .upsample_backward = upsample_backward,
                          .copy_rows = copy_rows,
                          .stem = stem,
                          .stem_backward = stem_backward,
                          .winograd_pack = winograd_pack,
                          .winograd = winograd,
                          .winograd_backward = winograd_backward,
                          .head = head,
                          .head_backward = head_backward,
                          .normal_noise = normal_noise,
                          .narrow = narrow,
                          .widen = widen};
