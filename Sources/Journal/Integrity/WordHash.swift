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
    var lanes = SIMD4<UInt64>(seed, seed ^ second, seed &+ first, ~seed)
    let stripes = bytes.count / 32
    // Four lanes, because each multiplication waits for the one before it in its own lane.
    for stripe in 0..<stripes {
      let offset = stripe * 32
      lanes[0] = mixed(lanes[0], word(bytes, offset))
      lanes[1] = mixed(lanes[1], word(bytes, offset + 8))
      lanes[2] = mixed(lanes[2], word(bytes, offset + 16))
      lanes[3] = mixed(lanes[3], word(bytes, offset + 24))
    }
    var hash = second
    for lane in 0..<4 { hash = mixed(hash, lanes[lane]) }
    for offset in stride(from: stripes * 32, to: bytes.count & ~7, by: 8) {
      hash = mixed(hash, word(bytes, offset))
    }
    // Multiplications carry only upwards: bring the high bits down.
    hash ^= hash >> 32
    hash = hash &* second
    return hash ^ (hash >> 29)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }
}
