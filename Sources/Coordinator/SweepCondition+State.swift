internal import Messages
internal import Scheduling

extension SweepCondition {
  init(_ state: SweepEntry.State, isFinished: Bool) {
    switch state {
    case .cancelled: self = .cancelled
    case .active: self = isFinished ? .finished : .active
    case .paused: self = isFinished ? .finished : .paused
    }
  }
}
