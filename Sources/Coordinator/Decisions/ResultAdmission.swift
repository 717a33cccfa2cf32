internal import Scheduling
internal import SweepModel

/// What to do with a result before its content is looked at.
enum ResultAdmission: Equatable {
  /// Its content decides.
  case admitted
  /// It cannot be told yet: its worker keeps it, and is asked again.
  case postponed
  /// Its sender never had the attempt, and says so of a task that has no result yet.
  case madeUp

  /// - Parameters:
  ///   - standing: what its sender has to do with the attempt.
  ///   - status: what the task is; nil for one that no sweep plans.
  ///   - isWithheld: whether something that the attempt streamed waits with its worker, without which the result
  ///     would be recorded.
  ///   - isWhole: whether all files that came in pieces are there.
  init(standing: AttemptStanding, status: TaskStatus?, isWithheld: Bool, isWhole: Bool) {
    // The task's own worker may be dead, which shows when its lease runs out; then this is all that is left.
    let mayBeLeft = standing == .another && status == .running
    // Pieces were put off while the disk was behind; their worker sends all of them again.
    let isIncomplete = !isWhole && status == .running
    if isWithheld || mayBeLeft {
      self = .postponed
    } else if standing == .another || standing == .none, status != .done {
      self = .madeUp
    } else {
      self = isIncomplete ? .postponed : .admitted
    }
  }
}
