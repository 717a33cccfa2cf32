// The processor's tiles of numbers (AMX) in software, for tests on machines without them.
//
// An instruction that the processor does not know ends in a signal. Its handler does here what Intel's manual (Software
// Developer's Manual, volume 2, LDTILECFG to TDPBF16PS) says of it, to the bit, and goes on behind it.
#ifndef PERCOLATE_TILE_EMULATOR_H
#define PERCOLATE_TILE_EMULATOR_H

#include <stdint.h>

// Catches SIGILL in this process, from now on; 0, or an errno. An instruction that is none of tiles ends the process as before.
int32_t te_install(void);

// Instructions that were emulated so far.
int64_t te_count(void);

#endif
