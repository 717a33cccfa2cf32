internal import Journal
internal import Logging
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Each name is looked up by itself, and answered by a sentence.
  private static var nameLimit: Int { 2000 }

  /// What a command needs of the disk.
  ///
  /// - Throws: ``SelectionError`` where it cannot be carried out, whatever the disk says.
  func needs(of command: WireCommand) throws(SelectionError) -> CommandNeeds {
    guard command.names.count <= Coordinator.nameLimit else {
      throw SelectionError(
        "the command names \(command.names.count) things; name at most \(Coordinator.nameLimit) at a time")
    }
    switch command.command {
    case .cancel(let cancel): return needs(of: .cancel, cancel.targets)
    case .pause(let pause): return needs(of: .pause, pause.sweeps)
    case .resume(let resume): return needs(of: .resume, resume.sweeps)
    case .retry(let retry): return needs(of: .retry, retry.targets)
    case .addKey(let addition): return .key(try keyRequest(addition))
    case .drain, .revokeKeys, nil: return .nothing
    }
  }

  /// Carries out a command with what it needed of the disk.
  ///
  /// - Throws: ``SelectionError``.
  func run(
    _ command: WireCommand, _ findings: CommandFindings
  ) throws(SelectionError) -> WireReply.OneOf_Reply {
    switch command.command {
    case .cancel(let cancel):
      return .init(try carryOut(.cancel, on: cancel.targets, findings, reason: cancel.reason))
    case .pause(let pause): return .init(try carryOut(.pause, on: pause.sweeps, findings))
    case .resume(let resume): return .init(try carryOut(.resume, on: resume.sweeps, findings))
    case .retry(let retry): return .init(try carryOut(.retry, on: retry.targets, findings))
    case .drain(let drain): return .init(try self.drain(drain.workers))
    case .addKey: return .init(try addKey(findings))
    case .revokeKeys(let revocation): return .init(try revokeKeys(revocation.keys))
    case nil:
      throw SelectionError(
        "this coordinator does not know the command; it is an older release than the one that asks, "
          + "or the command is empty")
    }
  }

  /// Asks workers to leave. All are looked up before the first is asked.
  ///
  /// - Throws: ``SelectionError`` for a name that is no worker's, and no host's.
  private func drain(_ selectors: [String]) throws(SelectionError) -> OutcomeDocument {
    var chosen: [ConnectedWorker] = []
    for selector in selectors {
      for worker in try selectWorkers(selector)
      where !chosen.contains(where: { $0.session == worker.session }) {
        chosen.append(worker)
      }
    }
    var count = 0
    let targets = chosen.sorted { $0.number < $1.number }.map { worker -> OutcomeDocument.Target in
      let isNew = scheduler.workers[worker.session]?.isDraining == false
      if isNew {
        count += 1
        scheduler.workerDrains(worker.session)
        send(.drain(.with { $0.reason = "asked to leave by a client" }), to: worker.route)
      }
      let held = scheduler.workers[worker.session]?.leases.count ?? 0
      let tasks = held == 0 ? "leaves" : "finishes or hands back \(Plural.of(held, "task")) and leaves"
      return .init(
        kind: "worker", id: "\(worker.session.worker)", name: worker.host, state: "draining",
        isChanged: isNew,
        tasks: 0,
        message: "worker \(worker.session.worker) on \(worker.host) "
          + (isNew ? tasks : "is leaving already; nothing was changed"))
    }
    committed.touch()
    return OutcomeDocument(action: "drain-workers", changed: count, targets: targets)
  }

  /// The connected workers that a word means: `all`, an id or its beginning, or the name of a host.
  private func selectWorkers(_ selector: String) throws(SelectionError) -> [ConnectedWorker] {
    if selector == "all" { return Array(workers.values) }
    let onHost = workers.values.filter { $0.host == selector }
    guard onHost.isEmpty else { return onHost }
    let named = workers.values.filter {
      !selector.isEmpty && $0.session.worker.description.hasPrefix(selector)
    }
    guard named.count < 2 else {
      throw SelectionError("several workers begin with `\(selector)`: give more digits of the id")
    }
    guard !named.isEmpty else {
      let known = workers.values.sorted { $0.number < $1.number }
      throw .unknown(
        "connected worker or host", selector,
        known: known.map { ($0.host, "\($0.session.worker) on \($0.host)") })
    }
    return named
  }
}
