internal import Scheduling
internal import Spec

/// Whether a budget pays for the tasks that a sweep starts with.
enum PlanBudget {
  /// - Parameter data: the data directory whose finished tasks tell what others cost.
  /// - Throws: a ``Problem`` where those say that it does not.
  static func check(_ sweep: Sweep, data: String) throws {
    guard let budget = sweep.budget else { return }
    var history = try PlanHistory(data, sweep: sweep)
    guard let seconds = try history.estimate().seconds else { return }
    let least = seconds.low * Double(sweep.resources.threads)
    guard least > budget else { return }
    throw Problem(
      ExitStatus.usage,
      "the budget of \(CoreTime.format(budget)) does not pay for the first tasks, which take \(CoreTime.format(least)) or "
        + "more; give a larger one, or fewer points and replicates to start with")
  }
}
