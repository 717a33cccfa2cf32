// Attention of a batch: head by head, by pairs of bfloat16 numbers, of CL_PAIRS queries at a time, where those serve.
#ifdef CL_PAIRS
enum { PAIR_ROWS = CL_PAIRS };
#include "AttentionPairs.inc.h"
#ifdef CL_TILES
#include "AttentionTiles.inc.h"
#else
#include "AttentionPairSums.inc.h"
#endif
#include "AttentionPairHeads.inc.h"
#else
INLINE int pair_begin(const CLAttention *s) {
  (void)s;
  return 0;
}
INLINE void pair_end(void) {}
#define pair_head attention_head
#define pair_head_backward attention_head_backward
#endif

FN attention(const CLAttention *s, const void *qkv0, void *y0, float *lse, float *scratch) {
  const int64_t C = s->heads * s->head;
  const A *qkv = qkv0;
  A *y = y0;
  const int pairs = pair_begin(s);
  for (int64_t b = 0; b < s->batch; b++)
    for (int64_t h = 0; h < s->heads; h++) {
      const A *from = qkv + b * s->tokens * 3 * C + h * s->head;
      A *to = y + b * s->tokens * C + h * s->head;
      float *kept = lse + (b * s->heads + h) * s->tokens;
      if (pairs) pair_head(s, from, to, kept, scratch);
      else attention_head(s, from, to, kept, scratch);
    }
  if (pairs) pair_end();
}

FN attention_backward(const CLAttention *s, const void *qkv0, const void *y0, const float *lse,
                      const void *dy0, void *dqkv0, float *scratch) {
  const int64_t C = s->heads * s->head;
  const A *qkv = qkv0, *y = y0, *dy = dy0;
  A *dqkv = dqkv0;
  const int pairs = pair_begin(s);
  for (int64_t b = 0; b < s->batch; b++)
    for (int64_t h = 0; h < s->heads; h++) {
      const int64_t at = b * s->tokens;
      const A *from = qkv + at * 3 * C + h * s->head;
      const float *kept = lse + (b * s->heads + h) * s->tokens;
      const int64_t place = at * C + h * s->head;
      A *to = dqkv + at * 3 * C + h * s->head;
      if (pairs) pair_head_backward(s, from, y + place, kept, dy + place, to, scratch);
      else attention_head_backward(s, from, y + place, kept, dy + place, to, scratch);
    }
  if (pairs) pair_end();
}
