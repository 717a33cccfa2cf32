/// How many series of a refined sweep have which verdict. Every place that says how such a sweep ended says it with
/// ``sentence``.
package struct RefinementTally: Sendable, Hashable, Codable {
  package var known = 0
  package var exhausted = 0
  package var absent = 0
  package var unresolved = 0
  package var open = 0

  package init() {}

  /// `5 series: 3 known as closely as asked for, 2 wider than asked for`; counts of zero are left out.
  package var sentence: String {
    let parts = [
      (known, "known as closely as asked for"), (exhausted, "wider than asked for"),
      (absent, "never crossed"),
      (unresolved, "not decided"), (open, "not finished"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let count = known + exhausted + absent + unresolved + open
    return "\(count) series: " + (parts.isEmpty ? "none" : parts.joined(separator: ", "))
  }
}
