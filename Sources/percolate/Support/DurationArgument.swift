import SweepModel

/// Reads durations given on the command line.
enum DurationArgument {
  /// Seconds of a text such as `90s`, `15m`, `2h30m` or `01:30:00`.
  ///
  /// - Throws: ``Problem`` that names the option.
  static func seconds(_ text: String, option: String) throws -> Double {
    guard let seconds = DurationText.parseDuration(text) else {
      throw Problem(
        ExitStatus.usage, "\(option) takes \(DurationText.expectation), found `\(text)`")
    }
    return seconds
  }
}
