internal import Analysis
internal import Journal
internal import Messages
internal import Spec
internal import SweepModel

extension RefinementStatus {
  init(_ state: SweepRefinement, of sweep: Sweep, round: Int, isSettled: Bool) {
    self.init(
      round: round, series: state.series.count,
      settledSeries: state.series.count { $0.result.ending != nil },
      verdicts: RefinementTally(state.series.map(\.result.verdict)), mostTasks: sweep.mostTaskCount,
      isSettled: isSettled)
  }

  /// A sweep of which nothing is known yet.
  init(of sweep: Sweep) {
    var verdicts = RefinementTally()
    verdicts.open = sweep.grid?.series.count ?? 0
    self.init(
      round: 0, series: verdicts.open, settledSeries: 0, verdicts: verdicts, mostTasks: sweep.mostTaskCount,
      isSettled: false)
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
