import Logging
import TestSupport

/// Keeps what was logged, and lets a test wait for a line.
final class LogBook: Sendable {
  private let kept = Watched<[String]>([])

  var lines: [String] { kept.value }

  func add(_ line: String) { kept.change { $0.append(line) } }

  /// How many lines hold the text.
  func count(_ text: String) -> Int { lines.count { $0.contains(text) } }

  /// Waits until so many lines hold the text; false where that takes too long.
  func wait(for text: String, count: Int = 1) -> Bool {
    kept.wait { lines in lines.count { $0.contains(text) } >= count }
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
