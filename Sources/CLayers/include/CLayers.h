// What no library fuses well: normalisations, activations, attention, pooling, on [batch][pixel][channel].
//
// One source, built for the baseline, AVX2 with FMA, and AVX-512, each with activations in float32 and in
// bfloat16, and for AVX512-BF16; cl_table() is the one to use here. Activations and their gradients are
// `void *` in the table's precision; parameters, their gradients, statistics and all arithmetic but that of
// pairs are float32. Callers check shapes:
// nothing here allocates, locks or fails. `accumulate` not 0: a gradient of activations is added to what is
// there instead of written over it. Gradients of parameters are always added.
#ifndef PERCOLATE_CLAYERS_H
#define PERCOLATE_CLAYERS_H

#include <stdint.h>

#include "CKernels.h"

#pragma clang assume_nonnull begin

typedef enum { CL_FLOAT32 = 0, CL_BFLOAT16 = 1 } CLPrecision;

// GroupNorm with one group, and what follows it: y = f(norm(x) + residual) + embedding, f = GELU or none.
typedef struct {
  int64_t batch, pixels, channels;
  int32_t gelu;
} CLGroupNorm;

// GroupNorm with groups of neighbouring channels, whose number divides that of the channels: y = f(norm(x)).
typedef struct {
  int64_t batch, pixels, channels, groups;
  int32_t gelu;
  float epsilon;  // added to a variance
} CLGroupedNorm;

typedef struct {
  int64_t batch, tokens, heads, head;  // channels = heads * head
} CLAttention;

// A convolution of few input channels (the image): [batch][height][width][inputs] float32 to activations.
typedef struct {
  int64_t batch, height, width, inputs, outputs, kernel;  // kernel odd, padded to the same size
} CLStem;

// A linear layer over the channels of each row.
typedef struct {
  int64_t rows, inputs, outputs;
} CLLinear;

// A convolution of 3 x 3 that keeps the image's size, of images whose height and width are multiples of four.
typedef struct {
  int64_t batch, height, width, inputs, outputs;
} CLWinograd;

// A counter-based stream of random numbers, Philox4x32-10, and how many 64-bit numbers of it are passed over.
typedef struct {
  uint32_t key[2];
  uint64_t nonce, position;
} CLNoise;

typedef struct {
  const char *name;
  // mean and scale [batch] are kept for the backward; residual like x; embedding [batch][channels] float32.
  void (*group_norm)(const CLGroupNorm *s, const void *x, const float *gamma, const float *beta,
                     const void *_Nullable residual, const float *_Nullable embedding, void *y, float *mean,
                     float *scale, float *scratch);
  // dresidual is written, not added to, and must be there if residual is.
  void (*group_norm_backward)(const CLGroupNorm *s, const void *x, const float *gamma, const float *beta,
                              const void *_Nullable residual, const float *mean, const float *scale,
                              const void *dy, void *dx, float *dgamma, float *dbeta,
                              void *_Nullable dresidual, float *_Nullable dembedding, float *scratch);
  // mean and scale [batch][groups] are kept for the backward.
  void (*grouped_norm)(const CLGroupedNorm *s, const void *x, const float *gamma, const float *beta, void *y,
                       float *mean, float *scale, float *scratch);
  void (*grouped_norm_backward)(const CLGroupedNorm *s, const void *x, const float *gamma, const float *beta,
                                const float *mean, const float *scale, const void *dy, void *dx, float *dgamma,
                                float *dbeta, int32_t accumulate, float *scratch);
  // Each row plus the same `channels` numbers; y may be x.
  void (*add_channels)(int64_t rows, int64_t channels, const void *x, const float *numbers, void *y);
  // Over the channels of each row.
  void (*layer_norm)(int64_t rows, int64_t channels, const void *x, const float *gamma, const float *beta,
                     void *y, float *mean, float *scale);
  void (*layer_norm_backward)(int64_t rows, int64_t channels, const void *x, const float *gamma,
                              const float *mean, const float *scale, const void *dy, void *dx,
                              float *dgamma, float *dbeta, int32_t accumulate);
  // weights by cl_linear_pack; bias [outputs]. The gradient by data is the same with those of the gradient.
  void (*linear)(const CLLinear *s, const void *x, const float *weights, const float *_Nullable bias, void *y,
                 int32_t accumulate, float *scratch);
  // dweights [outputs][inputs], dbias [outputs].
  void (*linear_backward)(const CLLinear *s, const void *x, const void *dy, float *dweights, float *_Nullable dbias,
                          float *scratch);
  // qkv [batch][tokens][3 * channels] -> y [batch][tokens][channels]; lse [batch][heads][tokens] is kept.
  void (*attention)(const CLAttention *s, const void *qkv, void *y, float *lse, float *scratch);
  void (*attention_backward)(const CLAttention *s, const void *qkv, const void *y, const float *lse,
                             const void *dy, void *dqkv, float *scratch);
  void (*gelu)(int64_t count, const void *x, void *y);
  void (*gelu_backward)(int64_t count, const void *x, const void *dy, void *dx, int32_t accumulate);
  void (*silu)(int64_t count, const void *x, void *y);
  // y = a + b; b may be y.
  void (*add)(int64_t count, const void *a, const void *b, void *y);
  // The gradient of a bias: dbias [channels] += the sum of rows.
  void (*sum_rows)(int64_t rows, int64_t channels, const void *dy, float *dbias);
  // Input height and width are even; the output has half of each.
  void (*max_pool)(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *x, void *y);
  void (*max_pool_backward)(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *x,
                            const void *dy, void *dx, int32_t accumulate);
  // Output height and width are twice the input's; output pixels are `stride` numbers apart and start at
  // number `offset` of y.
  void (*upsample)(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *x, void *y,
                   int64_t offset, int64_t stride);
  void (*upsample_backward)(int64_t batch, int64_t height, int64_t width, int64_t channels, const void *dy,
                            int64_t offset, int64_t stride, void *dx, int32_t accumulate, float *scratch);
  // Copies (or adds) rows of `channels` numbers that are `from` and `to` numbers apart.
  void (*copy_rows)(int64_t rows, int64_t channels, const void *x, int64_t from, void *y, int64_t to,
                    int32_t accumulate);
  // weights [outputs][inputs][kernel][kernel].
  void (*stem)(const CLStem *s, const float *x, const float *weights, void *y, float *scratch);
  void (*stem_backward)(const CLStem *s, const float *x, const void *dy, float *dweights, float *scratch);
  // Packed weights, cl_winograd_floats of them, of weights [outputs][inputs][3][3] of the shape `s`; with `gradient` not 0, of
  // weights [inputs][outputs][3][3] of the convolution whose gradient by data has the shape `s`.
  void (*winograd_pack)(const CLWinograd *s, const float *weights, int32_t gradient, float *packed);
  // weights by winograd_pack; bias [padded outputs]. The gradient by data is the same with those of the gradient.
  void (*winograd)(const CLWinograd *s, const void *x, const float *weights, const float *_Nullable bias, void *y,
                   int32_t accumulate, float *scratch);
  // dweights [outputs][inputs][3][3], dbias [outputs].
  void (*winograd_backward)(const CLWinograd *s, const void *x, const void *dy, float *dweights,
                            float *_Nullable dbias, float *scratch);
  // y [rows][outputs] float32 = x [rows][channels] weights' [outputs][channels] + bias.
  void (*head)(int64_t rows, int64_t channels, int64_t outputs, const void *x, const float *weights,
               const float *bias, float *y);
  void (*head_backward)(int64_t rows, int64_t channels, int64_t outputs, const void *x,
                        const float *weights, const float *dy, void *dx, float *dweights, float *dbias);
  // Numbers first ..< first + count of the stream's normal sequence; all three and the position are even. The same bits in
  // every table.
  void (*normal_noise)(const CLNoise *s, int64_t first, int64_t count, float *y);
  // Between float32 and the table's precision.
  void (*narrow)(int64_t count, const float *x, void *y);
  void (*widen)(int64_t count, const void *x, float *y);
} CLTable;

