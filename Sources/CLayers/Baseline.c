#define CL_TABLE cl_table_baseline
#define CL_NAME "baseline"
#define CL_TARGET 
#define CL_HALF 0
#include "Layers.inc.h"

