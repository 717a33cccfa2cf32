#define CL_TABLE cl_table_baseline_half
#define CL_NAME "baseline, bfloat16"
#define CL_TARGET 
#define CL_ROWS 2
#define CL_FEW 2
#define CL_HALF 1
#include "Layers.inc.h"

