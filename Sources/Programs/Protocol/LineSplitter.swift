/// Cuts a stream into lines of bounded length.
struct LineSplitter {
  /// A line that is longer than allowed; nothing after it is read.
  struct TooLong: Error {}

  private let limit: Int
  private var rest: [UInt8] = []

  init(limit: Int) { self.limit = limit }

  /// Adds bytes and takes the lines that end in them, without their ends.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(TooLong) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var left = bytes
    while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
      guard rest.count + end - left.startIndex <= limit else { throw TooLong() }
      lines.append(rest + left[..<end])
      rest.removeAll(keepingCapacity: true)
      left = left[(end + 1)...]
    }
    guard rest.count + left.count <= limit else { throw TooLong() }
    rest += left
    return lines
  }

  /// What stands behind the last line's end.
  mutating func last() -> [UInt8]? {
    defer { rest.removeAll() }
    return rest.isEmpty ? nil : rest
  }
}
