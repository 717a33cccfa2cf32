/// How many series of a refined sweep have which verdict. Every place that says how such a sweep ended says it with
/// ``sentence``.
package struct RefinementTally: Sendable, Hashable, Codable {
  /// What is asked, where it is not the place of a crossing.
  package enum Question: String, Sendable, Hashable, Codable {
    case comparison
  }

  /// Nil for crossings.
  package var question: Question?
  package var known = 0
  package var exhausted = 0
  package var absent = 0
  package var unresolved = 0
  /// Series that nobody looked at, since their neighbours do not cross; nil from programs that did not count them.
  package var skipped: Int?
  package var open = 0

  package init() {}

  /// All of them.
  package var count: Int { known + exhausted + absent + unresolved + open + (skipped ?? 0) }

  /// `5 series: 3 known as closely as asked for, 2 wider than asked for`; counts of zero are left out.
  package var sentence: String {
    let words =
      question == .comparison
      ? ["decided", "not decided", "not told apart within the tolerance", "without an answer"]
      : ["known as closely as asked for", "wider than asked for", "never crossed", "not decided"]
    let parts = [
      (known, words[0]), (exhausted, words[1]), (absent, words[2]), (unresolved, words[3]),
      (skipped ?? 0, "not looked at beside those that never cross"), (open, "not finished"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let subject = question == .comparison ? Plural.of(count, "comparison") : "\(count) series"
    return "\(subject): " + (parts.isEmpty ? "none" : parts.joined(separator: ", "))
  }
}
