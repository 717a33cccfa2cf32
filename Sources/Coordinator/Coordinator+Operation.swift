internal import Allocation
internal import Messages
internal import Scheduling
internal import SweepModel

extension Coordinator {
  /// How the coordinator itself is.
  func operationDocument() -> OperationDocument {
    let now = CoordinatorClock.monotonic
    let meter = journalThread.meter
    let refused = refusals.counts
    var waits: [String: Double] = [:]
    for (number, seconds) in core.scheduler.waits(now: now) {
      if let sweep = core.sweeps[number] { waits["\(sweep.id)"] = seconds }
    }
    return OperationDocument(
      uptimeSeconds: now - startedAt, slots: slots(now: now),
      slotsWanted: core.scheduler.slotsWanted(now: now), waits: waits, commits: meter.durations,
      journalBytes: meter.journalBytes, refusedPeers: refused.peers, refusedMessages: refused.messages,
      refusedResults: core.scheduler.refusedResults, jobs: jobs())
  }

  private func slots(now: Double) -> OperationDocument.Slots {
    var slots = OperationDocument.Slots()
    for worker in core.scheduler.workers.values {
      if worker.isDraining {
        slots.draining += worker.slots
      } else if worker.backOffUntil > now {
        slots.backingOff += worker.slots
      } else {
        slots.working += worker.slotsInUse
        slots.idle += worker.slots - worker.slotsInUse
      }
    }
    return slots
  }

  private func jobs() -> [OperationDocument.Jobs] {
    core.allocations.queues.values.sorted { $0.name < $1.name }.flatMap { queue in
      Allocation.State.allCases.map { state in
        .init(
          queue: queue.name, state: state.rawValue,
          count: queue.allocations.values.count { $0.state == state })
      }
    }
  }
}
