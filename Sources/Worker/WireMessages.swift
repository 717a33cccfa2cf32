internal import Foundation
internal import Messages
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension WireAssignment {
  /// GPUs that the task has; empty where it must see none, nil where none are shared out.
  var visibleDevices: [String]? { devices.isEmpty && !hidesDevices ? nil : devices }

  /// The files that the task's program brings; nil where it brings none.
  var bundle: ProgramBundle? {
    guard hasFiles, let digest = Digest(bytes: files.digest) else { return nil }
    return ProgramBundle(digest: digest, size: Int(clamping: files.size))
  }
}

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
