internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel

extension CoordinatorCore {
  /// Asks workers to leave. All are looked up before the first is asked.
  ///
  /// - Throws: ``SelectionError`` for a name that is no worker's, and no host's.
  mutating func drain(_ selectors: [String]) throws(SelectionError) -> OutcomeDocument {
    let connected = workers.values.sorted { $0.number < $1.number }
    let chosen = try WorkerSelection.select(selectors, from: connected)
    var count = 0
    let targets = chosen.map { worker -> OutcomeDocument.Target in
      let isNew = scheduler.workers[worker.session]?.isDraining == false
      if isNew {
        count += 1
        scheduler.workerDrains(worker.session)
        actions.append(.askToLeave(worker))
      }
      let held = scheduler.workers[worker.session]?.leases.count ?? 0
      let tasks = held == 0 ? "leaves" : "finishes or hands back \(Plural.of(held, "task")) and leaves"
      return .init(
        kind: "worker", id: "\(worker.session.worker)", name: worker.host, state: "draining",
        isChanged: isNew, tasks: 0,
        message: "worker \(worker.session.worker) on \(worker.host) "
          + (isNew ? tasks : "is leaving already; nothing was changed"))
    }
    return OutcomeDocument(action: "drain-workers", changed: count, targets: targets)
  }
}
