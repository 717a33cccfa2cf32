import Foundation
import Logging

/// Keeps what was logged, and lets a test wait for a line.
final class LogBook: @unchecked Sendable {
  // Everything below is touched only while `condition` is locked.
  private let condition = NSCondition()
  private var kept: [String] = []

  var lines: [String] { condition.withLock { kept } }

  func add(_ line: String) {
    condition.withLock {
      kept.append(line)
      condition.broadcast()
    }
  }

  /// How many lines hold the text.
  func count(_ text: String) -> Int { lines.count { $0.contains(text) } }

  /// Waits until so many lines hold the text; false where that takes too long.
  func wait(for text: String, count: Int = 1) -> Bool {
    let limit = Date(timeIntervalSinceNow: Patience.seconds)
    return condition.withLock {
      while kept.count(where: { $0.contains(text) }) < count {
        if !condition.wait(until: limit) { return false }
      }
      return true
    }
  }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(book: self) }
    logger.logLevel = .debug
    return logger
  }

  private struct Handler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { book.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
  }
}

/// How long anything in these tests may take before it counts as stuck. No test asserts on time.
enum Patience {
  static let seconds = 30.0
}

/// Something that a test waited for did not come.
struct GaveUp: Error, CustomStringConvertible {
  let description: String
}
