/// What is known of one difference.
package struct DifferenceResult: Sendable, Hashable {
  /// What ended the adding of replicates.
  package enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
    /// The whole interval lies above 0.
    case above
    /// The whole interval lies below 0.
    case below
    /// The interval is as narrow as was asked for, and holds 0.
    case tolerance
    /// As many replicates as may be, and nobody can tell.
    case replicates
    /// No pair has both values.
    case noPairs = "no-pairs"
    /// A difference is larger than the metric's range allows, which the interval takes for granted.
    case outOfRange = "out-of-range"
    /// A difference is larger than any number.
    case tooLarge = "too-large"
    /// The budget is spent.
    case budget
  }

  /// Mean or median difference, first minus second; nil without a pair.
  package var estimate: Double?
  /// Of the mean or median difference; nil where nothing is known yet.
  package var lower: Double?
  package var upper: Double?
  /// Replicates of which both values are known.
  package var pairs: Int
  /// Replicates that were asked for.
  package var planned: Int
  /// Points over which the difference is averaged.
  package var points: Int
  /// Nil while more is to come.
  package var ending: Ending?

  /// What is known, in one word.
  package var verdict: RefinementVerdict {
    switch ending {
    case nil: .open
    case .above, .below: .known
    case .tolerance: .absent
    case .replicates, .budget: .exhausted
    case .noPairs, .outOfRange, .tooLarge: .unresolved
    }
  }
}
