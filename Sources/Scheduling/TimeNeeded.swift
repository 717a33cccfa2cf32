internal import SweepModel

/// How long a task has to be left alone on one worker, as far as is known.
struct TimeNeeded: Equatable, Sendable {
  /// Nothing is known: it may be tried anywhere.
  static let unknown = TimeNeeded(seconds: 0, isLowerBound: true)
  /// A prediction is trusted to a fifth: a task is given only to a worker that stays this much longer.
  static let margin = 1.2

  var seconds: Double
  /// True where an interrupted attempt only showed that it takes longer than that.
  var isLowerBound: Bool

  /// As it reads in a sentence: "about 40s", "more than 15s".
  var text: String { (isLowerBound ? "more than " : "about ") + Self.format(seconds) }

  /// Whole seconds, so that sentences do not differ in tenths from one look to the next.
  static func format(_ seconds: Double) -> String { DurationText.format(seconds.rounded()) }
}
