package import SweepModel

/// What leases mean for tasks and workers. When they begin, live and expire is in ``Leases``.
extension Scheduler {
  /// The attempt and worker of a running task, and the last step it reported.
  package func lease(of task: TaskNumber) -> (attempt: Int, worker: WorkerID, since: Double, step: Int64?)? {
    leases[task].map { ($0.attempt, $0.holder.worker, $0.since, $0.step) }
  }

  /// Whether a session holds this very attempt, so that word of it is still wanted.
  package func holds(_ lease: Lease, _ session: WorkerSession) -> Bool { leases.isHeld(lease, by: session) }

  /// Leases that have lived at least `age` seconds, for the journal.
  package func leases(olderThan age: Double, now: Double) -> [(lease: Lease, session: WorkerSession)] {
    leases.all(olderThan: age, now: now)
  }

  /// A running task reported the step it is at; only its holder's word counts.
  ///
  /// - Parameter ranSeconds: how long it has run, says its worker; believed up to the lease's age.
  package mutating func progressed(
    _ task: TaskNumber, attempt: Int, by session: WorkerSession, step: Int64, ranSeconds: Double = 0,
    now: Double = 0
  ) {
    guard let held = leases[task], held.attempt == attempt, held.holder == .session(session), step >= 0 else {
      return
    }
    leases.update(task) { lease in
      lease.step = step
      if ranSeconds > held.ranSeconds { lease.ranSeconds = min(ranSeconds, max(0, now - held.since)) }
    }
  }

  /// Workers that fell silent lose their leases, and leases of the journal run out.
  mutating func expireLeases(now: Double) {
    let unheard = leases.secondsUnheard(now: now)
    if unheard > 0 {
      for session in workers.keys { workers[session]?.lastHeard += unheard }
    }
    let silent = workers.values.filter { leases.haveExpired(lastHeard: $0.lastHeard, now: now) }
    for worker in silent.sorted(by: { $0.lastHeard < $1.lastHeard }) {
      actions.append(.workerLost(worker.session, leases: worker.leases.count))
      workerLeft(worker.session, reason: leases.reasonOfSilence, now: now)
    }
    for (lease, worker) in leases.takeExpiredAwaited(now: now) {
      lose(
        lease.task, attempt: lease.attempt, worker: worker,
        "its worker did not come back after the restart")
    }
  }

  /// A lease of the journal, after a restart: the task counts as running until its worker comes back or
  /// the grace window ends.
  package mutating func leaseRestored(_ lease: Lease, worker: WorkerID, now: Double) {
    guard tasks[lease.task]?.status == .pending else { return }
    tasks.update(lease.task) { $0.attempts = max($0.attempts, UInt32(clamping: lease.attempt)) }
    transition(lease.task, to: .running)
    leases.awaitReturn(of: worker, with: lease, now: now)
  }

  mutating func adopt(_ lease: Lease, session: WorkerSession, _ own: HeldLease) {
    tasks.update(lease.task) { $0.attempts = max($0.attempts, UInt32(clamping: lease.attempt)) }
    transition(lease.task, to: .running)
    leases.adopt(own, of: lease.task, by: session)
    workers[session]?.leases[lease.task] = lease.attempt
    workers[session]?.hadTasks = true
    let needs = needs(of: lease.task)
    workers[session]?.count(needs)
  }

  /// The attempt is gone through no fault of the task.
  mutating func lose(_ task: TaskNumber, attempt: Int, worker: WorkerID, _ reason: String) {
    // What was only claimed proves nothing later on either.
    let held = leases[task]
    if held?.isProven ?? true { leases.former.add(task, attempt: attempt, worker: worker) }
    release(task)
    guard tasks[task]?.status == .running else { return }
    if let held { noteInterruption(of: task, held, ranSeconds: held.ranSeconds) }
    putBack(task)
    actions.append(
      .recordLost(
        task, attempt: attempt, worker: worker, seconds: held?.ranSeconds ?? 0, reason: reason))
  }

  /// The lease as the worker may go on with it; nil where it may not.
  mutating func ownership(
    of lease: Lease, _ session: WorkerSession, _ adoptable: [TaskNumber: HeldLease], now: Double
  ) -> HeldLease? {
    if let mine = adoptable[lease.task], mine.attempt == lease.attempt { return mine }
    guard tasks[lease.task]?.status == .pending else { return nil }
    var own = HeldLease(attempt: lease.attempt, holder: .session(session), since: now)
    switch standing(of: lease.task, attempt: lease.attempt, with: session) {
    case .former: return own
    case .claimable:
      spendClaim(session.worker)
      own.isProven = false
      return own
    case .holder, .another, .none: return nil
    }
  }

  /// Gives the lease back and makes room on its worker.
  mutating func release(_ task: TaskNumber) {
    guard let held = leases.end(task) else { return }
    guard case .session(let session) = held.holder else { return }
    let needs = needs(of: task)
    workers[session]?.leases[task] = nil
    workers[session]?.count(needs, -1)
    becomeHungry(session)
  }
}
