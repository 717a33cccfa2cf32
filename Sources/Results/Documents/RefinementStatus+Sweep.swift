package import Analysis
package import Messages
package import Spec
internal import SweepModel

extension RefinementStatus {
  /// What planning has found of a sweep, `round` being the last whose tasks are planned.
  package init(_ state: SweepRefinement, of sweep: Sweep, round: Int, isSettled: Bool) {
    self.init(
      round: round, series: state.series.count,
      settledSeries: state.series.count { $0.result.ending != nil },
      verdicts: RefinementTally(state.series.map(\.result.verdict)), mostTasks: sweep.mostTaskCount,
      isSettled: isSettled)
  }

  /// A sweep of which nothing is known yet.
  package init(of sweep: Sweep) {
    var verdicts = RefinementTally()
    verdicts.open = sweep.grid?.series.count ?? 0
    self.init(
      round: 0, series: verdicts.open, settledSeries: 0, verdicts: verdicts, mostTasks: sweep.mostTaskCount,
      isSettled: false)
  }
}
