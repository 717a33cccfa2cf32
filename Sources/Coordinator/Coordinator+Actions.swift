internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Carries out what the scheduler decided.
  func perform(_ actions: [SchedulingAction]) throws {
    for action in actions {
      switch action {
      case .assign(let session, let sweep, let leases):
        assignments.add(.init(session: session, sweep: sweep, leases: leases))
      case .revoke(let session, let leases):
        guard let worker = workers[session] else { continue }
        send(.revoke(.with { $0.leases = leases.compactMap { wireLease($0) } }), to: worker.route)
      case .record, .recordLost, .sweepActivated:
        recorder.record(
          action, wall: CoordinatorClock.wall, row: { registry.row(of: $0)?.number }, in: &batch.records)
        if case .sweepActivated(let number) = action { refinementIsDue(number) }
      case .workerLost(let session, let leases):
        logger.warning(
          "worker \(session.worker) fell silent; \(Plural.of(leases, "task")) of it \(leases == 1 ? "goes" : "go") to others"
        )
        forget(session)
      case .workerBacksOff(let session, let until, let failures):
        let seconds = Int((until - CoordinatorClock.monotonic).rounded())
        logger.warning(
          """
          worker \(session.worker) on \(workers[session]?.host ?? "?") failed \(Plural.of(failures, "task")) in a row \
          and gets no more for \(seconds) s
          """)
      case .sweepFinished(let number):
        if sweeps[number]?.refinement == nil { recordShares() } else { refinementIsDue(number) }
      }
    }
  }

  /// Writes down what each worker has done so far. To be called where a sweep ends: rows of workers that left
  /// grow in number for as long as a coordinator runs, so only those that are connected count.
  func recordShares() {
    for session in workers.keys {
      if let row = registry.row(of: session.worker) { batch.records.append(.workerSeen(row)) }
    }
  }

  /// What this turn has changed of what clients see.
  func takeChanges() -> CommittedState.Changes {
    var changes = CommittedState.Changes(results: turnResults)
    turnResults.removeAll(keepingCapacity: true)
    changes.tasks = addedTasks + batch.records.compactMap(\.changedTask)
    addedTasks.removeAll()
    for number in scheduler.takeChangedSweeps().union(changedRefinements) {
      guard let entry = scheduler.sweeps[number] else { continue }
      changes.sweeps[number] = CommittedState.Sweep(
        census: entry.census, state: entry.state, priority: entry.priority,
        refinement: refinementStatus(of: number))
    }
    changedRefinements.removeAll(keepingCapacity: true)
    return changes
  }

  /// Tells of sweeps whose end is on disk.
  func announce(_ finished: [SweepNumber]) {
    for number in finished {
      guard let sweep = sweeps[number], let census = committed.sweeps[number]?.census else { continue }
      logger.info("sweep \(sweep.header.name) is finished: \(census.done) done, \(census.failed) failed")
    }
  }

  /// Samples every unfinished sweep's progress for its rate.
  func noteProgress(now: Double) {
    for number in sweeps.keys {
      guard let census = committed.sweeps[number]?.census else { continue }
      // Nor does the time before the first worker comes count.
      if scheduler.sweeps[number]?.state != .active || workers.isEmpty {
        sweeps[number]?.meter.restart()
      }
      sweeps[number]?.meter.note(ended: census.done + census.failed + census.cancelled, now: now)
    }
  }
}
