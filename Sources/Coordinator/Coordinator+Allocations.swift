internal import Allocation
internal import Journal
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

/// Jobs of batch systems: what their allocators say, and what they are told.
extension Coordinator {
  /// Carries out a command about a queue.
  ///
  /// - Throws: ``SelectionError``.
  func run(_ command: WireAllocateCommand) throws(SelectionError) -> WireReply.OneOf_Reply {
    let now = CoordinatorClock.monotonic
    let name = command.queue
    switch command.action {
    case .open(let settings):
      try core.allocations.open(
        name, AllocationSettings(settings),
        by: .init(
          id: [UInt8](command.allocator), host: PeerText.line(settings.host, limit: 200),
          process: Int(settings.processID), heardAt: now),
        nonce: Hexadecimal.text((0..<4).map { _ in UInt8.random(in: 0...255) }), takesOver: settings.takesOver
      )
      committed.touch()
      return .init(orders(for: name, now: now))
    case .report(let report):
      try core.allocations.heard(name, from: .init(id: [UInt8](command.allocator), heardAt: now))
      take(report, of: name, now: now)
      if report.leaving { core.allocations.allocatorLeft(name, now: now) }
      return .init(orders(for: name, isLeaving: report.leaving, now: now))
    case .pause:
      let isChanged = try core.allocations.pause(name)
      return outcome("pause-allocations", name, isChanged: isChanged, "submits nothing more; its jobs go on")
    case .resume:
      let isChanged = try core.allocations.resume(name, now: now)
      return outcome("resume-allocations", name, isChanged: isChanged, "goes on")
    case .remove:
      let (queue, isGone) = try core.allocations.remove(name, now: now)
      let allocator = isGone ? nil : core.allocations.allocators[name]
      return outcome(
        "remove-allocations", name, isChanged: true, Self.removal(of: queue, by: allocator, now: now))
    case nil: throw SelectionError("the command about the queue \(name) is empty, or a newer release's")
    }
  }

  /// - Parameter allocator: who cancels what waits; nil where the queue is gone.
  private static func removal(
    of queue: AllocationQueue, by allocator: AllocationDesk.Allocator?, now: Double
  ) -> String {
    let left = queue.alive
    if let allocator {
      return
        "is being removed: its allocator on \(allocator.place), heard of \(Int(now - allocator.heardAt)) s ago, cancels what "
        + "waits, and workers that run leave once there is nothing to do. If that allocator is dead, the same command in "
        + "\(Int(AllocationDesk.allocatorPatience)) s says what is left"
    }
    let waiting = left.filter(\.isWaiting)
    guard !waiting.isEmpty else {
      return "is removed" + (left.isEmpty ? "" : "; its workers leave once there is nothing to do")
    }
    // A job whose number was not told is known by its name.
    let names = waiting.map { queue.key(of: $0.number) }.joined(separator: ",")
    return "is removed, and no allocator is there to cancel what waits: `scancel --name=\(names)` does"
  }

  private func outcome(
    _ action: String, _ name: String, isChanged: Bool, _ what: String
  ) -> WireReply.OneOf_Reply {
    committed.touch()
    let state = core.allocations.queues[name].map { AllocationQueueRecord($0).state } ?? "removed"
    return .init(
      OutcomeDocument(
        action: action, changed: isChanged ? 1 : 0,
        targets: [
          .init(
            kind: "allocations", id: name, name: name, state: state, isChanged: isChanged, tasks: 0,
            message: "queue \(name) " + (isChanged ? what : "is \(state) already; nothing was changed"))
        ]))
  }

  private func take(_ report: WireAllocationReport, of name: String, now: Double) {
    for submitted in report.submitted {
      core.allocations.submissionEnded(name, key: submitted.key, SubmitOutcome(submitted), now: now)
    }
    if report.hasJobs {
      core.allocations.listed(name, report.jobs.jobs.map(BatchJob.init), now: now)
    } else if !report.trouble.isEmpty {
      core.allocations.listingFailed(name, PeerText.line(report.trouble, limit: 500))
    }
  }

  private func orders(
    for name: String, isLeaving: Bool = false, now: Double
  ) -> AllocationOrdersDocument {
    for worker in workers.values where !worker.allocation.isEmpty {
      if core.registry.isWritten(worker.session.worker) {
        core.allocations.workerWorked(worker.allocation, now: now)
      }
    }
    let queue = core.allocations.queues[name]
    let orders =
      isLeaving
      ? AllocationQueue.Orders()
      : core.allocations.plan(name, queue.map { demand(of: $0, now: now) } ?? .none, now: now)
    let key = { (number: Int) in queue?.key(of: number) ?? "" }
    return AllocationOrdersDocument(
      submit: orders.submit.map(key),
      cancel: orders.cancel.compactMap { core.allocations.queues[name]?.allocations[$0]?.job }
        .filter { !$0.isEmpty },
      excluding: orders.excluding, listAfter: orders.listAfter, prefix: queue?.prefix ?? "",
      isOver: orders.isOver, summary: core.allocations.summary(of: name, now: now))
  }

