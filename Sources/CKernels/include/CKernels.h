// Numeric loops that need the instruction set chosen at run time: small networks and optimisers.
//
// Every function exists three times (baseline, AVX2 with FMA, AVX-512), from one source; a call goes to
// the best one that this processor has, unless ck_select() asked for a lesser one. Callers check shapes:
// nothing here allocates, locks or fails.
#ifndef PERCOLATE_CKERNELS_H
#define PERCOLATE_CKERNELS_H

#include <stdint.h>

// Samples are packed in chunks of this many, features major, so that a chunk's activations stay in L2.
#define CK_CHUNK 128
// Rows of weights, and the number of samples, are padded to multiples of this, whatever the processor.
#define CK_PAD 16

typedef enum { CK_BASELINE = 0, CK_AVX2 = 1, CK_AVX512 = 2 } CKInstructionSet;

// The best set this processor (and its operating system) supports.
CKInstructionSet ck_supported(void);
// The set in use on this thread: the best one that ONEDNN_MAX_CPU_ISA (or DNNL_MAX_CPU_ISA) allows, unless
// ck_select() chose another.
CKInstructionSet ck_selected(void);
// Uses `set`, or the best supported one below it, on the calling thread; returns what is used from now on.
CKInstructionSet ck_select(CKInstructionSet set);

// A fully connected network of `depth` layers: dimension -> hidden -> ... -> hidden -> dimension.
typedef struct {
  int32_t depth;      // 1...16
  int32_t dimension;  // 1...256, inputs and outputs
  int32_t hidden;     // 1...1024
  int32_t relu;       // 1: max(0, .) after every layer but the last
  int32_t bias;       // 1: every layer has a bias
  int32_t tied;       // 1: depth 2, first layer = transpose of the second (f = U U^T x)
} CKNet;

// Where layer `layer`'s padded weights [rows][stride] and bias [rows] lie in a parameter block.
typedef struct {
  int32_t rows, columns, stride;
  int64_t weights, bias;
} CKLayer;
CKLayer ck_net_layer(const CKNet *net, int32_t layer);
// Floats in a padded parameter block; padding must be zero and stays zero.
int64_t ck_net_parameters(const CKNet *net);
// Floats of work space that a descent needs.
int64_t ck_net_scratch(const CKNet *net);
// Floats that `samples` packed samples take. With targets: apart from the inputs, else target = input.
int64_t ck_net_packed(const CKNet *net, int64_t samples, int32_t targets);

// Packs samples [count][dimension] (picked by `index`, or the first ones if null), targets alike or null,
// and the input that biases see (null: 1).
void ck_net_pack(const CKNet *net, const float *samples, const float *targets, const float *constant,
                 const int64_t *index, int64_t count, float *packed);

// What a descent follows, and where it reports.
typedef struct {
  const float *data;      // packed samples
  int64_t samples;        // how many, before padding
  int32_t targets;        // 1: the data carries targets
  float scale;            // loss = scale/2 * sum of squared errors
  const float *rates;     // learning rates
  int64_t rate_stride;    // 0: rates[0] for all steps; 1: one per step
  float momentum;         // velocity = momentum * velocity + gradient
  int64_t steps;
  double loss_limit;      // stop before the step whose loss is above it or not a number
  double *losses;         // loss before each step, or null
  double last_loss;       // written: loss before the last step begun
} CKDescent;

// Runs up to `descent->steps` steps of gradient descent on all packed samples; returns the number done.
// `velocity` may be null when momentum is 0; `gradient` (padded, like parameters) holds the last gradient.
int64_t ck_net_descend(const CKNet *net, CKDescent *descent, float *parameters, float *velocity,
                       float *gradient, float *scratch);

// Loss and gradient at the parameters, without a step.
double ck_net_gradient(const CKNet *net, const CKDescent *descent, const float *parameters,
                       float *gradient, float *scratch);

// The network's answer to one input [dimension] in double precision; `work` holds twice the widest layer's numbers. The
// same for every instruction set.
void ck_net_output(const CKNet *net, const float *parameters, const double *input, double *output,
                   double *work);

// One pass of AdamW with decoupled decay (Loshchilov & Hutter 2019, Alg. 2) over `count` numbers.
typedef struct {
  float rate, beta1, beta2, epsilon;
  float decay;         // parameters are multiplied by 1 - rate * decay first
  float correction1;   // 1 - beta1^t
  float correction2;   // 1 - beta2^t
  float gradient_scale;
} CKAdamW;
// The gradient is set to zero.
void ck_adamw(const CKAdamW *rule, int64_t count, float *parameters, float *gradient, float *first,
              float *second);
// Sum of squares in double precision, in an order that depends on `count` and the instruction set only.
double ck_sum_of_squares(const float *values, int64_t count);

#endif
