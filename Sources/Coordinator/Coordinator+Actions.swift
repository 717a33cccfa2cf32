internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Carries out what the scheduler decided.
  func perform(_ actions: [SchedulingAction]) {
    for action in actions {
      switch action {
      case .assign(let session, let sweep, let leases):
        core.mention(session.worker)
        assignments.add(.init(session: session, sweep: sweep, leases: leases))
      case .revoke(let session, let leases):
        guard let worker = workers[session] else { continue }
        send(.revoke(.with { $0.leases = leases.compactMap { wireLease($0) } }), to: worker.route)
      case .record, .recordLost, .sweepActivated:
        core.record(action, wall: CoordinatorClock.wall)
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
      case .tasksEnded(let number):
        core.tasksHaveEnded(of: number)
      }
    }
  }

  /// Carries out what was decided about reports and commands.
  func perform(_ actions: [CoordinatorAction], now: Double) {
    for action in actions {
      switch action {
      case .warn(let what): logger.warning("\(what)")
      case .askToLeave(let worker):
        send(.drain(.with { $0.reason = "asked to leave by a client" }), to: worker.route)
      case .reportMadeUpClaim(let worker, let task, let attempt):
        guard peers.isNews(.madeUpClaim, of: worker.route, now: now) else { continue }
        logger.warning(
          """
          worker \(worker.session.worker) on \(worker.host) sent a result of task \(core.name(of: task)) \
          attempt \(attempt), which it never had; such results are dropped
          """)
      }
    }
  }

  /// Tells of sweeps whose end is on disk.
  func announce(_ finished: [SweepNumber]) {
    for number in finished {
      guard let sweep = core.sweeps[number], let census = committed.sweeps[number]?.census else { continue }
      logger.info("sweep \(sweep.header.name) is finished: \(census.done) done, \(census.failed) failed")
    }
  }

  /// Samples every unfinished sweep's progress for its rate.
  func noteProgress(now: Double) {
    for number in core.sweeps.keys {
      guard let census = committed.sweeps[number]?.census else { continue }
      // Nor does the time before the first worker comes count.
      if core.scheduler.sweeps[number]?.state != .active || workers.isEmpty {
        core.sweeps[number]?.meter.restart()
      }
      core.sweeps[number]?.meter.note(ended: census.done + census.failed + census.cancelled, now: now)
    }
  }
}
