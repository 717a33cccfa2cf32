/* The area of a disc by counting random points, with the result on the private descriptor and no library at all. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t next(uint64_t *state) { /* xorshift64*, G. Marsaglia and S. Vigna */
  *state ^= *state >> 12, *state ^= *state << 25, *state ^= *state >> 27;
  return *state * 2685821657736338717ULL;
}

int main(int count, char **words) {
  if (count != 4) return fprintf(stderr, "usage: area POINTS SEED REPLICATE\n"), 64;
  long points = atol(words[1]), inside = 0;
  uint64_t state = 0x9E3779B97F4A7C15ULL * (strtoull(words[2], NULL, 10) * 1000003 + strtoull(words[3], NULL, 10) + 1);
  for (long i = 0; i < points; i++) {
    double x = (double)(next(&state) >> 11) / 9007199254740992.0, y = (double)(next(&state) >> 11) / 9007199254740992.0;
    inside += x * x + y * y < 1;
  }
  FILE *report = fdopen(atoi(getenv("PERCOLATE_FD")), "w");
  if (!report) return 1;
  fprintf(report, "{\"result\": {\"area\": %.17g}}\n", 4.0 * (double)inside / (double)points);
  return fclose(report) != 0;
}
