internal import SweepModel

/// Durations on the command line.
enum DurationArgument {
  /// How long to wait for something: not no time at all, and at most a year.
  static let waits = 0.001...31_536_000
  /// A time that may be none.
  static let graces = 0.0...86_400

  /// Seconds of a text such as `90s`, `15m`, `2h30m` or `01:30:00`.
  ///
  /// - Parameter range: seconds that make sense for the option.
  /// - Throws: ``Problem`` that names the option.
  static func seconds(
    _ text: String, option: String, in range: ClosedRange<Double> = waits
  ) throws -> Double {
    guard let seconds = DurationText.parseDuration(text) else {
      throw Problem(ExitStatus.usage, "\(option) takes \(DurationText.expectation), found `\(text)`")
    }
    guard range.contains(seconds) else {
      throw Problem(
        ExitStatus.usage,
        "\(option) takes \(DurationText.format(range.lowerBound)) to \(DurationText.format(range.upperBound)), "
          + "found `\(text)`, which is \(DurationText.format(seconds))")
    }
    return seconds
  }
}
