internal import Foundation
internal import Journal
internal import Logging
internal import Scheduling
internal import Spec
internal import SweepModel
internal import Transport

extension Coordinator {
  /// Takes up where the journal ends.
  ///
  /// - Throws: ``JournalError/damaged(path:found:)`` where a task stands twice in a sweep.
  func load(_ loaded: LoadedJournal) throws(JournalError) {
    let now = CoordinatorClock.monotonic
    let state = loaded.state
    core.index = loaded.index
    for worker in state.workers { core.registry.add(worker) }
    core.checkpoints = CheckpointBook(state.checkpoints)
    directory.checkpoints.keepOnly(core.checkpoints.digests)
    var isWhollyRead = true
    for stored in state.sweeps.sorted(by: { $0.number < $1.number }) {
      let planned = loaded.planned[stored.number, default: []]
      let sweep = try? Sweep(resolvedJSON: stored.header.resolved, catalog: configuration.catalog)
      if sweep == nil {
        isWhollyRead = false
        logger.warning(
          """
          sweep \(stored.header.name) cannot be run by this version (experiment \(stored.header.experiment) \
          version \(stored.header.version)); its results stay readable, and it is paused
          """)
      }
      let levels = sweep.map { SubmissionLevels(of: $0, limit: 200_000) } ?? SubmissionLevels()
      let isWhole = core.add(
        stored.header, number: stored.number, state: sweep == nil ? .paused : stored.state, sweep: sweep,
        planned: planned, levels: levels)
      guard isWhole else {
        throw .damaged(
          path: directory.journalPath, found: "sweep \(stored.header.name) has one of its tasks twice")
      }
    }
    // A sweep that this version cannot read may name some, too.
    if isWhollyRead {
      directory.files.keep(core.bundles, andNewest: BundleUploads.spareLimit)
    }
    for lease in state.leases {
      core.scheduler.leaseRestored(
        Lease(task: lease.task, attempt: lease.attempt), worker: lease.holder.worker, now: now)
      core.recorder.leaseIsJournaled(of: lease.task)
      // Whether it began from its checkpoint or saved it, nobody remembers.
      if let checkpoint = core.checkpoints[lease.task] {
        core.resumptions.add(lease.task, attempt: lease.attempt, step: checkpoint.step)
      }
    }
    for (task, seconds) in loaded.durations { core.scheduler.durationRemembered(task, seconds: seconds) }
    for interrupted in try reader.interruptions() {
      core.scheduler.interruptionRemembered(interrupted.task, seconds: interrupted.seconds)
    }
    try remember(state, now: now)
    for problem in core.allocations.restore(state, now: now) { logger.warning("\(problem)") }
    if !state.sweeps.isEmpty {
      logger.info(
        "journal read", metadata: ["sweeps": "\(state.sweeps.count)", "tasks": "\(core.index.count)"])
    }
  }

  /// Tells the scheduler whose late results it may take: see ``AttemptStanding``.
  private func remember(_ state: JournalState, now: Double) throws(JournalError) {
    let ids = Dictionary(state.workers.map { ($0.number, $0.id) }, uniquingKeysWith: { first, _ in first })
    for lost in try reader.lostAttempts() {
      guard let worker = ids[lost.worker] else { continue }
      core.scheduler.attemptRemembered(lost.task, attempt: lost.attempt, worker: worker)
    }
    guard configuration.awaitsOldWorkers else { return }
    for worker in state.workers { core.scheduler.workerRemembered(worker.id, slots: worker.slots, now: now) }
  }
}

extension SweepEntry.State {
  init(_ state: SweepState) {
    switch state {
    case .active, .submitting: self = .active
    case .paused: self = .paused
    case .cancelled: self = .cancelled
    }
  }
}
