#include <stdlib.h>
#include <string.h>

#include "COneDNN.h"
#include "Runtime.h"

enum { FORWARD, BY_DATA, BY_WEIGHTS, PASSES };

// One pass: its primitive, the memory objects it reads and writes, and how weights get into its layout.
typedef struct {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive, reorder;
  dnnl_memory_t x, y, plain, packed, scratch;
  void *buffer;  // the packed weights; null by weights, whose packed gradient is in the caller's scratch
  const char *implementation;
  int64_t bytes, scratch_bytes;
} Pass;

struct COneDNNConvolution {
  dnnl_stream_t stream;
  dnnl_memory_t bias;
  Pass passes[PASSES];
};

typedef struct {
  DescriptionRef x, weights, bias, y, plain;
} Descriptions;

static int64_t aligned(int64_t bytes) { return (bytes + 63) / 64 * 64; }

static dnnl_status_t describe_pass(COneDNNConvolution *c, int pass, const Descriptions *d,
                                   const COneDNNShape *s, int inference, dnnl_primitive_attr_t attributes) {
  const dnnl_dims_t strides = {1, 1}, padding = {s->kernel / 2, s->kernel / 2};
  const dnnl_engine_t engine = conednn_engine();
  const dnnl_prop_kind_t kind = inference ? dnnl_forward_inference : dnnl_forward_training;
  const dnnl_alg_kind_t algorithm = dnnl_convolution_direct;
  dnnl_primitive_desc_t *result = &c->passes[pass].description;
  const dnnl_primitive_desc_t hint = c->passes[FORWARD].description;
#if DNNL_VERSION_MAJOR >= 3
  const dnnl_dims_t dilates = {0, 0};
  switch (pass) {
    case FORWARD:
      return dnnl_convolution_forward_primitive_desc_create(result, engine, kind, algorithm, d->x,
                                                            d->weights, d->bias, d->y, strides, dilates,
                                                            padding, padding, attributes);
    case BY_DATA:
      return dnnl_convolution_backward_data_primitive_desc_create(
          result, engine, algorithm, d->x, d->weights, d->y, strides, dilates, padding, padding, hint,
          attributes);
    default:
      return dnnl_convolution_backward_weights_primitive_desc_create(
          result, engine, algorithm, d->x, d->weights, NULL, d->y, strides, dilates, padding, padding, hint,
          attributes);
  }
#else
  dnnl_convolution_desc_t operation;
  switch (pass) {
    case FORWARD:
      TRY(dnnl_convolution_forward_desc_init(&operation, kind, algorithm, d->x, d->weights, d->bias, d->y,
                                             strides, padding, padding));
      return dnnl_primitive_desc_create(result, &operation, attributes, engine, NULL);
    case BY_DATA:
      TRY(dnnl_convolution_backward_data_desc_init(&operation, algorithm, d->x, d->weights, d->y, strides,
                                                   padding, padding));
      return dnnl_primitive_desc_create(result, &operation, attributes, engine, hint);
    default:
      TRY(dnnl_convolution_backward_weights_desc_init(&operation, algorithm, d->x, d->weights, NULL, d->y,
                                                      strides, padding, padding));
      return dnnl_primitive_desc_create(result, &operation, attributes, engine, hint);
  }
#endif
}

// The reorder between the plain layout and the pass's own. Gradients are added to the plain ones.
static dnnl_status_t make_reorder(Pass *pass, DescriptionRef plain, DescriptionRef chosen, int gradient) {
  const dnnl_engine_t engine = conednn_engine();
  dnnl_primitive_desc_t reorder;
  if (!gradient) {
    TRY(dnnl_reorder_primitive_desc_create(&reorder, plain, engine, chosen, engine, NULL));
  } else {
    dnnl_post_ops_t sum;
    dnnl_primitive_attr_t attributes;
    TRY(dnnl_post_ops_create(&sum));
    TRY(SUM_POST_OP(sum));
    TRY(dnnl_primitive_attr_create(&attributes));
    TRY(dnnl_primitive_attr_set_post_ops(attributes, sum));
    const dnnl_status_t made =
        dnnl_reorder_primitive_desc_create(&reorder, chosen, engine, plain, engine, attributes);
    dnnl_primitive_attr_destroy(attributes);
    dnnl_post_ops_destroy(sum);
    TRY(made);
  }
  const dnnl_status_t status = dnnl_primitive_create(&pass->reorder, reorder);
  dnnl_primitive_desc_destroy(reorder);
  return status;
}

