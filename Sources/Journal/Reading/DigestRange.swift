internal import SweepModel

/// The digests that begin with some hexadecimal digits, as the first and last of them.
struct DigestRange {
  let first: [UInt8]
  let last: [UInt8]

  /// Nil for anything but 1 to 64 hexadecimal digits.
  init?(prefix: String) {
    let digits = prefix.utf8.compactMap { Hexadecimal.value($0) }
    guard !digits.isEmpty, digits.count <= 64, digits.count == prefix.utf8.count else { return nil }
    func fill(_ filler: UInt8) -> [UInt8] {
      let all = digits + repeatElement(filler, count: 64 - digits.count)
      return stride(from: 0, to: 64, by: 2).map { all[$0] << 4 | all[$0 + 1] }
    }
    first = fill(0)
    last = fill(15)
  }
}
