internal import Journal
internal import Logging
internal import Messages
internal import Results
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
    if let verb = SweepVerb(rawValue: command.action) { return .init(try carryOut(verb, command)) }
    switch command.action {
    case "drain-workers": return .init(try drain(command.selectors))
    case "add-key": return .init(try addKey(command))
    case "revoke-key": return .init(try revokeKeys(command.selectors))
    default:
      throw SelectionError("this coordinator does not know the command `\(command.action.prefix(100))`")
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
