// Everything, for the instruction set and the precision (CL_HALF) that the including file names.
#include <math.h>
#include <string.h>

#include "Shared.h"

#define FN static CL_TARGET void
#define INLINE static inline CL_TARGET __attribute__((always_inline))

#include "Vector.inc.h"

#include "Attention.inc.h"
#include "AttentionHeads.inc.h"
#include "Elementwise.inc.h"
#include "GroupNorm.inc.h"
#include "Image.inc.h"
#include "LayerNorm.inc.h"
#include "Pixels.inc.h"

const CLTable CL_TABLE = {CL_NAME,
                          group_norm,
                          group_norm_backward,
                          layer_norm,
                          layer_norm_backward,
                          attention,
                          attention_backward,
                          gelu,
                          gelu_backward,
                          silu,
                          silu_backward,
                          add,
                          sum_rows,
                          max_pool,
                          max_pool_backward,
                          upsample,
                          upsample_backward,
                          copy_rows,
                          stem,
                          stem_backward,
                          head,
                          head_backward,
                          narrow,
                          widen};
