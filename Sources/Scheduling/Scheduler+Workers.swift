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
    let adoptable = leases.all(of: session.worker)
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
    expireLeases(now: now)
    lookAtNeeds(now: now)
    if now >= claimsEnd { claims.removeAll() }
    for worker in workers.values where worker.restsUntil > 0 && worker.restsUntil <= now {
      workers[worker.session]?.restsUntil = 0
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
    // Waiting until half of the stock is used makes one message out of many small ones.
    guard worker.load < worker.slots || worker.load * 2 <= worker.capacity else { return }
    workers[session]?.isHungry = true
    hungry.append(session)
  }
}
