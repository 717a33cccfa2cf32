// Counts calls of malloc and its relatives, by replacing them in the program that links this. For a program of
// its own, not for the test runner.
#ifndef PERCOLATE_ALLOCATION_COUNTER_H
#define PERCOLATE_ALLOCATION_COUNTER_H

#include <stdint.h>

typedef struct {
  // Allocations that have no frame of the named library on their stack, and those that have.
  int64_t own, library;
  // Bytes of the largest one inside of the library.
  int64_t library_largest;
  // Allocations less releases, by anyone.
  int64_t kept;
} AllocationCount;

// Finds the library, whose file name contains `library`, and readies what walking a stack needs.
// Returns 0 where no such library is loaded.
int32_t allocation_counter_prepare(const char *library);
void allocation_counter_start(void);
// `trace` not 0: the stack of the first allocation of our own goes to stderr.
AllocationCount allocation_counter_stop(int32_t trace);

#endif
