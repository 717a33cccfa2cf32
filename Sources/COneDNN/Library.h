// oneDNN's library, loaded when a training first asks for it: linked in, it would cost each command and each
// process of a sweep 4 ms at its start, as much as all of percolate's own code.
#ifndef PERCOLATE_CONEDNN_LIBRARY_H
#define PERCOLATE_CONEDNN_LIBRARY_H

#include <oneapi/dnnl/dnnl.h>
#include <stdint.h>

#if DNNL_VERSION_MAJOR >= 3
#define CONEDNN_LIBRARY "libdnnl.so.3"
#define CONEDNN_PACKAGE "libdnnl3"
#define CONEDNN_VERSIONED(X)                                                                       \
  X(dnnl_convolution_backward_data_primitive_desc_create)                                          \
  X(dnnl_convolution_backward_weights_primitive_desc_create)                                       \
  X(dnnl_convolution_forward_primitive_desc_create)                                                \
  X(dnnl_memory_desc_create_with_tag)                                                              \
  X(dnnl_memory_desc_destroy)
#else
#define CONEDNN_LIBRARY "libdnnl.so.2"
#define CONEDNN_PACKAGE "libdnnl2"
#define CONEDNN_VERSIONED(X)                                                                       \
  X(dnnl_convolution_backward_data_desc_init)                                                      \
  X(dnnl_convolution_backward_weights_desc_init)                                                   \
  X(dnnl_convolution_forward_desc_init)                                                            \
  X(dnnl_memory_desc_init_by_tag)                                                                  \
  X(dnnl_primitive_desc_create)
#endif

// All that is called of it.
#define CONEDNN_FUNCTIONS(X)                                                                       \
  CONEDNN_VERSIONED(X)                                                                             \
  X(dnnl_engine_create)                                                                            \
  X(dnnl_get_effective_cpu_isa)                                                                    \
  X(dnnl_memory_create)                                                                            \
  X(dnnl_memory_desc_get_size)                                                                     \
  X(dnnl_memory_destroy)                                                                           \
  X(dnnl_memory_set_data_handle)                                                                   \
  X(dnnl_post_ops_append_sum)                                                                      \
  X(dnnl_post_ops_create)                                                                          \
  X(dnnl_post_ops_destroy)                                                                         \
  X(dnnl_primitive_attr_create)                                                                    \
  X(dnnl_primitive_attr_destroy)                                                                   \
  X(dnnl_primitive_attr_set_post_ops)                                                              \
  X(dnnl_primitive_attr_set_scratchpad_mode)                                                       \
  X(dnnl_primitive_create)                                                                         \
  X(dnnl_primitive_desc_destroy)                                                                   \
  X(dnnl_primitive_desc_query)                                                                     \
  X(dnnl_primitive_desc_query_md)                                                                  \
  X(dnnl_primitive_destroy)                                                                        \
  X(dnnl_primitive_execute)                                                                        \
  X(dnnl_reorder_primitive_desc_create)                                                            \
  X(dnnl_stream_create)                                                                            \
  X(dnnl_stream_destroy)                                                                           \
  X(dnnl_stream_wait)                                                                              \
  X(dnnl_version)

// A pointer to each, by its name.
typedef struct {
#define CONEDNN_MEMBER(name) __typeof__(&name) name;
  CONEDNN_FUNCTIONS(CONEDNN_MEMBER)
#undef CONEDNN_MEMBER
} ConednnLibrary;

// Set once conednn_load() has returned 0, and never before: whoever has a convolution may call through it.
extern ConednnLibrary conednn_library;

#ifndef CONEDNN_NO_NAMES
// Calls by oneDNN's own names.
#define dnnl_convolution_backward_data_desc_init conednn_library.dnnl_convolution_backward_data_desc_init
#define dnnl_convolution_backward_data_primitive_desc_create conednn_library.dnnl_convolution_backward_data_primitive_desc_create
#define dnnl_convolution_backward_weights_desc_init conednn_library.dnnl_convolution_backward_weights_desc_init
#define dnnl_convolution_backward_weights_primitive_desc_create conednn_library.dnnl_convolution_backward_weights_primitive_desc_create
#define dnnl_convolution_forward_desc_init conednn_library.dnnl_convolution_forward_desc_init
#define dnnl_convolution_forward_primitive_desc_create conednn_library.dnnl_convolution_forward_primitive_desc_create
#define dnnl_engine_create conednn_library.dnnl_engine_create
#define dnnl_get_effective_cpu_isa conednn_library.dnnl_get_effective_cpu_isa
#define dnnl_memory_create conednn_library.dnnl_memory_create
#define dnnl_memory_desc_create_with_tag conednn_library.dnnl_memory_desc_create_with_tag
#define dnnl_memory_desc_destroy conednn_library.dnnl_memory_desc_destroy
#define dnnl_memory_desc_get_size conednn_library.dnnl_memory_desc_get_size
#define dnnl_memory_desc_init_by_tag conednn_library.dnnl_memory_desc_init_by_tag
#define dnnl_memory_destroy conednn_library.dnnl_memory_destroy
#define dnnl_memory_set_data_handle conednn_library.dnnl_memory_set_data_handle
#define dnnl_post_ops_append_sum conednn_library.dnnl_post_ops_append_sum
#define dnnl_post_ops_create conednn_library.dnnl_post_ops_create
#define dnnl_post_ops_destroy conednn_library.dnnl_post_ops_destroy
#define dnnl_primitive_attr_create conednn_library.dnnl_primitive_attr_create
#define dnnl_primitive_attr_destroy conednn_library.dnnl_primitive_attr_destroy
#define dnnl_primitive_attr_set_post_ops conednn_library.dnnl_primitive_attr_set_post_ops
#define dnnl_primitive_attr_set_scratchpad_mode conednn_library.dnnl_primitive_attr_set_scratchpad_mode
#define dnnl_primitive_create conednn_library.dnnl_primitive_create
#define dnnl_primitive_desc_create conednn_library.dnnl_primitive_desc_create
#define dnnl_primitive_desc_destroy conednn_library.dnnl_primitive_desc_destroy
#define dnnl_primitive_desc_query conednn_library.dnnl_primitive_desc_query
#define dnnl_primitive_desc_query_md conednn_library.dnnl_primitive_desc_query_md
#define dnnl_primitive_destroy conednn_library.dnnl_primitive_destroy
#define dnnl_primitive_execute conednn_library.dnnl_primitive_execute
#define dnnl_reorder_primitive_desc_create conednn_library.dnnl_reorder_primitive_desc_create
#define dnnl_stream_create conednn_library.dnnl_stream_create
#define dnnl_stream_destroy conednn_library.dnnl_stream_destroy
#define dnnl_stream_wait conednn_library.dnnl_stream_wait
#define dnnl_version conednn_library.dnnl_version
#endif

#endif
