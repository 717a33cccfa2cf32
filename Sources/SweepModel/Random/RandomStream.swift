/// A counter-based stream of random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers:
/// as easy as 1, 2, 3").
///
/// The key is SHA-256 of (seed, replicate, name, task), so that a stream never depends on time, machine
/// or on what was drawn elsewhere; ``position`` can be stored in a checkpoint and restored.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What the blocks are keyed with, and the upper half of their counters: for kernels that draw many numbers at once.
  package let key: (UInt32, UInt32)
  package let nonce: UInt64
  /// 64-bit numbers drawn so far; settable, to continue from a checkpoint.
  public var position: UInt64 = 0

  /// - Parameter task: nil for a stream that the tasks of one replicate share.
  public init(seed: Int, replicate: Int, name: String, task: TaskID?) {
    var bytes = Array("percolate/\(seed)/\(replicate)/".utf8)
    if let task { bytes.append(contentsOf: task.digest.bytes) }
    bytes.append(UInt8(ascii: "/"))
    bytes.append(contentsOf: name.utf8)
    let words = Digest(of: bytes).words
    key = (UInt32(truncatingIfNeeded: words.0 >> 32), UInt32(truncatingIfNeeded: words.0))
    nonce = words.1
  }

  public mutating func next() -> UInt64 {
    let block = RandomStream.philox(
      counter: (
        UInt32(truncatingIfNeeded: position >> 1), UInt32(truncatingIfNeeded: position >> 33),
        UInt32(truncatingIfNeeded: nonce), UInt32(truncatingIfNeeded: nonce >> 32)
      ), key: key)
    let upper = position & 1 == 1
    position &+= 1
    return upper
      ? UInt64(block.3) << 32 | UInt64(block.2)
      : UInt64(block.1) << 32 | UInt64(block.0)
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// One block of Philox4x32-10, a bijection of the counter for each key.
  public static func philox(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (x, k) = (counter, key)
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) &* UInt64(x.0)
      let second = UInt64(0xCD9E_8D57) &* UInt64(x.2)
      x = (
        UInt32(truncatingIfNeeded: second >> 32) ^ x.1 ^ k.0, UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ x.3 ^ k.1, UInt32(truncatingIfNeeded: first)
      )
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    return x
  }
}
