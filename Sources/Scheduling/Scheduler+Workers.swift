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
    var backOff = (failures: 0, count: 0, until: 0.0)
    var lifetime = 0.0
    if let known = sessions[session.worker] {
      guard session.epoch > known.epoch else { return nil }
      if let old = workers[known] {
        backOff = (old.failuresInRow, old.backOffs, old.backOffUntil)
        lifetime = old.lifetime ?? 0
      }
    }
    let adoptable = leases.all(of: session.worker)
    forget(sessions[session.worker])
    var worker = WorkerEntry(
      session: session, slots: slots, experiments: experiments, lastHeard: now, leavesAt: leavesAt)
    worker.failuresInRow = backOff.failures
    worker.backOffs = backOff.count
    worker.backOffUntil = backOff.until
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
    backOffAfterEmptyReturns(session, now: now)
    becomeHungry(session)
    return unwanted
  }

  /// A worker whose connection broke as tasks were on their way comes back without them, once. One that does
  /// it again and again costs a row of the journal each time, and has to wait longer and longer for tasks.
  private mutating func backOffAfterEmptyReturns(_ session: WorkerSession, now: Double) {
    guard let times = emptyReturns[session.worker], times >= configuration.failuresBeforeBackOff else {
      return
    }
    var seconds = configuration.backOffSeconds
    for _ in 0..<min(times - configuration.failuresBeforeBackOff, 16) { seconds *= 2 }
    let until = now + min(seconds, configuration.longestBackOffSeconds)
    let before = workers[session]?.backOffUntil ?? 0
    workers[session]?.backOffUntil = max(before, until)
  }

  /// Anything arrived from a worker; false where the session is not known and must say hello.
  package mutating func heard(from session: WorkerSession, now: Double) -> Bool {
    guard workers[session] != nil else { return false }
    workers[session]?.lastHeard = now
    return true
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

  /// Time passed: workers that fell silent lose their leases, leases of the journal run out, back-offs end.
  package mutating func tick(now: Double) {
    expireLeases(now: now)
    lookAtNeeds(now: now)
    if now >= claimsEnd { claims.removeAll() }
    for worker in workers.values where worker.backOffUntil > 0 && worker.backOffUntil <= now {
      workers[worker.session]?.backOffUntil = 0
      becomeHungry(worker.session)
    }
  }

  private mutating func forget(_ session: WorkerSession?) {
    guard let session, let worker = workers.removeValue(forKey: session) else { return }
    totalSlots -= worker.slots
    hungry.removeAll { $0 == session }
  }

  mutating func becomeHungry(_ session: WorkerSession) {
    guard let worker = workers[session], !worker.isHungry else { return }
    // Waiting until half of what was prefetched is used makes one message out of many small ones.
    guard worker.load < worker.slots || worker.load * 2 <= worker.capacity else { return }
    workers[session]?.isHungry = true
    hungry.append(session)
  }
}
