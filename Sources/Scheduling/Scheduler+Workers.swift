package import SweepModel

extension Scheduler {
  /// A worker said hello, for the first time or again after a break.
  ///
  /// - Parameter held: the attempts it still has; those of them that were its own or that it may claim, and that
  ///   nobody else took, are its own again.
  /// - Returns: the held attempts that it should drop, or nil where the hello is older than one already
  ///   seen and must be ignored.
  package mutating func workerJoined(
    _ session: WorkerSession, slots: Int, experiments: Set<String>, held: [Lease] = [],
    leavesAt: Double? = nil, now: Double
  ) -> [Lease]? {
    var rests = (failures: 0, count: 0, until: 0.0)
    var lifetime = 0.0
    if let known = sessions[session.worker] {
      guard session.epoch > known.epoch else { return nil }
      if let old = workers[known] {
        rests = (old.failuresInRow, old.rests, old.restsUntil)
        lifetime = old.lifetime ?? 0
      }
    }
    let adoptable = leases.filter { $0.value.holder.worker == session.worker }
    forget(sessions[session.worker])
    var worker = WorkerEntry(
      session: session, slots: slots, experiments: experiments, lastHeard: now, leavesAt: leavesAt)
    worker.failuresInRow = rests.failures
    worker.rests = rests.count
    worker.restsUntil = rests.until
    worker.lifetime = worker.lifetime.map { max($0, lifetime) }
    workers[session] = worker
    totalSlots += worker.slots
    sessions[session.worker] = session

    var unwanted: [Lease] = []
    var kept: Set<TaskNumber> = []
    for lease in held {
      guard !kept.contains(lease.task), let own = ownership(of: lease, session, adoptable, now: now) else {
        unwanted.append(lease)
        continue
      }
      kept.insert(lease.task)
      adopt(lease, session: session, own)
    }
    if kept.count < adoptable.count, adoptable.contains(where: { !kept.contains($0.key) }) {
      for (task, lease) in adoptable where !kept.contains(task) {
        lose(task, attempt: lease.attempt, worker: session.worker, "its worker came back without it")
      }
      emptyReturns[session.worker, default: 0] += 1
    }
    restAfterEmptyReturns(session, now: now)
    becomeHungry(session)
    return unwanted
  }

