import Foundation
import SwiftProtobuf

@testable import Messages

/// Messages of every kind, for bending.
enum AdmissionSamples {
  static let messages: [WireToCoordinator] =
    others + queries.map { query in .with { $0.request.query.question = query } }
    + commands.map { command in .with { $0.request.command.command = command } }

  private static let others: [WireToCoordinator] = [
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
    .with { $0.request.submit.overrides = ["seed=1"] },
    .with { $0.request.upload.content = Data([6, 7]) },
    .with {
      $0.checkpointRequest.offset = .max
      $0.checkpointRequest.files = Data(repeating: 3, count: 32)
    },
  ]

  /// Every question that there is.
  static let queries: [WireQuery.OneOf_Question] = [
    .status(
      .with {
        $0.selector = "last"
        $0.unlessVersion = .max
      }),
    .sweep(.with { $0.selector = "a name" }),
    .tasks(
      .with {
        $0.statuses = [.done, .failed, .excluded]
        $0.limit = .max
      }),
    .metrics(.with { $0.metric = "loss" }),
    .placements(.with { $0.offset = .max }),
    .explain(.with { $0.task = "a229e96e4317" }),
    .artifact(.with { $0.digest = Data(repeating: 7, count: 32) }),
    .workers(.init()),
    .keys(.init()),
    .artifacts(.with { $0.offset = .max }),
    .failures(.with { $0.limit = .max }),
    .columns(.with { $0.selector = "last" }),
    .changes(
      .with {
        $0.sinceVersion = .max
        $0.metrics = ["loss", ""]
        $0.onlyNumbers = true
      }),
    .rows(
      .with {
        $0.statuses = [.running]
        $0.offset = .max
      }),
    .allocations(.init()),
    .operation(.init()),
  ]

  /// Every command that there is.
  static let commands: [WireCommand.OneOf_Command] = [
    .cancel(
      .with {
        $0.targets = ["1", "2"]
        $0.reason = "why not"
      }),
    .pause(.with { $0.sweeps = ["1"] }),
    .resume(.with { $0.sweeps = ["all"] }),
    .retry(.with { $0.targets = ["last", ""] }),
    .priority(
      .with {
        $0.sweeps = ["last"]
        $0.priority = -3
      }),
    .delete(
      .with {
        $0.sweeps = ["last"]
        $0.dryRun = true
      }),
    .prune(
      .with {
        $0.streams = ["1"]
        $0.dryRun = true
      }),
    .drain(.with { $0.workers = ["node7"] }),
    .addKey(
      .with {
        $0.name = "guest"
        $0.role = .client
      }),
    .revokeKeys(.with { $0.keys = ["guest"] }),
    .allocate(.with { $0.open.maximum = 7 }),
    .allocate(
      .with {
        $0.queue = "short"
        $0.report.submitted = [.with { $0.key = "percolate-short-1" }]
        $0.report.jobs.jobs = [.with { $0.phase = .running }]
      }),
    .allocate(.with { $0.pause = .init() }),
    .allocate(.with { $0.resume = .init() }),
    .allocate(.with { $0.remove = .init() }),
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
