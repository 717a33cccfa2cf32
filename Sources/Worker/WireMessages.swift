internal import Messages
internal import Transport

extension WireFromSlot {
  init(_ content: OneOf_Message) {
    self.init()
    message = content
  }
}

extension WireToSlot {
  init(_ content: OneOf_Message) {
    self.init()
    message = content
  }
}

extension HeldTask {
  /// What tells a slot the task's checkpoint, ahead of the task.
  var checkpointMessages: [WireToSlot] {
    guard let checkpoint else { return [] }
    let step = assignment.checkpoint.step
    return CheckpointPieces.split(checkpoint, step: step, task: assignment.task, attempt: assignment.attempt)
      .map { WireToSlot(.checkpoint($0)) }
  }
}

extension WireToCoordinator {
  init(_ content: OneOf_Message) {
    self.init()
    message = content
  }
}
