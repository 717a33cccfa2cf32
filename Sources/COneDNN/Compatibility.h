// The few names in which oneDNN's C API 2.x and 3.x differ.
#ifndef PERCOLATE_CONEDNN_COMPATIBILITY_H
#define PERCOLATE_CONEDNN_COMPATIBILITY_H

#include "Library.h"

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t Description;
typedef const_dnnl_memory_desc_t DescriptionRef;
#define REF(description) (description)
#define SUM_POST_OP(ops) dnnl_post_ops_append_sum(ops, 1.0f, 0, dnnl_data_type_undef)
static inline void description_free(Description *description) {
  if (*description) dnnl_memory_desc_destroy(*description);
}
static inline dnnl_status_t describe(Description *result, int n, const dnnl_dims_t dims,
                                     dnnl_data_type_t type, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(result, n, dims, type, tag);
}
#else
typedef dnnl_memory_desc_t Description;
typedef const dnnl_memory_desc_t *DescriptionRef;
#define REF(description) (&(description))
#define SUM_POST_OP(ops) dnnl_post_ops_append_sum(ops, 1.0f)
static inline void description_free(Description *description) { (void)description; }
static inline dnnl_status_t describe(Description *result, int n, const dnnl_dims_t dims,
                                     dnnl_data_type_t type, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_init_by_tag(result, n, dims, type, tag);
}
#endif

#endif
