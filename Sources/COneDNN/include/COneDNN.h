// oneDNN with raw pointers: primitives are made once and run without allocation. Builds against API 2.6
// (Debian 12) and 3.x. Activations are [batch][height][width][channels], weights [out][in][k][k].
//
// Every function returns 0 (dnnl_success) or oneDNN's status; nothing here prints or aborts.
#ifndef PERCOLATE_CONEDNN_H
#define PERCOLATE_CONEDNN_H

#include <stdint.h>

// Status where oneDNN's library is not there.
enum { CONEDNN_MISSING = -1 };
// Loads the library at the first call, as all functions below do: 0, or CONEDNN_MISSING.
int32_t conednn_load(void);

// The release that runs; 0.0.0 where it is missing.
typedef struct {
  int32_t major, minor, patch;
} COneDNNVersion;
COneDNNVersion conednn_version(void);
// The largest instruction set that it dispatches to, by the name that ONEDNN_MAX_CPU_ISA takes.
const char *conednn_instruction_set(void);

// Not 0 where it multiplies bfloat16 tiles (AMX), which it does many times faster than float32.
int32_t conednn_has_tiles(void);

// The first failing status is kept with the name of the call for an error message.
const char *conednn_status_name(int32_t status);

typedef struct {
  int32_t batch, height, width, inputs, outputs;
  int32_t kernel;    // odd; padded so that height and width stay
  int32_t bias;      // not 0: the forward adds one
  int32_t bfloat16;  // not 0: activations and packed weights are bfloat16; weights given are float32
} COneDNNShape;

// A convolution (a linear layer is one with kernel 1): its three primitives and its packed weights.
typedef struct COneDNNConvolution COneDNNConvolution;

// `inference` not 0: only the forward primitive is made.
int32_t conednn_convolution_create(COneDNNConvolution **result, const COneDNNShape *shape,
                                   int32_t inference);
void conednn_convolution_destroy(COneDNNConvolution *convolution);
// Copies the weights into the layouts the primitives chose. Call after every change of the weights.
int32_t conednn_convolution_pack(COneDNNConvolution *convolution, const float *weights);
// `scratch`, here and below: conednn_convolution_scratch bytes, which convolutions may share.
int32_t conednn_convolution_forward(COneDNNConvolution *convolution, const void *x, const float *bias,
                                    void *y, void *scratch);
int32_t conednn_convolution_backward_data(COneDNNConvolution *convolution, const void *dy, void *dx,
                                          void *scratch);
// Adds the gradient of the weights to `dweights`.
int32_t conednn_convolution_backward_weights(COneDNNConvolution *convolution, const void *x,
                                             const void *dy, float *dweights, void *scratch);
int64_t conednn_convolution_scratch(const COneDNNConvolution *convolution);
// Name of the implementation that oneDNN chose: 0 forward, 1 by data, 2 by weights.
const char *conednn_convolution_implementation(const COneDNNConvolution *convolution, int32_t pass);
// Bytes of packed weights that the convolution holds.
int64_t conednn_convolution_bytes(const COneDNNConvolution *convolution);

#endif
