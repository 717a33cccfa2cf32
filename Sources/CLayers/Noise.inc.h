// Normal numbers by Box & Muller (1958) from Philox4x32-10 (Salmon et al. 2011), a block of which is a pair of numbers in
// (0, 1]. In double precision and without fused multiplications, so that all instruction sets give the same bits.
typedef uint64_t N64 __attribute__((vector_size(64)));
typedef int64_t NI __attribute__((vector_size(64)));
typedef double ND __attribute__((vector_size(64)));
enum { CL_PAIRS_AT_ONCE = 8 };

#define NSELECT(mask, a, b) ((ND)(((NI)(a) & (mask)) | ((NI)(b) & ~(mask))))

// One Philox block each: the lower and the upper 64 bits.
INLINE void noise_block(const CLNoise *s, const N64 *block, N64 *lower, N64 *upper) {
  const uint64_t low = 0xffffffff;
  N64 x0 = *block & low, x1 = *block >> 32, x2 = (N64){} + (s->nonce & low), x3 = (N64){} + (s->nonce >> 32);
  uint32_t k0 = s->key[0], k1 = s->key[1];
  UNROLL for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
    const N64 first = x0 * (uint64_t)0xD2511F53, second = x2 * (uint64_t)0xCD9E8D57;
    x0 = (second >> 32) ^ x1 ^ (uint64_t)k0;
    x1 = second & low;
    x2 = (first >> 32) ^ x3 ^ (uint64_t)k1;
    x3 = first & low;
  }
  *lower = x1 << 32 | x0;
  *upper = x3 << 32 | x2;
}

// log(y) of a normal y <= 1, to 1 unit in the last place (fdlibm).
INLINE void noise_log(ND *value) {
  _Pragma("clang fp contract(off)");
  // y = 2^k (1 + f), with 1 + f from sqrt(1/2) to sqrt(2).
  const NI bits = (NI)*value, above = bits - 0x3fe6a09e667f3bcdll;
  const NI exponent = above >> 52;
  const ND f = (ND)(bits - (exponent << 52)) - 1.0, k = __builtin_convertvector(exponent, ND);
  const ND s = f / (f + 2.0), z = s * s, w = z * z;
  const ND odd = w * (w * (w * 1.531383769920937332e-01 + 2.222219843214978396e-01) + 3.999999999940941908e-01);
  const ND even =
      z * (w * (w * (w * 1.479819860511658591e-01 + 1.818357216161805012e-01) + 2.857142874366239149e-01) +
           6.666666666666735130e-01);
  const ND half = f * f * 0.5;
  *value = k * 6.93147180369123816490e-01 - ((half - (s * (half + (odd + even)) + k * 1.90821492927058770002e-10)) - f);
}

// sin and cos of 2 pi u for u in [0, 1).
INLINE void noise_angle(const ND *u, ND *sine, ND *cosine) {
  _Pragma("clang fp contract(off)");
  const double magic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer, in the lowest bits
  const ND shifted = *u * 4.0 + magic;
  const NI quarter = (NI)shifted;
  // Within an eighth of a turn; the difference is exact.
  const ND x = (*u - (shifted - magic) * 0.25) * 6.283185307179586477, z = x * x;
  const ND s = x + x * z *
                       (z * (z * (z * (z * (z * 1.58969099521155010221e-10 + -2.50507602534068634195e-08) +
                                       2.75573137070700676789e-06) +
                                  -1.98412698298579493134e-04) +
                             8.33333333332248946124e-03) +
                        -1.66666666666666324348e-01);
  const ND c = (z * z *
                    (z * (z * (z * (z * (z * -1.13596475577881948265e-11 + 2.08757232129817482790e-09) +
                                    -2.75573143513906633035e-07) +
                               2.48015872894767294178e-05) +
                          -1.38888888888741095749e-03) +
                     4.16666666666666019037e-02) -
                z * 0.5) + 1.0;
  // An odd number of quarters swaps them; two or three turn the sine's sign, one or two the cosine's.
  const NI swap = -(quarter & 1), sign = (quarter & 2) << 62, turned = ((quarter + 1) & 2) << 62;
  *sine = (ND)((NI)NSELECT(swap, c, s) ^ sign);
  *cosine = (ND)((NI)NSELECT(swap, s, c) ^ turned);
}

FN normal_noise(const CLNoise *s, int64_t first, int64_t count, float *y) {
  _Pragma("clang fp contract(off)");
  const N64 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  for (int64_t i = 0; i < count; i += 2 * CL_PAIRS_AT_ONCE) {
    N64 lower, upper, block = ((N64){} + (s->position + (uint64_t)first + (uint64_t)i) / 2) + lanes;
    noise_block(s, &block, &lower, &upper);
    ND level = 1.0 - __builtin_convertvector((NI)(lower >> 11), ND) * 0x1p-53;
    const ND turn = __builtin_convertvector((NI)(upper >> 11), ND) * 0x1p-53;
    noise_log(&level);
    ND sine, cosine;
    noise_angle(&turn, &sine, &cosine);
    level *= -2.0;
    float pair[2 * CL_PAIRS_AT_ONCE];
    UNROLL for (int l = 0; l < CL_PAIRS_AT_ONCE; l++) {
      const double radius = __builtin_sqrt(level[l]);
      pair[2 * l] = (float)(radius * cosine[l]);
      pair[2 * l + 1] = (float)(radius * sine[l]);
    }
    const int64_t n = count - i < 2 * CL_PAIRS_AT_ONCE ? count - i : 2 * CL_PAIRS_AT_ONCE;
    memcpy(y + i, pair, sizeof(float) * (size_t)n);
  }
}
