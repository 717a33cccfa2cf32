#ifndef PERCOLATE_CLAYERS_SHARED_H
#define PERCOLATE_CLAYERS_SHARED_H

#include "CLayers.h"

extern const CLTable cl_table_baseline, cl_table_avx2, cl_table_avx512;
extern const CLTable cl_table_baseline_half, cl_table_avx2_half, cl_table_avx512_half;
extern const CLTable cl_table_avx512_pairs;

// The lanes of a vector.
#define CL_LANES 16
static inline int64_t cl_padded(int64_t n) { return (n + CL_LANES - 1) / CL_LANES * CL_LANES; }

#endif
