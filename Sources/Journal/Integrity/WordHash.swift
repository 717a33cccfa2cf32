/// A fast 64-bit hash over words, to find damage: not against anybody who means harm.
///
/// Each step is a bijection of what went before and of the word it takes, so that a change within one word is
/// always found, and any other with all but a chance of 1 in 2^64.
enum WordHash {
  private static let first: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  private static func mixed(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    (((lane << 29) | (lane >> 35)) ^ word) &* first
  }

  /// The hash of some bytes, whose number must be a multiple of 8, in the order of this machine's words.
  ///
  /// - Parameter seed: makes equal bytes in different places differ.
  static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    guard let start = bytes.baseAddress else { return seed }
    var (a, b, c, d) = (seed, seed ^ second, seed &+ first, ~seed)
    let stripes = bytes.count / 32
    // Four lanes, because each multiplication waits for the one before it in its own lane.
    for stripe in 0..<stripes {
      let words = start + 32 &* stripe
      a = mixed(a, words.loadUnaligned(as: UInt64.self))
      b = mixed(b, words.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      c = mixed(c, words.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
      d = mixed(d, words.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }
    var hash = mixed(mixed(mixed(mixed(second, a), b), c), d)
    for offset in stride(from: stripes * 32, to: bytes.count & ~7, by: 8) {
      hash = mixed(hash, start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    // Multiplications carry only upwards: bring the high bits down.
    hash ^= hash >> 32
    hash = hash &* second
    return hash ^ (hash >> 29)
  }
}
