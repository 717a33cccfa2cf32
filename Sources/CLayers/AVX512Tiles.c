#if defined(__x86_64__)
#define CL_TABLE cl_table_avx512_tiles
#define CL_NAME "avx512, bfloat16 in tiles"
#define CL_TARGET                                                                                                   \
  __attribute__((target("avx,avx2,fma,avx512f,avx512vl,avx512bw,avx512dq,avx512bf16,amx-tile,amx-bf16"), \
                 min_vector_width(512)))
#define CL_ROWS 16
#define CL_FEW 8
#define CL_SCALES
#define CL_HALF 1
#define CL_PAIRS 32
#define CL_TILES
#include "Layers.inc.h"
#else
typedef int cl_empty;  // a translation unit is not empty
#endif
