package import SweepModel

extension Scheduler {
  /// A worker said hello, for the first time or again after a break.
  ///
  /// - Parameters:
  ///   - held: the attempts it still has; those of them that were its own or that it may claim, and that nobody else
  ///     took, are its own again.
  ///   - key: the one that it came with; nil where there are none.
  ///   - hasProved: whether it has given a result before.
  /// - Returns: the held attempts that it should drop, or nil where the hello is older than one already
  ///   seen and must be ignored.
  package mutating func workerJoined(
    _ session: WorkerSession, slots: Int, gpus: Int = 0, memory: Int? = nil, experiments: Set<String>,
    held: [Lease] = [],
    leavesAt: Double? = nil, key: String? = nil, hasProved: Bool = false, now: Double
  ) -> [Lease]? {
    var backOff = (failures: 0, count: 0, until: 0.0)
    var lifetime = 0.0
    var hasProved = hasProved
    if let known = sessions[session.worker] {
      guard session.epoch > known.epoch else { return nil }
      if let old = workers[known] {
        backOff = (old.failuresInRow, old.backOffs, old.backOffUntil)
        lifetime = old.lifetime ?? 0
        hasProved = hasProved || old.hasProved
      }
    }
    let adoptable = leases.all(of: session.worker)
    forget(sessions[session.worker])
    var worker = WorkerEntry(
      session: session, slots: slots, gpus: gpus, memory: memory, experiments: experiments, lastHeard: now,
      leavesAt: leavesAt)
    worker.failuresInRow = backOff.failures
    worker.backOffs = backOff.count
    worker.backOffUntil = backOff.until
    worker.lifetime = worker.lifetime.map { max($0, lifetime) }
    worker.key = key
    worker.hasProved = hasProved
    worker.hadTasks = !adoptable.isEmpty
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
      noteNewcomer(worker, isItsOwnDoing: true, now: now)
    }
    backOffAfterEmptyReturns(session, now: now)
    backOffAsNewcomer(session)
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

  /// A worker is gone that had tasks.
  private mutating func noteNewcomer(_ worker: WorkerEntry, isItsOwnDoing: Bool, now: Double) {
    guard !worker.hasProved, let key = worker.key else { return }
    newcomers.left(with: key, isItsOwnDoing: isItsOwnDoing, configuration, now: now)
  }

  private mutating func backOffAsNewcomer(_ session: WorkerSession) {
    guard let worker = workers[session], !worker.hasProved, let key = worker.key,
      newcomers.areOnProbation(key)
    else { return }
    workers[session]?.backOffs = max(1, worker.backOffs)
    workers[session]?.backOffUntil = max(worker.backOffUntil, newcomers.waitUntil(key))
  }

  /// Whether a worker is one of those that have to wait, whichever of them has made it so.
  func waitsAsNewcomer(_ session: WorkerSession, now: Double) -> Bool {
    guard let hasProved = workers[session]?.hasProved, !hasProved, let key = workers[session]?.key else {
      return false
    }
    return newcomers.waitUntil(key) > now
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
  package mutating func workerLeft(
    _ session: WorkerSession, reason: String, isItsOwnDoing: Bool = false, now: Double
  ) {
    guard let worker = workers[session] else { return }
    for (task, attempt) in worker.leases.sorted(by: { $0.key < $1.key }) {
      lose(task, attempt: attempt, worker: session.worker, reason)
    }
    forget(session)
    // Of one that never had a task nothing is kept, or whoever comes as another one each time would fill memory.
    sessions[session.worker] = worker.hadTasks || emptyReturns[session.worker] != nil ? session : nil
    guard !worker.leases.isEmpty else { return }
    if isItsOwnDoing { emptyReturns[session.worker, default: 0] += 1 }
    noteNewcomer(worker, isItsOwnDoing: isItsOwnDoing, now: now)
  }

  /// Time passed: workers that fell silent lose their leases, leases of the journal run out, back-offs end.
  package mutating func tick(now: Double) {
    expireLeases(now: now)
    lookAtNeeds(now: now)
    noteWaits(now: now)
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
