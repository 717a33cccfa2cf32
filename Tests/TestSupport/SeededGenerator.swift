internal import Foundation

/// Random numbers that a seed repeats: SplitMix64 (Steele et al. 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// So many bytes at most, and any number of them.
  package mutating func bytes(upTo limit: Int) -> [UInt8] {
    (0..<Int.random(in: 0...limit, using: &self)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// A seed from PERCOLATE_SEED, else a fresh one; a test that uses it prints it.
  package static func seed() -> UInt64 {
    ProcessInfo.processInfo.environment["PERCOLATE_SEED"].flatMap(UInt64.init) ?? .random(in: 0...999_999)
  }
}
