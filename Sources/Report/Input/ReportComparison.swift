package import Analysis
package import Spec

/// What a sweep compared and found, for its report.
package struct ReportComparison: Sendable {
  package var rule: Comparison
  package var lines: [SweepComparison.Line]
  /// Values of the axes of ``lines`` that are not compared.
  package var unpaired: [RefinementGrid.Unpaired] = []
  /// Rounds in which replicates were added, for each line.
  package var rounds: [Int]
  /// Nil without a budget.
  package var spending: Spending?
  /// What was added to the tasks that the sweep started with; nil where nobody asked.
  package var bought: Purchase?

  package init(rule: Comparison, lines: [SweepComparison.Line], rounds: [Int], spending: Spending? = nil) {
    self.rule = rule
    self.lines = lines
    self.rounds = rounds
    self.spending = spending
  }
}

/// Tasks that a sweep added to those that it started with.
package struct Purchase: Sendable, Hashable {
  package var tasks: Int
  /// Core-seconds of those that are done.
  package var seconds: Double
  package var rounds: Int

  package init(tasks: Int, seconds: Double, rounds: Int) {
    self.tasks = tasks
    self.seconds = seconds
    self.rounds = rounds
  }
}

/// What a sweep that grows was asked, and what it found.
package enum ReportGrowth: Sendable {
  case crossings(ReportRefinement)
  case comparisons(ReportComparison)
}
