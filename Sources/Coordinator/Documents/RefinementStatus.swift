package import Analysis
internal import Journal
internal import SweepModel

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

  init(_ state: SweepRefinement, of sweep: Sweep, round: Int, isSettled: Bool) {
    self.round = round
    series = state.series.count
    settledSeries = state.series.count { $0.result.ending != nil }
    verdicts = RefinementTally(state.series.map(\.result.verdict))
    mostTasks = sweep.mostTaskCount
    self.isSettled = isSettled
  }

  /// A sweep of which nothing is known yet.
  init(of sweep: Sweep) {
    round = 0
    series = sweep.grid?.series.count ?? 0
    settledSeries = 0
    verdicts = RefinementTally()
    verdicts.open = series
    mostTasks = sweep.mostTaskCount
    isSettled = false
  }

  /// What the journal says of a sweep; nil for a grid, and for a spec that cannot be read.
  init?(_ stored: StoredSweep, in reader: JournalReader) throws {
    let runs = try reader.placements(of: stored.number)
    // Values are compared as they are written, for which no experiment is needed.
    guard let last = runs.last,
      let sweep = try? Sweep(resolvedJSON: stored.header.resolved, catalog: ExperimentCatalog([])),
      let state = SweepRefinement(sweep, tasks: try reader.records(of: stored.number))
    else { return nil }
    self.init(
      state, of: sweep, round: last.round, isSettled: state.isSettled || stored.state == .cancelled)
  }
}
