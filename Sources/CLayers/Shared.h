#ifndef PERCOLATE_CLAYERS_SHARED_H
#define PERCOLATE_CLAYERS_SHARED_H

#include "CLayers.h"

extern const CLTable cl_table_baseline, cl_table_avx2, cl_table_avx512;
extern const CLTable cl_table_baseline_half, cl_table_avx2_half, cl_table_avx512_half;
extern const CLTable cl_table_avx512_pairs, cl_table_avx512_tiles;

// The lanes of a vector.
#define CL_LANES 16
static inline int64_t cl_padded(int64_t n) { return (n + CL_LANES - 1) / CL_LANES * CL_LANES; }

// Channels of a minimal convolution with those that fill up a block.
static inline int64_t cl_winograd_padded(int64_t channels) { return channels <= 8 ? 8 : cl_padded(channels); }

// How a minimal convolution goes through a batch, and floats of its scratch: of the image with its border, and of each of
// the 36 places of transformed inputs, outputs and weights.
typedef struct {
  int64_t lines;  // of tiles, at once
  // Outputs whose transformed weights, or their gradients, are there at once: CL_WINOGRAD_FEW in large layers, where the
  // weights of all are more than all else, which then goes through at once.
  int64_t outputs;
  int64_t image, in, out, weights;
} CLWinogradPlan;

// Outputs, and inputs, whose weights are transformed at a time in large layers; floats that stay in the second-level cache.
enum { CL_WINOGRAD_FEW = 32, CL_WINOGRAD_CACHED = 300 << 10 };
// Floats of scratch in large layers by the 36 places, of which weights are there for 12 at a time, and sums of 8 by 32.
enum { CL_WINOGRAD_SCRATCH = (CL_WINOGRAD_FEW * CL_WINOGRAD_FEW + CL_LANES) / 3 + CL_LANES };

static inline CLWinogradPlan cl_winograd_plan(const CLWinograd *s) {
  const int64_t inputs = cl_winograd_padded(s->inputs), outputs = cl_winograd_padded(s->outputs);
  const int64_t across = s->width / 4, lines_of_all = s->batch * (s->height / 4), tiles = lines_of_all * across;
  const int large = inputs * outputs >= 128 * 128 && inputs > 8 && outputs > CL_WINOGRAD_FEW && tiles <= 64;
  // So many that weights are read for a good number of tiles, whose numbers still fit into the second-level cache.
  int64_t lines = 32 / across > 1 ? 32 / across : 1;
  if (large || lines > lines_of_all) lines = lines_of_all;
  const int64_t few = large ? CL_WINOGRAD_FEW : outputs, weights = large ? CL_WINOGRAD_SCRATCH : inputs * few;
  const int64_t all = lines * across + 1;  // the second of a pair may be none
  return (CLWinogradPlan){lines, few, (s->height + 2) * (s->width + 2) * inputs, all * inputs + CL_LANES,
                          all * outputs + CL_LANES, (weights > 128 ? weights : 128) + CL_LANES};
}

// Rows of a linear layer that are widened, and stay in the second-level cache, at a time.
enum { CL_LINEAR_ROWS = 64 };

// Attention of wide heads goes by tiles of so many queries and keys, whose probabilities stay in L1; heads of one or two
// numbers keep the gradients of so many keys by lanes.
enum { CL_TILE_ROWS = 8, CL_TILE_KEYS = 128, CL_NARROW_KEYS = 32 };

// Floats of scratch for the attention of a head, forward or backward.
static inline int64_t cl_attention_floats(int64_t tokens, int64_t head) {
  // Backward: queries, gradients and keys with values, two numbers of each query, and gradients of a tile.
  if (head <= 2) return (5 * head + 2) * cl_padded(tokens) + 2 * head * CL_LANES * CL_NARROW_KEYS;
  const int64_t tables = 4 * head * cl_padded(tokens);  // keys, values and their gradients, transposed
  const int64_t lines = 2 * cl_padded(tokens);          // probabilities of one query, and their gradients
  const int64_t blocks = 3 * CL_TILE_ROWS * head;       // queries, and gradients of outputs and of queries
  const int64_t tiles = 2 * CL_TILE_ROWS * CL_TILE_KEYS + CL_TILE_ROWS * head * CL_LANES;
  // Pairs of bfloat16 numbers take less for the tables, but blocks of 32 keys and more rows.
  const int64_t pairs = 64 * head;
  return tables + lines + blocks + tiles + pairs;
}

// Floats of scratch for the normalisation of `channels`: vectors of them, repeated until whole lanes are full.
static inline int64_t cl_norm_floats(int64_t channels) { return 96 * channels + 96; }

#endif
