internal import Foundation
internal import Journal
internal import Logging
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Carries out a client's command and replies once its effect is on disk.
  func obey(_ command: WireCommand, id: UInt64, route: [UInt8]) {
    do {
      owe(try run(command), id: id, to: route)
    } catch {
      fail(2, "\(error)", id: id, to: route)
    }
  }

  /// Each selector is looked up by itself, while heartbeats wait.
  private static var selectorLimit: Int { 2000 }

  private func run(_ command: WireCommand) throws -> WireReply.OneOf_Reply {
    guard command.selectors.count <= Coordinator.selectorLimit else {
      throw SelectionError(
        "\(command.selectors.count) sweeps or tasks are named; name at most \(Coordinator.selectorLimit) at a time"
      )
    }
    switch command.action {
    case "cancel": return outcome(command, try cancel(command), "cancelled")
    case "retry": return outcome(command, try retry(command), "will run again")
    case "pause":
      let chosen = try command.selectors.flatMap { try selectSweeps($0) }
        .filter { scheduler.sweeps[$0]?.state == .active }
      for number in chosen {
        scheduler.sweepPaused(number)
        batch.records.append(.sweepStateChanged(number, .paused))
      }
      return outcome(command, chosen.count, "paused", of: "sweep")
    case "resume":
      let chosen = try command.selectors.flatMap { try selectSweeps($0) }
        .filter { scheduler.sweeps[$0]?.state == .paused }
      for number in chosen {
        scheduler.sweepResumed(number)
        batch.records.append(.sweepStateChanged(number, .active))
      }
      return outcome(command, chosen.count, "resumed", of: "sweep")
    case "drain-workers":
      let chosen = workers.values.filter { worker in
        command.selectors.contains("all")
          || command.selectors.contains { !$0.isEmpty && worker.session.worker.description.hasPrefix($0) }
      }
      for worker in chosen {
        scheduler.workerDrains(worker.session)
        send(.drain(.with { $0.reason = "asked to leave by a client" }), to: worker.route)
      }
      return outcome(command, chosen.count, "finish or hand back their tasks and leave", of: "worker")
    case "add-key": return try addKey(command)
    case "revoke-key": return try revokeKey(command)
    default:
      throw SelectionError("this coordinator does not know the command `\(command.action.prefix(100))`")
    }
  }

  private func cancel(_ command: WireCommand) throws -> Int {
    let reason =
      command.reason.isEmpty ? "cancelled by the user" : PeerText.lines(command.reason, limit: 500)
    var count = 0
    for selector in command.selectors {
      if let chosen = try? selectSweeps(selector) {
        for number in chosen {
          let before = scheduler.sweeps[number]?.census.cancelled ?? 0
          scheduler.sweepCancelled(number, reason: reason)
          batch.records.append(.sweepStateChanged(number, .cancelled))
          count += (scheduler.sweeps[number]?.census.cancelled ?? 0) - before
        }
      } else {
        let tasks = try selectTasks(selector).filter {
          scheduler.tasks[$0]?.status == .pending || scheduler.tasks[$0]?.status == .running
        }
        scheduler.cancel(tasks, reason: reason)
        count += tasks.count
      }
    }
    return count
  }

  private func retry(_ command: WireCommand) throws -> Int {
    var count = 0
    for selector in command.selectors {
      var tasks: [TaskNumber] = []
      if let chosen = try? selectSweeps(selector) {
        for number in chosen {
          tasks += scheduler.sweeps[number]?.tasks ?? []
          if scheduler.sweeps[number]?.state == .cancelled {
            batch.records.append(.sweepStateChanged(number, .active))
            scheduler.sweepReactivated(number)
            refinementIsDue(number)
          }
        }
      } else {
        tasks = try selectTasks(selector)
      }
      count += scheduler.retry(tasks)
    }
    return count
  }

  private func addKey(_ command: WireCommand) throws -> WireReply.OneOf_Reply {
    guard let serverKey else { throw SelectionError("this coordinator runs with --insecure and has no keys") }
    let name = command.argument
    guard let role = AccessFile.Role(rawValue: command.selectors.first ?? "") else {
      throw SelectionError("a key's role is `client` or `worker`, found `\(command.selectors.first ?? "")`")
    }
    guard !name.isEmpty, name.count <= 64,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }),
      !name.hasPrefix(".")
    else {
      throw SelectionError(
        "a key's name is 1 to 64 letters, digits, `-`, `_` or `.`, found `\(name.prefix(80))`")
    }
    guard !allowList.all.contains(where: { $0.name == name && $0.revokedAt == nil }) else {
      throw SelectionError("there is a key named \(name) already; revoke it first or choose another name")
    }
    let files = KeyFiles(directory: directory)
    let key = try files.issue(
      name, role: role, endpoint: endpoint, serverKey: serverKey, now: CoordinatorClock.wall)
    allowList.add(key)
    batch.records.append(.keyAdded(key))
    var document = KeysDocument(allowList.all)
    document.written = files.accessPath(name)
    return .init(document)
  }

  private func revokeKey(_ command: WireCommand) throws -> WireReply.OneOf_Reply {
    let now = CoordinatorClock.wall
    var count = 0
    for name in command.selectors {
      let matching = allowList.all.filter { $0.revokedAt == nil && ($0.name == name || $0.publicKey == name) }
      guard !matching.isEmpty else { throw SelectionError("there is no valid key named \(name)") }
      for key in matching where allowList.revoke(key.publicKey, at: now) {
        batch.records.append(.keyRevoked(key.publicKey, at: now))
        count += 1
        for (session, worker) in workers where workerRows[session.worker]?.key == key.publicKey {
          logger.warning("worker \(session.worker) on \(worker.host) is cut off: its key was revoked")
          scheduler.workerLeft(session, reason: "its worker's key was revoked")
          forget(session)
        }
      }
    }
    return outcome(command, count, "revoked", of: "key")
  }

  private func outcome(
    _ command: WireCommand, _ count: Int, _ what: String, of noun: String = "task"
  ) -> WireReply.OneOf_Reply {
    .init(
      OutcomeDocument(
        action: command.action, changed: count, message: "\(count) \(noun)\(count == 1 ? "" : "s") \(what)"))
  }
}
