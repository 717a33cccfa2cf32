import Messages
import SweepModel
import SwiftProtobuf

extension WireQuery {
  /// The question that commands call by a word, about one thing; no question for any other word.
  static func named(_ word: String, _ selector: String = "", unless version: UInt64 = 0) -> WireQuery {
    .with {
      switch word {
      case "status":
        $0.status.selector = selector
        $0.status.unlessVersion = version
      case "tasks": $0.tasks.selector = selector
      case "sweep": $0.sweep.selector = selector
      case "metrics": $0.metrics.selector = selector
      case "placements": $0.placements.selector = selector
      case "explain": $0.explain.task = selector
      case "artifact": $0.artifact.digest = .init(selector.utf8)
      case "workers": $0.workers = .init()
      case "keys": $0.keys = .init()
      case "artifacts": $0.artifacts.selector = selector
      case "failures": $0.failures.selector = selector
      case "columns": $0.columns.selector = selector
      default: break
      }
    }
  }
}

extension WireCommand {
  /// The command that goes by a word, for some things; no command for any other word.
  ///
  /// - Parameter argument: the name of a new key, whose role is the first of `names`.
  static func named(_ word: String, _ names: [String], argument: String = "") -> WireCommand {
    .with {
      switch word {
      case "cancel": $0.cancel.targets = names
      case "pause": $0.pause.sweeps = names
      case "resume": $0.resume.sweeps = names
      case "retry": $0.retry.targets = names
      case "drain-workers": $0.drain.workers = names
      case "add-key":
        $0.addKey.name = argument
        $0.addKey.role = names.first == "worker" ? .worker : names.first == "client" ? .client : .unspecified
      case "revoke-key": $0.revokeKeys.keys = names
      default: break
      }
    }
  }
}
