package import Analysis
package import Messages
package import Spec
internal import SweepModel

extension RefinementStatus {
  /// What planning has found of a sweep, `round` being the last whose tasks are planned.
  package init(_ state: SweepGrowth, of sweep: Sweep, round: Int, isSettled: Bool) {
    self.init(
      round: round, series: state.tally.count, settledSeries: state.tally.count - state.tally.open,
      verdicts: state.tally, mostTasks: sweep.mostTaskCount, isSettled: isSettled)
    budget = state.spending?.budget
    spent = state.spending?.spent
  }

  /// A sweep of which nothing is known yet.
  package init(of sweep: Sweep) {
    var verdicts = RefinementTally()
    if let rule = sweep.comparison {
      verdicts.question = .comparison
      verdicts.open = sweep.grid?.shared(rule).count ?? 0
    } else {
      verdicts.open = sweep.grid?.series.count ?? 0
    }
    self.init(
      round: 0, series: verdicts.open, settledSeries: 0, verdicts: verdicts, mostTasks: sweep.mostTaskCount,
      isSettled: false)
  }
}
