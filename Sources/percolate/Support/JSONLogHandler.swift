internal import ArgumentParser
internal import Foundation
internal import Logging
internal import Platform
internal import SweepModel

/// Writes each event as one line of JSON on stderr, for programs that collect logs.
struct JSONLogHandler: LogHandler {
  /// One line.
  private struct Line: Encodable {
    /// ISO 8601, in UTC, with milliseconds.
    var time: String
    var level: String
    var logger: String
    var message: String
    var metadata: [String: String]?
  }

  let label: String
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  init(label: String) { self.label = label }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { Output.note(json: text(event, at: WallClock.unixSeconds)) }

  /// The line of an event.
  ///
  /// - Parameter time: Unix seconds.
  func text(_ event: LogEvent, at time: Double) -> String {
    let all = metadata.merging(event.metadata ?? [:]) { _, newer in newer }
    let line = Line(
      time: WallClock.fineText(time),
      level: event.level.rawValue,
      logger: label, message: event.message.description,
      metadata: all.isEmpty ? nil : all.mapValues { "\($0)" })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings alone always have a JSON text.
    guard let data = try? encoder.encode(line) else { return #"{"message":"a line that is no text"}"# }
    return String(decoding: data, as: UTF8.self)
  }
}

/// How log lines are written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
