internal import Journal
internal import Messages

extension SweepCondition {
  /// The condition of a sweep as the journal holds it.
  init(_ state: SweepState, isFinished: Bool) {
    switch state {
    case .cancelled: self = .cancelled
    case .active, .submitting: self = isFinished ? .finished : .active
    case .paused: self = isFinished ? .finished : .paused
    }
  }
}
