internal import Glibc

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
  private var hasDropped = false
  /// The newest line that is not empty, for sentences about how the program ended.
  private(set) var lastWords: [UInt8] = []

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { raw in
      var start = raw.startIndex
      let kept = LogRelay.beginningOfLastLines(raw)
      if kept > start {
        // Lines that the ones behind them would push out anyway.
        current = []
        hasDropped = true
        start = kept
      }
      while let end = LogRelay.endOfLine(raw, from: start) {
        append(raw[start..<end])
        endLine()
        start = end + 1
      }
      append(raw[start...])
    }
  }

  /// Where the last lines begin, as many as are kept; the start of all where there are no more.
  private static func beginningOfLastLines(_ raw: UnsafeRawBufferPointer) -> Int {
    var left = lineLimit + 1
    var index = raw.count
    while index > 0 {
      index -= 1
      guard raw[index] == UInt8(ascii: "\n") else { continue }
      left -= 1
      if left == 0 { return index + 1 }
    }
    return 0
  }

  private static func endOfLine(_ raw: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = raw.baseAddress, start < raw.count,
      let found = memchr(base + start, Int32(UInt8(ascii: "\n")), raw.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    current += bytes.prefix(max(0, LogRelay.byteLimit - current.count))
  }

  private mutating func endLine() {
    if !current.isEmpty { lastWords = current }
    if lines.count < LogRelay.lineLimit {
      lines.append(current)
    } else {
      lines[next] = current
      next = (next + 1) % LogRelay.lineLimit
      hasDropped = true
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
      hasDropped = false
    }
    let ordered = lines[next...] + lines[..<next]
    let notice = hasDropped ? ["... lines were left out here"] : []
    return notice + ordered.map { String(decoding: $0, as: UTF8.self) }
  }
}
