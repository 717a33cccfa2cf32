import Foundation
import Messages
import SwiftProtobuf
import TestSupport

@testable import Transport

extension SeededGenerator {
  /// A message's frames, spoiled in one of several ways.
  mutating func frames(from samples: [[UInt8]]) -> [[UInt8]] {
    var payload = samples.randomElement(using: &self) ?? []
    let preamble = WireCodec.preamble
    switch Int.random(in: 0..<7, using: &self) {
    case 0: return [bytes(upTo: 64)]
    case 1: return [bytes(upTo: 8), bytes(upTo: 2000)]
    case 2: return [preamble, bytes(upTo: 2000)]
    case 3:
      payload.removeLast(Int.random(in: 0...payload.count, using: &self))
      return [preamble, payload]
    case 4:
      for _ in 0..<Int.random(in: 1...8, using: &self) where !payload.isEmpty {
        payload[Int.random(in: payload.indices, using: &self)] = UInt8(truncatingIfNeeded: next())
      }
      return [preamble, payload]
    case 5:
      return [preamble, payload + (samples.randomElement(using: &self) ?? [])]
    default: return (0..<Int.random(in: 1...6, using: &self)).map { _ in bytes(upTo: 40) }
    }
  }

}

/// Messages to be spoiled.
enum Noise {
  /// One of each message that a peer sends, with extreme numbers in it.
  static func messages(worker: ScriptedWorker) -> [WireToCoordinator] {
    let held = WireHeld.with {
      $0.task = Data(repeating: 9, count: 32)
      $0.attempt = .max
    }
    let hello = worker.hello(.max - 1, .max, [held, .init()])
    let report = WireReport.with {
      $0.epoch = .max
      $0.sequence = .max
      $0.finished = [
        .with {
          $0.task = held.task
          $0.attempt = .max
          $0.seconds = -.infinity
          $0.artifacts = [.with { $0.name = "../../x" }]
        }
      ]
      $0.ended = [.with { $0.outcome = .UNRECOGNIZED(-1) }, .with { $0.outcome = .unspecified }]
      $0.metrics = [.with { $0.steps = [.min, .max] }]
      $0.checkpoints = [
        .with {
          $0.step = .min; $0.offset = .max; $0.size = .max
        }
      ]
    }
    let words = [
      "status", "tasks", "explain", "metrics", "sweep", "placements", "artifact", "workers", "keys", "?",
    ]
    let queries = words.map { word in
      WireToCoordinator.with { $0.request.query = .named(word, "../../\u{0}%", unless: .max) }
    }
    let pages: [WireQuery] = [
      .with {
        $0.tasks.offset = .max
        $0.tasks.limit = .max
        $0.tasks.statuses = [.excluded, .unspecified, .UNRECOGNIZED(-1)]
      },
      .with {
        $0.metrics.offset = .max
        $0.metrics.limit = .max
      },
      .with { $0.placements.offset = .max },
      .with {
        $0.artifact.digest = Data(repeating: 9, count: 32)
        $0.artifact.offset = .max
      },
    ]
    let actions = ["cancel", "pause", "resume", "retry", "add-key", "revoke-key", "drain-workers", "?"]
    let commands = actions.map { action in
      WireToCoordinator.with {
        $0.request.command = .named(action, ["nobody", "1-99999999999999999999"], argument: "../escape")
      }
    }
    return [
      .with { $0.hello = hello }, .with { $0.report = report }, .with { $0.heartbeat.epoch = .max },
      .with { $0.goodbye.reason = "so long" }, .with { $0.request.submit.source = Data("a: [".utf8) },
    ] + queries + pages.map { page in .with { $0.request.query = page } } + commands
  }
}
