/// What a program prints, on its way to the task's log: only the newest lines between two looks, so that a program that
/// prints gigabytes costs no more than one that prints pages.
struct LogRelay {
  /// Lines that are kept between two looks, as many as the log of a failed task has.
  static let lineLimit = 100
  /// Bytes of a line that are kept before it is cut.
  static let byteLimit = 4096

  private var lines: [[UInt8]] = []
  private var next = 0
  private var current: [UInt8] = []
  private var dropped = 0
  /// The newest line that is not empty, for sentences about how the program ended.
  private(set) var lastWords: [UInt8] = []

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    var left = bytes
    while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
      append(left[..<end])
      endLine()
      left = left[(end + 1)...]
    }
    append(left)
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    current += bytes.prefix(max(0, LogRelay.byteLimit - current.count))
  }

  private mutating func endLine() {
    if !current.isEmpty { lastWords = current }
    if lines.count < LogRelay.lineLimit {
      lines.append(current)
    } else {
      lines[next] = current
      next = (next + 1) % LogRelay.lineLimit
      dropped += 1
    }
    current = []
  }

  /// The lines since the last look, the oldest first.
  ///
  /// - Parameter isLast: takes a line without an end as well.
  mutating func flush(isLast: Bool = false) -> [String] {
    if isLast, !current.isEmpty { endLine() }
    defer {
      lines.removeAll(keepingCapacity: true)
      next = 0
      dropped = 0
    }
    let ordered = lines[next...] + lines[..<next]
    let notice = dropped > 0 ? ["... \(dropped) lines were left out here"] : []
    return notice + ordered.map { String(decoding: $0, as: UTF8.self) }
  }
}
