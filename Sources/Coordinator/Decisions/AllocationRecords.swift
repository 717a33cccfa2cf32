internal import Allocation
internal import Foundation
internal import Journal

extension AllocationQueueRecord {
  init(_ queue: AllocationQueue) {
    let state: String
    var reason = ""
    switch queue.standing {
    case .active: state = "active"
    case .paused: state = "paused"
    case .removing: state = "removing"
    case .blocked(let why):
      state = "blocked"
      reason = why
    }
    let settings = try? JSONEncoder().encode(queue.settings)
    self.init(
      name: queue.name, nonce: queue.nonce, settings: String(decoding: settings ?? Data(), as: UTF8.self),
      state: state, reason: reason, next: queue.nextNumber)
  }
}

extension AllocationRecord {
  /// - Parameter wall: Unix seconds.
  init(_ allocation: Allocation, of queue: String, wall: Double) {
    self.init(
      queue: queue, number: allocation.number, state: allocation.state.rawValue, job: allocation.job,
      reason: allocation.reason, node: allocation.node, requeues: allocation.requeues,
      hasWorked: allocation.hasWorked, outcome: allocation.outcome?.rawValue, changedAt: wall)
  }
}

extension AllocationQueue {
  /// Nil where the rows say what this version does not know.
  init?(_ record: AllocationQueueRecord, _ rows: [AllocationRecord], now: Double) {
    guard
      let settings = try? JSONDecoder().decode(AllocationSettings.self, from: Data(record.settings.utf8)),
      settings.problem == nil
    else { return nil }
    let standing: Standing
    switch record.state {
    case "active": standing = .active
    case "paused": standing = .paused
    case "removing": standing = .removing
    case "blocked": standing = .blocked(record.reason)
    default: return nil
    }
    var allocations: [Allocation] = []
    for row in rows {
      guard let state = Allocation.State(rawValue: row.state) else { return nil }
      allocations.append(
        Allocation(
          number: row.number, state: state, job: row.job, reason: row.reason, node: row.node,
          requeues: row.requeues, hasWorked: row.hasWorked,
          outcome: row.outcome.flatMap(Allocation.Outcome.init), since: now))
    }
    self.init(
      name: record.name, nonce: record.nonce, settings: settings, standing: standing, nextNumber: record.next,
      allocations: allocations, now: now)
  }
}
