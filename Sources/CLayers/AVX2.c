#if defined(__x86_64__)
#define CL_TABLE cl_table_avx2
#define CL_NAME "avx2"
#define CL_TARGET __attribute__((target("avx,avx2,fma")))
#define CL_ROWS 4
#define CL_FEW 4
#define CL_HALF 0
#include "Layers.inc.h"
#else
typedef int cl_empty;  // a translation unit is not empty
#endif
