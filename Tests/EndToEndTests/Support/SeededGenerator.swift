import Foundation

/// Random numbers of a fault schedule: splitmix64 (Steele et al. 2014), so that a seed repeats it.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A seed from PERCOLATE_SEED, else a fresh one; the test prints it.
  static func seed() -> UInt64 {
    ProcessInfo.processInfo.environment["PERCOLATE_SEED"].flatMap(UInt64.init) ?? .random(in: 0...999_999)
  }
}
