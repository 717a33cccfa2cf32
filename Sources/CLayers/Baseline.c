#define CL_TABLE cl_table_baseline
#define CL_NAME "baseline"
#define CL_TARGET 
#define CL_ROWS 2
#define CL_FEW 2
#define CL_HALF 0
#include "Layers.inc.h"