  private func demand(of queue: AllocationQueue, now: Double) -> AllocationDemand {
    let settings = queue.settings
    let work = core.scheduler.workWaiting(
      for: .init(
        slots: settings.slots, gpus: settings.gpus, memory: settings.memory > 0 ? settings.memory : nil,
        stays: settings.usable), now: now)
    return AllocationDemand(slots: work.slots, tasks: work.tasks, obstacles: work.obstacles)
  }

  func allocationsDocument() -> AllocationsDocument {
    let now = CoordinatorClock.monotonic
    let desk = core.allocations
    return AllocationsDocument(
      queues: desk.queues.keys.sorted().compactMap { name in
        desk.queues[name].map { .init($0, desk.allocators[name], desk.summary(of: name, now: now), now: now) }
      })
  }

  /// What every queue has to say, a sentence each; nil where there is none.
  func allocationSentences() -> [String]? {
    guard !core.allocations.isEmpty else { return nil }
    let now = CoordinatorClock.monotonic
    return core.allocations.queues.keys.sorted().map {
      "\($0): \(core.allocations.summary(of: $0, now: now))"
    }
  }
}

extension AllocationDesk {
  /// What there is and what comes, for who asks why there is capacity or none.
  func summary(of name: String, now: Double) -> String {
    guard let queue = queues[name] else { return "removed" }
    let text = queue.summary(now: now)
    if isServed(name, now: now) { return text }
    let since = allocators[name].map { " for \(Int(now - $0.heardAt)) s, when it ran on \($0.place)" } ?? ""
    if queue.standing == .removing {
      return
        "no allocator was heard of\(since), so nothing is cancelled: `percolate allocate remove \(name)` gives the queue up; "
        + text
    }
    return
      "no allocator was heard of\(since), so nothing is submitted or cancelled: `percolate allocate slurm \(name)` with its "
      + "options goes on; \(text)"
  }
}

extension AllocationsDocument.Queue {
  fileprivate init(
    _ queue: AllocationQueue, _ allocator: AllocationDesk.Allocator?, _ summary: String, now: Double
  ) {
    let settings = queue.settings
    let ended = queue.allocations.values.filter { $0.state == .ended }.sorted { $0.number < $1.number }
    self.init(
      name: queue.name, system: settings.system, state: AllocationQueueRecord(queue).state, summary: summary,
      slots: settings.slots, gpus: settings.gpus, memory: settings.memory > 0 ? settings.memory : nil,
      time: settings.time, idle: settings.idle, maximum: settings.maximum, backlog: settings.backlog,
      slotsWanted: queue.demand.slots, tasksWaiting: queue.demand.tasks, obstacles: queue.demand.obstacles,
      failures: queue.failures, allocator: allocator?.host,
      allocatorProcess: allocator?.process,
      allocatorSilentSeconds: allocator.map { max(0, now - $0.heardAt) },
      jobs: (ended.suffix(20) + queue.alive).map { allocation in
        .init(
          key: queue.key(of: allocation.number), job: allocation.job.isEmpty ? nil : allocation.job,
          state: allocation.state.rawValue, reason: allocation.reason.isEmpty ? nil : allocation.reason,
          node: allocation.node.isEmpty ? nil : allocation.node, requeues: allocation.requeues,
          outcome: allocation.outcome?.rawValue)
      })
  }
}

extension AllocationSettings {
  fileprivate init(_ wire: WireOpenAllocation) {
    self.init(
      system: PeerText.line(wire.system, limit: 20), slots: Int(wire.slots), gpus: Int(wire.gpus),
      memory: Int(clamping: wire.memory), time: wire.time, lead: wire.lead, idle: wire.idle,
      maximum: Int(wire.maximum), backlog: Int(wire.backlog))
  }
}

extension SubmitOutcome {
  fileprivate init(_ wire: WireSubmittedAllocation) {
    if !wire.job.isEmpty {
      self = .submitted(job: PeerText.line(wire.job, limit: 40))
    } else if !wire.refused.isEmpty {
      self = .refused(PeerText.line(wire.refused, limit: 500), isHopeless: wire.hopeless)
    } else {
      self = .unknown(PeerText.line(wire.unknown, limit: 500))
    }
  }
}

extension BatchJob {
  fileprivate init(_ wire: WireBatchJob) {
    let phase: Phase =
      switch wire.phase {
      case .waiting: .waiting
      case .running: .running
      case .ended: .ended
      case .ending, .unspecified, .UNRECOGNIZED: .ending
      }
    self.init(
      key: wire.key, job: PeerText.line(wire.job, limit: 40), phase: phase,
      reason: PeerText.line(wire.reason, limit: 200), node: PeerText.line(wire.node, limit: 100),
      isHopeless: wire.hopeless)
  }
}
