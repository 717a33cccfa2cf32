internal import Analysis
internal import Scheduling
package import Spec
internal import SweepModel

/// Whether a budget pays for the tasks that a sweep starts with, as far as finished tasks tell.
package enum BudgetCheck: Sendable, Equatable {
  /// There is no budget, or it pays for them; or the sweep was accepted before, and goes on.
  case passed
  /// It does not, with the place in the spec: a sentence.
  case refused(String)
  /// Nobody can tell, and they run in any case: a sentence.
  case unknown(String)

  /// - Parameter history: what the data directory knows of the sweep.
  package init(_ sweep: Sweep, _ history: PlanHistory) throws {
    guard let budget = sweep.budget, try !history.hasSweep() else {
      self = .passed
      return
    }
    var history = history
    let estimate = try history.estimate()
    let threads = Double(sweep.resources.threads)
    let (least, spent) = (estimate.least * threads, estimate.finishedSeconds * threads)
    func text(_ seconds: Double) -> String {
      seconds < 1 ? "\(NumberText.short(seconds, digits: 2)) core-seconds" : CoreTime.format(seconds)
    }
    let open = sweep.taskCount - estimate.finished
    let count = "\(open == sweep.taskCount ? "" : "other ")\(Plural.of(open, "task"))"
    if open > 0, least > 0, spent + least > budget {
      let rest = spent > 0 ? ", of which finished ones have taken \(text(spent))," : ""
      self = .refused(
        "\(sweep.budgetPlace.map { $0 + ": " } ?? "")the budget of \(text(budget))\(rest) does not pay for the "
          + "\(count) that the sweep starts with, which take \(text(least)) or more, as "
          + "\(Plural.of(history.known, "finished task")) of experiment \(sweep.experiment) tell; give a larger one, or fewer "
          + "points and replicates to start with")
    } else if open > 0, estimate.seconds == nil, let gap = estimate.gap {
      self = .unknown(
        "nobody can tell yet whether the budget of \(text(budget)) pays for the \(count) that the sweep starts "
          + "with, which run in any case: \(gap)")
    } else {
      self = .passed
    }
  }
}
