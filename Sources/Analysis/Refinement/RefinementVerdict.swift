package import SweepModel

/// What is known of one series of a refined sweep, in one word.
package enum RefinementVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// The crossing lies in an interval as narrow as was asked for.
  case known
  /// There is a crossing, in a wider interval than was asked for, and no more may be added.
  case exhausted
  /// The metric never crosses the level: it is clearly on one side of it at every point.
  case absent
  /// Nobody looked, since the series beside it never cross.
  case skipped
  /// Nothing more may be added, and nobody can tell whether there is a crossing.
  case unresolved
  /// More is to come.
  case open
}

extension RefinementResult {
  /// What is known, and whether more may come.
  package var verdict: RefinementVerdict {
    guard let ending else { return .open }
    switch outcome {
    case .between: return ending == .tolerance ? .known : .exhausted
    case .below(let undecided), .above(let undecided):
      return undecided == 0 && ending != .budget ? .absent : .unresolved
    case .noData where ending == .neighbours: return .skipped
    case .noData, .undecided: return .unresolved
    }
  }
}

extension RefinementTally {
  package init(_ verdicts: some Sequence<RefinementVerdict>, question: Question? = nil) {
    self.init()
    self.question = question
    for verdict in verdicts {
      switch verdict {
      case .known: known += 1
      case .exhausted: exhausted += 1
      case .absent: absent += 1
      case .unresolved: unresolved += 1
      case .skipped: skipped = (skipped ?? 0) + 1
      case .open: open += 1
      }
    }
  }
}
