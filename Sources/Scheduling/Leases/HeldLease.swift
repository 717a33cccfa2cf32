internal import SweepModel

/// What is known of a running task's attempt.
struct HeldLease: Sendable {
  /// Who holds it.
  enum Holder: Sendable, Equatable {
    case session(WorkerSession)
    /// Known from the journal only: the worker has until the deadline to come back.
    case awaited(WorkerID, until: Double)

    var worker: WorkerID {
      switch self {
      case .session(let session): session.worker
      case .awaited(let worker, _): worker
      }
    }
  }

  var attempt: Int
  var holder: Holder
  /// Monotonic seconds at which it began.
  var since: Double
  var step: Int64?
  /// Seconds that its worker says it has run.
  var ranSeconds = 0.0
  /// Whether it has saved a checkpoint, so that its work is not lost with it.
  var hasSaved = false
  /// Streamed values that were taken from it.
  var streamedValues = 0
  /// False where only the worker says that an earlier coordinator handed it out.
  var isProven = true
}
