package import Analysis
package import Spec
package import SweepModel

/// What a refined sweep looked for and found, for its report.
package struct ReportRefinement: Sendable {
  /// Tasks that were added together, all of one point.
  package struct Addition: Sendable, Equatable {
    /// 0 for what the sweep started with.
    package var round: Int
    /// "σ = 0.3 px"; empty where there are no other axes.
    package var series: String
    /// The point on the refined axis.
    package var x: ParameterValue
    package var replicates: ClosedRange<Int>
    package var reason: String

    package init(
      round: Int, series: String, x: ParameterValue, replicates: ClosedRange<Int>, reason: String
    ) {
      self.round = round
      self.series = series
      self.x = x
      self.replicates = replicates
      self.reason = reason
    }
  }

  package var rule: Refinement
  package var series: [SweepRefinement.Series]
  /// In the order in which they were planned.
  package var additions: [Addition]
  /// Tasks of a grid over all values of the axis, each with the fewest replicates.
  package var gridTasks: Int
  /// What is drawn of planes; empty where a crossing is looked for along one axis.
  package var boundaries: [BoundaryFigure] = []
  /// Nil without a budget.
  package var spending: Spending?
  /// What was added to the tasks that the sweep started with; nil where nobody asked.
  package var bought: Purchase?

  package init(
    rule: Refinement, series: [SweepRefinement.Series], additions: [Addition], gridTasks: Int
  ) {
    self.rule = rule
    self.series = series
    self.additions = additions
    self.gridTasks = gridTasks
  }
}
