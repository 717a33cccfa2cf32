/// How an attempt ended, and whose fault that was.
public enum AttemptOutcome: String, Sendable, Hashable, CaseIterable, Codable {
  /// A valid result came back.
  case finished
  /// The experiment said that it cannot succeed, or gave what is no result.
  case failed
  /// The slot process died by a signal or left without a result, the experiment threw an error that it did not
  /// mean to, or this worker is not fit for the task.
  case crashed
  /// The attempt ran longer than `limits.time`.
  case timedOut = "timed-out"
  /// No step was reported for `limits.stall`.
  case stalled
  /// The slot exceeded `resources.memory`.
  case outOfMemory = "out-of-memory"
  /// The worker vanished or its lease ran out.
  case lost
  /// The worker handed the task back: it was asked to leave, or its time was up.
  case handedBack = "handed-back"
  /// The user cancelled the task.
  case cancelled

  /// True where the attempt counts against `limits.attempts`.
  public var isTasksFault: Bool {
    switch self {
    case .failed, .crashed, .timedOut, .stalled, .outOfMemory: true
    case .finished, .lost, .handedBack, .cancelled: false
    }
  }
}
