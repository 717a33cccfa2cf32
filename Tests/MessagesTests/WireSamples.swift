import Foundation
import SwiftProtobuf

@testable import Messages

/// One of every message that a coordinator, a supervisor or a slot sends; what a coordinator gets is in
/// ``AdmissionSamples``.
enum WireSamples {
  private static let assignment = WireAssignment.with {
    $0.task = Data(repeating: 3, count: 32)
    $0.attempt = 2
    $0.definition = Data(#"{"experiment":"probe"}"#.utf8)
    $0.experiment = "probe"
    $0.experimentVersion = 1
    $0.timeLimit = 60
    $0.threads = 2
    $0.checkpoint.size = 12
  }

  private static let part = WireCheckpointPart.with {
    $0.task = Data(repeating: 3, count: 32)
    $0.size = 12
    $0.content = Data("half of it".utf8)
  }

  static let fromCoordinator: [WireFromCoordinator.OneOf_Message] = [
    .welcome(.with { $0.heartbeatSeconds = 2 }),
    .refusal(WireRefusal(.role, "no")),
    .heartbeat(.with { $0.tasksLeft = 7 }),
    .assign(.with { $0.assignments = [assignment] }),
    .acknowledge(.with { $0.sequences = [1, 300] }),
    .revoke(.with { $0.leases = [.with { $0.attempt = 1 }] }),
    .helloAgain(.init()),
    .drain(.with { $0.reason = "enough" }),
    .reply(.with { $0.failure.exitCode = 2 }),
    .checkpointPart(part),
  ]

  static let toSlot: [WireToSlot.OneOf_Message] = [
    .run(assignment), .interrupt(.init()), .recall(.init()),
    .together(.with { $0.assignments = [assignment] }),
    .checkpoint(part),
  ]

  static let fromSlot: [WireFromSlot.OneOf_Message] = [
    .ready(.with { $0.processID = 12 }),
    .finished(.with { $0.seconds = 0.5 }),
    .ended(
      .with {
        $0.outcome = .outOfMemory
        $0.log = ["a line"]
      }),
    .metrics(
      .with {
        $0.name = "loss"
        $0.steps = [1, -1]
        $0.values = [0.5, .nan]
      }),
    .checkpoint(part),
    .progress(.with { $0.step = .max }),
  ]

  /// Every message that goes over the network or a pipe, by the name of what it travels in.
  static var payloads: [(type: any Message.Type, bytes: [UInt8])] {
    get throws {
      try AdmissionSamples.messages.map { (WireToCoordinator.self, try WireCodec.bytes($0)) }
        + fromCoordinator.map { content in
          (WireFromCoordinator.self, try WireCodec.bytes(WireFromCoordinator.with { $0.message = content }))
        }
        + toSlot.map { content in
          (WireToSlot.self, try WireCodec.bytes(WireToSlot.with { $0.message = content }))
        }
        + fromSlot.map { content in
          (WireFromSlot.self, try WireCodec.bytes(WireFromSlot.with { $0.message = content }))
        }
    }
  }
}
