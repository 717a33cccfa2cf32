/// The last lines of a task's log, bounded in number and length.
struct LogRing {
  static let lineLimit = 100
  /// UTF-8 bytes of one line that are kept.
  static let lengthLimit = 1000

  private var lines: [String] = []
  private var next = 0

  /// Adds a line; the oldest one leaves once there are a hundred.
  mutating func append(_ line: String) {
    let short =
      line.utf8.count > LogRing.lengthLimit
      ? String(decoding: line.utf8.prefix(LogRing.lengthLimit), as: UTF8.self) + " ..." : line
    if lines.count < LogRing.lineLimit {
      lines.append(short)
    } else {
      lines[next] = short
      next = (next + 1) % LogRing.lineLimit
    }
  }

  mutating func removeAll() {
    lines.removeAll(keepingCapacity: true)
    next = 0
  }

  /// Oldest first.
  var contents: [String] { Array(lines[next...] + lines[..<next]) }
}
