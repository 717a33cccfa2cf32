package import SweepModel

/// How far a refined sweep is, in a status.
package struct RefinementStatus: Codable, Sendable, Hashable {
  /// The last round whose tasks are planned; 0 for the first.
  package var round: Int
  /// Combinations of the other axes, and how many of them get no more points, whatever is known of them.
  package var series: Int
  package var settledSeries: Int
  /// How many of them have which verdict.
  package var verdicts: RefinementTally
  /// The most tasks that the sweep may come to.
  package var mostTasks: Int
  /// Whether no more tasks will be added.
  package var isSettled: Bool
  /// Core-seconds that the sweep may cost, and what its finished tasks have cost; nil without a budget.
  package var budget: Double?
  package var spent: Double?

  package init(
    round: Int, series: Int, settledSeries: Int, verdicts: RefinementTally, mostTasks: Int, isSettled: Bool
  ) {
    self.round = round
    self.series = series
    self.settledSeries = settledSeries
    self.verdicts = verdicts
    self.mostTasks = mostTasks
    self.isSettled = isSettled
  }
}
