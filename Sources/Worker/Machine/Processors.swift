internal import CLinux

/// Which processors this process may use, and which slot gets which.
package enum Processors {
  private static let words = 128

  /// The processors that the scheduler may run this process on, in order; empty where that is unknown.
  package static func allowed() -> [Int] {
    var mask = [UInt64](repeating: 0, count: words)
    let bytes = percolate_get_affinity(0, &mask, words)
    guard bytes > 0 else { return [] }
    return (0..<(words * 64)).filter { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  /// A slot's own processor, and the following ones where a task wants several threads.
  static func share(of allowed: [Int], from own: Int, threads: Int) -> [Int] {
    guard let start = allowed.firstIndex(of: own) else { return [own] }
    return (0..<min(max(threads, 1), allowed.count)).map { allowed[(start + $0) % allowed.count] }
  }

  /// Restricts a thread; a failure leaves it where the kernel puts it, which is slower but right.
  static func pin(thread: Int32, to processors: [Int]) {
    var mask = [UInt64](repeating: 0, count: words)
    for processor in processors where processor / 64 < words {
      mask[processor / 64] |= 1 << UInt64(processor % 64)
    }
    _ = percolate_set_affinity(thread, mask, words)
  }
}
