import Foundation
import SwiftProtobuf

@testable import Messages

/// Messages of every kind, for bending.
enum AdmissionSamples {
  static let messages: [WireToCoordinator] = [
    .with {
      $0.hello.worker = Data(repeating: 1, count: 16)
      $0.hello.held = [.with { $0.attempt = 300 }]
      $0.hello.experiments = ["probe/1"]
      $0.hello.machine.host = "node"
    },
    .with { $0.heartbeat.running = [.with { $0.step = -5 }] },
    .with {
      $0.report.finished = [
        .with {
          $0.metrics = [
            .with {
              $0.name = "value"
              $0.value = 0.5
            }
          ]
          $0.artifacts = [.with { $0.content = Data([1, 2, 3]) }]
        }
      ]
      $0.report.metrics = [
        .with {
          $0.steps = [1, 300, -1]
          $0.values = [1, 2, 3]
        }
      ]
      $0.report.ended = [.with { $0.log = ["a line", ""] }]
      $0.report.checkpoints = [.with { $0.content = Data([4]) }]
      $0.report.artifacts = [.with { $0.content = Data([5]) }]
    },
    .with { $0.goodbye.reason = "so long" },
    .with { $0.request.command.selectors = ["1", "2"] },
    .with { $0.request.query.selector = "last" },
    .with { $0.checkpointRequest.offset = .max },
  ]

  static func kind(of message: WireToCoordinator.OneOf_Message) -> WireKind {
    switch message {
    case .hello: .hello
    case .heartbeat: .heartbeat
    case .report: .report
    case .goodbye: .goodbye
    case .request: .request
    case .checkpointRequest: .checkpointRequest
    }
  }
}
