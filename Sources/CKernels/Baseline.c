// The instruction set every processor of this architecture has.
#define CK_TABLE ck_table_baseline
#define CK_TARGET
#define VL 4
#define MR 4
#define NV 2
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#include "Kernels.inc.h"
