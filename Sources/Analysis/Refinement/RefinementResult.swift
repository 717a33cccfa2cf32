/// Where the mean of a metric crosses a level along one series, as far as is known.
package struct RefinementResult: Sendable, Hashable {
  package enum Outcome: Sendable, Hashable {
    /// No point has a value.
    case noData
    /// No point is clearly on either side of the level.
    case undecided
    /// Below the level at every point that could be told from it; `undecided` ones could not.
    case below(undecided: Int)
    /// At or above the level at every point that could be told from it.
    case above(undecided: Int)
    /// The first crossing: between `lower` and `upper`, most likely at `estimate`. `count`: how often the
    /// level is crossed between the points in all.
    case between(lower: Double, upper: Double, estimate: Double, rising: Bool, count: Int)
  }

  /// Why no more points are added.
  package enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
    /// The crossing is known within the tolerance.
    case tolerance
    /// There is no crossing to look for.
    case nothing
    /// The points in question have as many replicates as they may.
    case replicates
    /// The series has as many points as it may.
    case points
    /// The axis has no value between the points in question.
    case axis
    /// It was not looked at: the rows of the plane on both sides of it are on one side of the level throughout.
    case neighbours
    /// The budget is spent.
    case budget
  }

  package var outcome: Outcome
  /// Nil while more is to come.
  package var ending: Ending?
  package var points: Int
  /// Tasks planned for the series.
  package var tasks: Int

  /// The crossing's interval; nil where none was found.
  package var interval: ClosedRange<Double>? {
    guard case .between(let lower, let upper, _, _, _) = outcome, lower <= upper else { return nil }
    return lower...upper
  }

  /// The most likely crossing; nil where none was found.
  package var estimate: Double? {
    guard case .between(_, _, let estimate, _, _) = outcome else { return nil }
    return estimate
  }
}