// The kernels for this processor, or for the best supported set that is not above `limit`.
const CLTable *cl_table(CKInstructionSet limit, CLPrecision precision);
// What a value of ONEDNN_MAX_CPU_ISA (null: not set) leaves in of the instructions that multiply bfloat16 numbers: none
// (below AVX512_CORE_BF16), that of pairs, or that of tiles too (AVX512_CORE_AMX and above). CK_AVX512 in bfloat16 has
// attention by tiles where they are left in and the processor has them, by pairs where those pay, and in float32 elsewhere.
typedef enum { CL_NO_PAIRS, CL_NO_TILES, CL_NO_LIMIT } CLLimit;
CLLimit cl_limit(const char *_Nullable name);
// Whether that instruction is faster here than two multiplications in float32: not on Intel's processors, of which a
// Sapphire Rapids does one in the time of four.
int32_t cl_pairs_pay(void);
// The kernels with it, whether or not they pay; null where the processor lacks it.
const CLTable *_Nullable cl_table_pairs(void);
// The same of tiles; or, where something stands in for their instructions, of any processor with those of pairs.
const CLTable *_Nullable cl_table_tiles(int32_t emulated);
// Floats of scratch that GroupNorm, attention, up-sampling's backward and the stem need.
int64_t cl_norm_scratch(int64_t channels);
int64_t cl_grouped_norm_scratch(int64_t pixels, int64_t channels);
int64_t cl_attention_scratch(const CLAttention *s);
int64_t cl_upsample_scratch(int64_t height, int64_t width, int64_t channels);
int64_t cl_stem_scratch(const CLStem *s);
int64_t cl_winograd_scratch(const CLWinograd *s);
int64_t cl_linear_scratch(const CLLinear *s);
// Whether `linear` by a set is the faster way, for which `percolate-bench convolutions` says by how much.
int32_t cl_linear_pays(CKInstructionSet set);
// Floats of packed weights. cl_linear_pack makes them of weights [outputs][inputs] of the shape `s`; with `gradient` not 0,
// of weights [inputs][outputs] of the layer whose gradient by data has the shape `s`.
int64_t cl_linear_floats(const CLLinear *s);
void cl_linear_pack(const CLLinear *s, const float *weights, int32_t gradient, float *packed);
// Whether `winograd` of this shape is the faster way: measured against oneDNN on x86, for which `percolate-bench
// convolutions` says by how much.
int32_t cl_winograd_pays(const CLWinograd *s);
// Floats of packed weights.
int64_t cl_winograd_floats(const CLWinograd *s);

#pragma clang assume_nonnull end

#endif
