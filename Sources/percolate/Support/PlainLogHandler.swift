internal import Logging
internal import SweepModel

/// Keeps control characters out of the log, whatever a line quotes: each event is one line.
struct PlainLogHandler: LogHandler {
  private var handler: any LogHandler

  init(_ handler: any LogHandler) { self.handler = handler }

  var logLevel: Logger.Level {
    get { handler.logLevel }
    set { handler.logLevel = newValue }
  }

  var metadata: Logger.Metadata {
    get { handler.metadata }
    set { handler.metadata = PlainLogHandler.plain(newValue) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { handler[metadataKey: key] }
    set { handler[metadataKey: PlainText.line(key)] = newValue.map(PlainLogHandler.plain) }
  }

  func log(event: LogEvent) {
    var event = event
    event.message = "\(PlainText.line(event.message.description))"
    event.metadata = event.metadata.map(PlainLogHandler.plain)
    handler.log(event: event)
  }

  private static func plain(_ metadata: Logger.Metadata) -> Logger.Metadata {
    Dictionary(
      metadata.map { (PlainText.line($0), plain($1)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func plain(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
    switch value {
    case .string(let text): .string(PlainText.line(text))
    case .stringConvertible(let value): .string(PlainText.line(value.description))
    case .array(let values): .array(values.map(plain))
    case .dictionary(let values): .dictionary(plain(values))
    }
  }
}