static dnnl_status_t make_packing(Pass *pass, DescriptionRef plain, int gradient) {
  const dnnl_engine_t engine = conednn_engine();
  const DescriptionRef chosen = dnnl_primitive_desc_query_md(
      pass->description, gradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md, 0);
  if (!chosen) return dnnl_runtime_error;
  pass->bytes = aligned((int64_t)dnnl_memory_desc_get_size(chosen));
  TRY(dnnl_memory_create(&pass->plain, plain, engine, DNNL_MEMORY_NONE));
  if (gradient) {
    TRY(dnnl_memory_create(&pass->packed, chosen, engine, DNNL_MEMORY_NONE));
  } else {
    // A blocked layout's padding must be zero.
    if (posix_memalign(&pass->buffer, 64, (size_t)pass->bytes)) return dnnl_out_of_memory;
    memset(pass->buffer, 0, (size_t)pass->bytes);
    TRY(dnnl_memory_create(&pass->packed, chosen, engine, pass->buffer));
  }
  return make_reorder(pass, plain, chosen, gradient);
}

static dnnl_status_t make_pass(COneDNNConvolution *c, int index, const Descriptions *d,
                               const COneDNNShape *s, int inference) {
  Pass *pass = &c->passes[index];
  dnnl_primitive_attr_t attributes;
  TRY(dnnl_primitive_attr_create(&attributes));
  // The caller's scratch: else every primitive would keep its own.
  dnnl_status_t status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success) status = describe_pass(c, index, d, s, inference, attributes);
  dnnl_primitive_attr_destroy(attributes);
  TRY(status);
  TRY(dnnl_primitive_create(&pass->primitive, pass->description));
  TRY(dnnl_memory_create(&pass->x, d->x, conednn_engine(), DNNL_MEMORY_NONE));
  TRY(dnnl_memory_create(&pass->y, d->y, conednn_engine(), DNNL_MEMORY_NONE));
  const DescriptionRef scratch =
      dnnl_primitive_desc_query_md(pass->description, dnnl_query_scratchpad_md, 0);
  if (!scratch) return dnnl_runtime_error;
  pass->scratch_bytes = aligned((int64_t)dnnl_memory_desc_get_size(scratch));
  TRY(dnnl_memory_create(&pass->scratch, scratch, conednn_engine(), DNNL_MEMORY_NONE));
  if (dnnl_primitive_desc_query(pass->description, dnnl_query_impl_info_str, 0,
                                (void *)&pass->implementation) != dnnl_success)
    pass->implementation = "?";
  return make_packing(pass, d->plain, index == BY_WEIGHTS);
}

static dnnl_status_t make(COneDNNConvolution *c, const COneDNNShape *s, int inference) {
  if (!conednn_engine()) return dnnl_runtime_error;
  TRY(dnnl_stream_create(&c->stream, conednn_engine(), dnnl_stream_default_flags));
  const dnnl_dims_t dx = {s->batch, s->inputs, s->height, s->width};
  const dnnl_dims_t dw = {s->outputs, s->inputs, s->kernel, s->kernel};
  const dnnl_dims_t dy = {s->batch, s->outputs, s->height, s->width}, db = {s->outputs};
  const dnnl_data_type_t type = s->bfloat16 ? dnnl_bf16 : dnnl_f32;
  // Gradients of weights stay float32, whatever the activations are.
  Description x, any, any_gradient, plain, y, bias;
  TRY(describe(&x, 4, dx, type, dnnl_nhwc));
  TRY(describe(&any, 4, dw, type, dnnl_format_tag_any));
  TRY(describe(&any_gradient, 4, dw, dnnl_f32, dnnl_format_tag_any));
  TRY(describe(&plain, 4, dw, dnnl_f32, dnnl_oihw));
  TRY(describe(&y, 4, dy, type, dnnl_nhwc));
  TRY(describe(&bias, 1, db, dnnl_f32, dnnl_a));
  dnnl_status_t status = dnnl_memory_create(&c->bias, REF(bias), conednn_engine(), DNNL_MEMORY_NONE);
  for (int pass = 0; pass < (inference ? 1 : PASSES) && status == dnnl_success; pass++) {
    const Descriptions d = {REF(x), pass == BY_WEIGHTS ? REF(any_gradient) : REF(any),
                            s->bias && pass == FORWARD ? REF(bias) : NULL, REF(y), REF(plain)};
    status = make_pass(c, pass, &d, s, inference);
  }
  description_free(&x);
  description_free(&any);
  description_free(&any_gradient);
  description_free(&plain);
  description_free(&y);
  description_free(&bias);
  return status;
}

int32_t conednn_convolution_create(COneDNNConvolution **result, const COneDNNShape *shape,
                                   int32_t inference) {
  *result = NULL;
  TRY(conednn_load());
  conednn_single_thread();
  *result = calloc(1, sizeof(COneDNNConvolution));
  if (!*result) return dnnl_out_of_memory;
  const dnnl_status_t status = make(*result, shape, inference);
  if (status != dnnl_success) {
    conednn_convolution_destroy(*result);
    *result = NULL;
  }
  return status;
}

