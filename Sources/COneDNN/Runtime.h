// What all primitives of the process share.
#ifndef PERCOLATE_CONEDNN_RUNTIME_H
#define PERCOLATE_CONEDNN_RUNTIME_H

#include "Compatibility.h"

#define TRY(call)                              \
  do {                                         \
    const dnnl_status_t status_ = (call);      \
    if (status_ != dnnl_success) return status_; \
  } while (0)

// The CPU engine, made at the first use and kept; null if it cannot be made.
dnnl_engine_t conednn_engine(void);
// Holds OpenMP to one thread on the calling thread: a task has one core, and the setting is per thread.
void conednn_single_thread(void);

#endif
