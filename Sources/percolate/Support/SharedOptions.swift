internal import ArgumentParser
internal import Foundation
internal import Logging

/// Where the results are, and how to reach a coordinator.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory with the journal and results.",
      discussion: "Default: $PERCOLATE_DATA, or percolate-data in the current directory.", valueName: "dir"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Access file of a coordinator's client.",
      discussion:
        "Default: that of the data directory, or $PERCOLATE_ACCESS where that is set and --data is not given.",
      valueName: "file"))
  var access: String?

  @Option(help: ArgumentHelp("How long to look for the coordinator.", valueName: "duration"))
  var timeout: String = "10s"

  var dataDirectory: String { DataPath.resolve(data) }

  /// The access file that was named on the command line or in the environment; nil where it is the directory's.
  var namedAccess: String? { AccessPath.named(access: access, data: data) }
}

/// The data directory that a command works on.
enum DataPath {
  static func resolve(_ option: String?) -> String {
    option ?? EnvironmentPath.of("PERCOLATE_DATA") ?? "percolate-data"
  }

  /// Where reports go unless another place is named: a folder in the data directory, private as all that is in it.
  /// Its parent may be readable for others, who are then given reports by `--output`.
  static func reports(in data: String) -> String {
    let path = data + "/reports"
    if FileManager.default.fileExists(atPath: data) { mkdir(path, 0o700) }
    return path
  }
}

/// Whether a command prints a document for programs.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document on stdout.")
  var json = false
}

/// A log level as an argument.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
  case trace, debug, info, notice, warning, error

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// How much goes to the log on stderr.
struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much to log on stderr.", valueName: "level"))
  var logLevel: LogLevel = .info

  @Option(help: ArgumentHelp("How log lines look: text, or one JSON object a line.", valueName: "text|json"))
  var logFormat: LogFormat = .text

  /// A logger on stderr.
  func logger(_ label: String, level: Logger.Level? = nil) -> Logger {
    let format = logFormat
    var logger = Logger(label: label) { label -> any LogHandler in
      switch format {
      case .text: PlainLogHandler(StreamLogHandler.standardError(label: label))
      case .json: JSONLogHandler(label: label)
      }
    }
    logger.logLevel = level ?? logLevel.level
    return logger
  }
}
