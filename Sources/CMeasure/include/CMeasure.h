// What a processor can do at best, for the benchmark's profile: loops that nothing but arithmetic or memory
// limits.
#ifndef PERCOLATE_CMEASURE_H
#define PERCOLATE_CMEASURE_H

#include <stdint.h>

// Multiplications and additions a second of float32 in registers, with the widest vectors there are: the best
// of several tries.
double cm_float32_operations(void);
// Bytes a second of y = a + b over three arrays of `bytes` each (two read, one written): the best of several
// tries. 0 where there is no memory for them.
double cm_stream_bytes(int64_t bytes);

#endif