  /// The lease as the worker may go on with it; nil where it may not.
  private mutating func ownership(
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

  /// A worker whose connection broke as tasks were on their way comes back without them, once. One that does
  /// it again and again costs a row of the journal each time, and has to wait longer and longer for tasks.
  private mutating func restAfterEmptyReturns(_ session: WorkerSession, now: Double) {
    guard let times = emptyReturns[session.worker], times >= configuration.failuresBeforeRest else { return }
    var seconds = configuration.restSeconds
    for _ in 0..<min(times - configuration.failuresBeforeRest, 16) { seconds *= 2 }
    let until = now + min(seconds, configuration.longestRestSeconds)
    let before = workers[session]?.restsUntil ?? 0
    workers[session]?.restsUntil = max(before, until)
  }

  /// Anything arrived from a worker; false where the session is not known and must say hello.
  package mutating func heard(from session: WorkerSession, now: Double) -> Bool {
    guard workers[session] != nil else { return false }
    workers[session]?.lastHeard = now
    return true
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
    leases[task]?.step = step
    if ranSeconds > held.ranSeconds { leases[task]?.ranSeconds = min(ranSeconds, max(0, now - held.since)) }
  }

  /// A worker will take nothing more: it was asked to leave, or said so.
  package mutating func workerDrains(_ session: WorkerSession) {
    workers[session]?.isDraining = true
  }

  /// A worker said goodbye; whatever it still held goes to others, without blame.
  ///
  /// - Parameter isItsOwnDoing: false where it fell silent, or was cut off.
  package mutating func workerLeft(_ session: WorkerSession, reason: String, isItsOwnDoing: Bool = false) {
    guard let worker = workers[session] else { return }
    for (task, attempt) in worker.leases.sorted(by: { $0.key < $1.key }) {
      lose(task, attempt: attempt, worker: session.worker, reason)
    }
    forget(session)
    sessions[session.worker] = session
    if isItsOwnDoing, !worker.leases.isEmpty { emptyReturns[session.worker, default: 0] += 1 }
  }

  /// Time passed: workers that fell silent lose their leases, leases of the journal run out, rests end.
  package mutating func tick(now: Double) {
    // A coordinator that was itself frozen heard nobody; its own silence is nobody's fault.
    if let last = lastTick, now - last > configuration.leaseSeconds / 3 {
      for session in workers.keys { workers[session]?.lastHeard += now - last }
    }
    lastTick = now
    let silent = workers.values.filter { now - $0.lastHeard > configuration.leaseSeconds }
    for worker in silent.sorted(by: { $0.lastHeard < $1.lastHeard }) {
      actions.append(.workerLost(worker.session, leases: worker.leases.count))
      workerLeft(worker.session, reason: "its worker was silent for \(Int(configuration.leaseSeconds)) s")
    }
    expireAwaited(now: now)
    lookAtNeeds(now: now)
    if now >= claimsEnd { claims.removeAll() }
    for worker in workers.values where worker.restsUntil > 0 && worker.restsUntil <= now {
      workers[worker.session]?.restsUntil = 0
      becomeHungry(worker.session)
    }
  }

  /// A lease of the journal, after a restart: the task counts as running until its worker comes back or
  /// the grace window ends.
  package mutating func leaseRestored(_ lease: Lease, worker: WorkerID, now: Double) {
    guard tasks[lease.task]?.status == .pending else { return }
    tasks.update(lease.task) { $0.attempts = max($0.attempts, UInt32(clamping: lease.attempt)) }
    transition(lease.task, to: .running)
    leases[lease.task] = HeldLease(
      attempt: lease.attempt, holder: .awaited(worker, until: now + configuration.graceSeconds), since: now)
    nextExpiry = min(nextExpiry, now + configuration.graceSeconds)
  }

  private mutating func expireAwaited(now: Double) {
    // Leases are looked through once a grace window, not ten times a second.
    guard now >= nextExpiry else { return }
    nextExpiry = .infinity
    var expired: [(TaskNumber, Int, WorkerID)] = []
    for (task, lease) in leases {
      guard case .awaited(let worker, let until) = lease.holder else { continue }
      if now >= until {
        expired.append((task, lease.attempt, worker))
      } else {
        nextExpiry = min(nextExpiry, until)
      }
    }
    for (task, attempt, worker) in expired.sorted(by: { $0.0 < $1.0 }) {
      lose(task, attempt: attempt, worker: worker, "its worker did not come back after the restart")
    }
  }

  private mutating func adopt(_ lease: Lease, session: WorkerSession, _ own: HeldLease) {
    tasks.update(lease.task) { $0.attempts = max($0.attempts, UInt32(clamping: lease.attempt)) }
    transition(lease.task, to: .running)
    var held = own
    held.holder = .session(session)
    leases[lease.task] = held
    workers[session]?.leases[lease.task] = lease.attempt
    let threads = slots(of: lease.task)
    workers[session]?.load += threads
  }

  /// The attempt is gone through no fault of the task.
  private mutating func lose(_ task: TaskNumber, attempt: Int, worker: WorkerID, _ reason: String) {
    // What was only claimed proves nothing later on either.
    let held = leases[task]
    if held?.isProven ?? true { formerHolders.add(task, attempt: attempt, worker: worker) }
    release(task)
    guard tasks[task]?.status == .running else { return }
    if let held { noteInterruption(of: task, held, ranSeconds: held.ranSeconds) }
    putBack(task)
    actions.append(
      .recordLost(
        task, attempt: attempt, worker: worker, seconds: held?.ranSeconds ?? 0, reason: reason))
  }

  private mutating func forget(_ session: WorkerSession?) {
    guard let session, let worker = workers.removeValue(forKey: session) else { return }
    totalSlots -= worker.slots
    hungry.removeAll { $0 == session }
  }

  mutating func becomeHungry(_ session: WorkerSession) {
    guard let worker = workers[session], !worker.isHungry else { return }
    // Waiting until half of the stock is used makes one message out of many small ones.
    guard worker.load < worker.slots || worker.load * 2 <= worker.capacity else { return }
    workers[session]?.isHungry = true
    hungry.append(session)
  }
}
