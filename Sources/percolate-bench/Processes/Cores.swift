internal import CLinux
internal import Glibc

/// The processors that this process may run on.
enum Cores {
  private static let words = 16

  /// Their numbers, ascending.
  static var allowed: [Int] {
    var mask = [UInt64](repeating: 0, count: words)
    guard percolate_get_affinity(0, &mask, words) >= 0 else { return [0] }
    return (0..<words * 64).filter { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  /// Keeps the calling thread, and those that it starts, on one processor.
  static func pin(to core: Int) throws {
    var mask = [UInt64](repeating: 0, count: words)
    guard mask.indices.contains(core / 64) else { throw BenchError("there is no processor \(core)") }
    mask[core / 64] = 1 << UInt64(core % 64)
    guard percolate_set_affinity(0, mask, words) == 0 else {
      throw BenchError("cannot stay on processor \(core)", errno: errno)
    }
  }
}
