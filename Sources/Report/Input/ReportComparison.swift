package import Analysis
package import Spec

/// What a sweep compared and found, for its report.
package struct ReportComparison: Sendable {
  package var rule: Comparison
  package var lines: [SweepComparison.Line]
  /// Rounds in which replicates were added, for each line.
  package var rounds: [Int]
  /// Nil without a budget.
  package var spending: Spending?

  package init(rule: Comparison, lines: [SweepComparison.Line], rounds: [Int], spending: Spending? = nil) {
    self.rule = rule
    self.lines = lines
    self.rounds = rounds
    self.spending = spending
  }
}

/// What a sweep that grows was asked, and what it found.
package enum ReportGrowth: Sendable {
  case crossings(ReportRefinement)
  case comparisons(ReportComparison)
}