void conednn_convolution_destroy(COneDNNConvolution *c) {
  if (!c) return;
  for (int i = PASSES - 1; i >= 0; i--) {
    Pass *pass = &c->passes[i];
    if (pass->primitive) dnnl_primitive_destroy(pass->primitive);
    if (pass->reorder) dnnl_primitive_destroy(pass->reorder);
    if (pass->x) dnnl_memory_destroy(pass->x);
    if (pass->y) dnnl_memory_destroy(pass->y);
    if (pass->plain) dnnl_memory_destroy(pass->plain);
    if (pass->packed) dnnl_memory_destroy(pass->packed);
    if (pass->scratch) dnnl_memory_destroy(pass->scratch);
    if (pass->description) dnnl_primitive_desc_destroy(pass->description);
    free(pass->buffer);
  }
  if (c->bias) dnnl_memory_destroy(c->bias);
  if (c->stream) dnnl_stream_destroy(c->stream);
  free(c);
}

static dnnl_status_t reorder(COneDNNConvolution *c, Pass *pass, int gradient) {
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, gradient ? pass->packed : pass->plain},
                                       {DNNL_ARG_TO, gradient ? pass->plain : pass->packed}};
  return dnnl_primitive_execute(pass->reorder, c->stream, 2, arguments);
}

int32_t conednn_convolution_pack(COneDNNConvolution *c, const float *weights) {
  conednn_single_thread();
  for (int i = FORWARD; i <= BY_DATA; i++) {
    Pass *pass = &c->passes[i];
    if (!pass->primitive) continue;
    TRY(dnnl_memory_set_data_handle(pass->plain, (void *)weights));
    TRY(reorder(c, pass, 0));
  }
  return dnnl_stream_wait(c->stream);
}

static dnnl_status_t run(COneDNNConvolution *c, int index, const void *x, const void *y, const float *bias,
                         void *scratch) {
  Pass *pass = &c->passes[index];
  if (!pass->primitive) return dnnl_invalid_arguments;
  conednn_single_thread();
  TRY(dnnl_memory_set_data_handle(pass->x, (void *)x));
  TRY(dnnl_memory_set_data_handle(pass->y, (void *)y));
  TRY(dnnl_memory_set_data_handle(pass->scratch, scratch));
  if (bias) TRY(dnnl_memory_set_data_handle(c->bias, (void *)bias));
  const dnnl_exec_arg_t arguments[] = {
      {index == BY_DATA ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, pass->x},
      {index == BY_WEIGHTS ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, pass->packed},
      {index == FORWARD ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, pass->y},
      {DNNL_ARG_SCRATCHPAD, pass->scratch},
      {DNNL_ARG_BIAS, c->bias}};
  TRY(dnnl_primitive_execute(pass->primitive, c->stream, bias ? 5 : 4, arguments));
  return dnnl_stream_wait(c->stream);
}

int32_t conednn_convolution_forward(COneDNNConvolution *c, const void *x, const float *bias, void *y,
                                    void *scratch) {
  return run(c, FORWARD, x, y, bias, scratch);
}

int32_t conednn_convolution_backward_data(COneDNNConvolution *c, const void *dy, void *dx, void *scratch) {
  return run(c, BY_DATA, dx, dy, NULL, scratch);
}

int32_t conednn_convolution_backward_weights(COneDNNConvolution *c, const void *x, const void *dy,
                                             float *dweights, void *scratch) {
  Pass *pass = &c->passes[BY_WEIGHTS];
  if (!pass->primitive) return dnnl_invalid_arguments;
  char *packed = scratch;
  TRY(dnnl_memory_set_data_handle(pass->packed, packed));
  TRY(run(c, BY_WEIGHTS, x, dy, NULL, packed + pass->bytes));
  TRY(dnnl_memory_set_data_handle(pass->plain, dweights));
  TRY(reorder(c, pass, 1));
  return dnnl_stream_wait(c->stream);
}

int64_t conednn_convolution_scratch(const COneDNNConvolution *c) {
  int64_t most = 0;
  for (int i = 0; i < PASSES; i++) {
    const Pass *pass = &c->passes[i];
    const int64_t bytes = pass->scratch_bytes + (i == BY_WEIGHTS ? pass->bytes : 0);
    if (bytes > most) most = bytes;
  }
  return most;
}

const char *conednn_convolution_implementation(const COneDNNConvolution *c, int32_t pass) {
  if (pass < 0 || pass >= PASSES || !c->passes[pass].implementation) return "none";
  return c->passes[pass].implementation;
}

int64_t conednn_convolution_bytes(const COneDNNConvolution *c) {
  return c->passes[FORWARD].bytes + (c->passes[BY_DATA].primitive ? c->passes[BY_DATA].bytes : 0);
}
