#define _GNU_SOURCE
#include "TileEmulator.h"

#include <errno.h>

#if defined(__x86_64__) && defined(__linux__)
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <ucontext.h>

enum { TILES = 8, LINES = 16, BYTES = 64 };

static _Thread_local struct {
  uint8_t configured;
  uint16_t bytes[TILES];
  uint8_t lines[TILES];
  uint8_t numbers[TILES][LINES][BYTES];
} state;
static _Atomic int64_t count;

int64_t te_count(void) { return atomic_load(&count); }

// The registers by the numbers that instructions have for them.
static const int registers[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

typedef struct {
  const uint8_t *next;  // behind the part that was read
  uint8_t prefix;       // 0: none, 1: 66, 2: F3, 3: F2
  uint8_t opcode, form, reg, base, third;
  uint8_t *address;
  int64_t stride;  // what the index register holds
} Instruction;

// A VEX instruction of the second map, with the address of its operand in memory; 0 where it is something else.
static int decode(const greg_t *values, Instruction *i) {
  const uint8_t *p = (const uint8_t *)values[REG_RIP];
  if (p[0] != 0xC4 || (p[1] & 0x1F) != 2) return 0;
  const int r = !(p[1] & 0x80), x = !(p[1] & 0x40), b = !(p[1] & 0x20);
  if (p[2] & 0x84) return 0;  // W0 and 128 bits
  i->third = (uint8_t)(~p[2] >> 3 & 0xF);
  i->prefix = p[2] & 3;
  i->opcode = p[3];
  const uint8_t modrm = p[4];
  i->form = modrm >> 6;
  i->reg = (uint8_t)((modrm >> 3 & 7) | r << 3);
  i->base = (uint8_t)((modrm & 7) | b << 3);
  p += 5;
  i->address = NULL;
  i->stride = 0;
  if (i->form != 3) {
    int64_t address = 0;
    if ((modrm & 7) == 4) {
      const uint8_t sib = *p++;
      const int index = (sib >> 3 & 7) | x << 3, base = (sib & 7) | b << 3;
      if (index != 4) i->stride = (int64_t)((uint64_t)values[registers[index]] << (sib >> 6));
      if ((sib & 7) == 5 && i->form == 0) {
        int32_t far;
        memcpy(&far, p, 4);
        p += 4;
        address = far;
      } else {
        address = values[registers[base]];
      }
    } else if ((modrm & 7) == 5 && i->form == 0) {
      int32_t far;
      memcpy(&far, p, 4);
      p += 4;
      address = (int64_t)p + far;
    } else {
      address = values[registers[i->base]];
    }
    if (i->form == 1) address += (int8_t)*p++;
    if (i->form == 2) {
      int32_t far;
      memcpy(&far, p, 4);
      p += 4;
      address += far;
    }
    i->address = (uint8_t *)address;
  }
  i->next = p;
  return 1;
}

// A palette with lines and bytes as the processor takes them; 0 where it would refuse them.
static int configure(const uint8_t *from) {
  memset(&state, 0, sizeof state);
  if (from[0] == 0) return 1;
  if (from[0] != 1 || from[1] != 0) return 0;
  for (int i = 2; i < 16; i++)
    if (from[i]) return 0;
  for (int t = 0; t < 16; t++) {
    uint16_t bytes;
    memcpy(&bytes, from + 16 + 2 * t, 2);
    const uint8_t lines = from[48 + t];
    if (t >= TILES ? bytes || lines : bytes > BYTES || lines > LINES || !bytes != !lines) return 0;
    if (t < TILES) state.bytes[t] = bytes, state.lines[t] = lines;
  }
  state.configured = 1;
  return 1;
}

// What is too small for a whole number of 24 bits counts as zero.
static float whole(float x) { return fabsf(x) < 0x1p-126f ? copysignf(0, x) : x; }
static float widened(const uint8_t *at) {
  uint16_t half;
  memcpy(&half, at, 2);
  const uint32_t bits = (uint32_t)half << 16;
  float x;
  memcpy(&x, &bits, 4);
  return whole(x);
}

// Sums of even and of odd numbers on their own, then both on top of what was there.
static int multiply(int to, int a, int b) {
  if (to == a || to == b || a == b || state.bytes[a] / 4 != state.lines[b] || state.lines[to] != state.lines[a] ||
      state.bytes[to] != state.bytes[b] || state.bytes[a] % 4 || state.bytes[b] % 4)
    return 0;
  for (int m = 0; m < state.lines[to]; m++) {
    float sums[2][BYTES / 4] = {{0}};
    for (int k = 0; k < state.bytes[a] / 4; k++)
      for (int n = 0; n < state.bytes[to] / 4; n++)
        for (int odd = 0; odd < 2; odd++)
          sums[odd][n] = whole(fmaf(widened(&state.numbers[a][m][4 * k + 2 * odd]),
                                    widened(&state.numbers[b][k][4 * n + 2 * odd]), sums[odd][n]));
    for (int n = 0; n < state.bytes[to] / 4; n++) {
      float *there = (float *)&state.numbers[to][m][4 * n];
      *there = whole(whole(*there) + whole(sums[0][n] + sums[1][n]));
    }
    memset(state.numbers[to][m] + state.bytes[to], 0, BYTES - state.bytes[to]);
  }
  return 1;
}

static int execute(const Instruction *i) {
  const int t = i->reg;
  if (i->opcode == 0x49) {
    if (i->form != 3 && t == 0 && i->prefix == 0) return configure(i->address);
    if (i->form == 3 && t == 0 && i->prefix == 0) {
      memset(&state, 0, sizeof state);
      return 1;
    }
  }
  if (!state.configured || t >= TILES || !state.lines[t]) return 0;
  if (i->opcode == 0x49 && i->form == 3 && i->prefix == 3) {
    memset(state.numbers[t], 0, sizeof state.numbers[t]);
    return 1;
  }
  if (i->opcode == 0x4B && i->form != 3 && i->prefix >= 1) {
    if (i->prefix != 2) memset(state.numbers[t], 0, sizeof state.numbers[t]);
    for (int line = 0; line < state.lines[t]; line++) {
      uint8_t *at = i->address + line * i->stride;
      if (i->prefix == 2) memcpy(at, state.numbers[t][line], state.bytes[t]);
      else memcpy(state.numbers[t][line], at, state.bytes[t]);
    }
    return 1;
  }
  if (i->opcode == 0x5C && i->form == 3 && i->prefix == 2 && i->base < TILES && i->third < TILES)
    return multiply(t, i->base, i->third);
  return 0;
}

static void handle(int signal_, siginfo_t *info, void *context) {
  (void)info;
  greg_t *values = ((ucontext_t *)context)->uc_mcontext.gregs;
  Instruction i;
  if (!decode(values, &i) || !execute(&i)) {
    signal(signal_, SIG_DFL);  // the instruction runs again, and ends the process
    return;
  }
  atomic_fetch_add(&count, 1);
  values[REG_RIP] = (greg_t)i.next;
}

int32_t te_install(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
  return sigaction(SIGILL, &action, NULL) == 0 ? 0 : errno;
}
#else
int32_t te_install(void) { return ENOTSUP; }
int64_t te_count(void) { return 0; }
#endif
