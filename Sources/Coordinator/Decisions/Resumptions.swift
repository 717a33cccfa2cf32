internal import SweepModel

/// Which running attempts began from a checkpoint, so that one that cannot be gone on from is told from a task
/// that breaks.
///
/// An attempt that was given a checkpoint and fails before it is heard of beyond the checkpoint's step may have
/// failed because of it: the file may be damaged, of another release, or made up by the worker that saved it.
/// Then the checkpoint goes, the task starts over, and the failure does not count. One that reports a later
/// step, or saves a checkpoint of its own, has shown that it could read it. So a task that always breaks still
/// fails, after twice as many attempts at most, and no checkpoint fails more than one attempt.
struct Resumptions {
  private struct Resumption {
    var attempt: Int
    var step: Int
  }

  private var begun: [TaskNumber: Resumption] = [:]

  /// The attempt is given the checkpoint of that step.
  mutating func add(_ task: TaskNumber, attempt: Int, step: Int) {
    begun[task] = Resumption(attempt: attempt, step: step)
  }

  /// The attempt saved a checkpoint of its own, or is over.
  mutating func remove(_ task: TaskNumber) {
    if !begun.isEmpty { begun[task] = nil }
  }

  /// Whether the checkpoint may be why the attempt failed.
  ///
  /// - Parameter reached: the last step that it reported; 0 for none.
  func isSuspect(_ task: TaskNumber, attempt: Int, reached: Int64) -> Bool {
    guard let resumption = begun[task], resumption.attempt == attempt else { return false }
    return reached <= Int64(clamping: resumption.step)
  }
}
