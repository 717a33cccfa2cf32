package import SweepModel

/// What a worker has to do with an attempt that it speaks of.
package enum AttemptStanding: Equatable, Sendable {
  /// It holds the lease.
  case holder
  /// It held the lease, which was taken away: expired, re-leased or cancelled.
  case former
  /// Nobody here knows, but an earlier coordinator may have handed the attempt to it.
  case claimable
  /// Another worker of the same key holds it, or is waited for after a restart, and has not been given up yet.
  case another
  /// It never had the attempt.
  case none
}

/// Whose word counts about an attempt.
///
/// An attempt is *proven* where this coordinator handed it out, or the journal says that an earlier one did:
/// its holder may stream, save checkpoints, finish and fail it. Once it was taken away, only its result
/// counts, if it is the task's first.
///
/// Leases younger than a second are in no journal, so that a restarted coordinator cannot tell an honest late
/// result of such an attempt from a made-up one. It takes the claim of a worker that could be honest: one that
/// the journal knows from before the restart, for an experiment that it offers, with an attempt's number that
/// may have come after those in the journal, until the grace window ends, and at most as many attempts as its
/// slots could hold. A claimed attempt may bring a result; its failure is nobody's fault and does not count,
/// since it may never have run.
extension Scheduler {
  /// An earlier coordinator knew this worker: until the grace window ends it may claim what its slots could hold.
  package mutating func workerRemembered(_ worker: WorkerID, slots: Int, now: Double) {
    claims[worker] = min(min(max(slots, 1), 4096) * configuration.creditLimit, configuration.leaseLimit)
    claimsEnd = now + configuration.graceSeconds
  }

  /// An attempt of an earlier coordinator's life was lost with its worker, says the journal.
  package mutating func attemptRemembered(_ task: TaskNumber, attempt: Int, worker: WorkerID) {
    guard let status = tasks[task]?.status, status != .done else { return }
    tasks.update(task) { $0.attempts = max($0.attempts, UInt32(clamping: attempt)) }
    leases.former.add(task, attempt: attempt, worker: worker)
  }

  /// What a session has to do with an attempt.
  ///
  /// - Parameter isSame: whether the session may speak for another worker: a worker delivers the results that
  ///   a dead one with the same key left on their disk.
  package func standing(
    of task: TaskNumber, attempt: Int, with session: WorkerSession,
    isSame: (WorkerID) -> Bool = { _ in false }
  ) -> AttemptStanding {
    let held = leases[task].flatMap { $0.attempt == attempt ? $0.holder : nil }
    if held?.worker == session.worker { return .holder }
    if leases.former.contains(task, attempt: attempt, among: { $0 == session.worker }) { return .former }
    if isClaimable(task, attempt: attempt, by: session) { return .claimable }
    switch held {
    case .session(let other)? where isSame(other.worker): return .another
    // The window in which it may come back is not over.
    case .awaited(let other, _)? where isSame(other): return .another
    default: return leases.former.contains(task, attempt: attempt, among: isSame) ? .former : .none
    }
  }

  private func isClaimable(_ task: TaskNumber, attempt: Int, by session: WorkerSession) -> Bool {
    guard let left = claims[session.worker], left > 0, isPlausible(Lease(task: task, attempt: attempt)),
      let experiments = workers[session]?.experiments
    else { return false }
    var isOffered = false
    tasks.forEachSweep(of: task) { number in
      if let experiment = sweeps[number]?.experiment, experiments.contains(experiment) { isOffered = true }
    }
    return isOffered
  }

  /// Whether an attempt may be one that an earlier coordinator handed out: short ones were not written down,
  /// so the count may lag behind, but not by more than any life of a coordinator explains.
  private func isPlausible(_ lease: Lease) -> Bool {
    guard let attempts = tasks[lease.task]?.attempts else { return false }
    return lease.attempt >= 1 && lease.attempt <= Int(attempts) + 1000
  }

  /// What an attempt streamed comes before its result, and without it the result would not be whole: where the
  /// attempt may be claimed, this claims it.
  private mutating func claimIfPossible(_ task: TaskNumber, attempt: Int, by session: WorkerSession) {
    guard standing(of: task, attempt: attempt, with: session) == .claimable else { return }
    spendClaim(session.worker)
    leases.former.add(task, attempt: attempt, worker: session.worker)
  }

  /// One of the worker's claims is used up.
  mutating func spendClaim(_ worker: WorkerID) {
    if let left = claims[worker] { claims[worker] = left > 1 ? left - 1 : nil }
  }

  /// A worker streamed values of an attempt, which it holds or held.
  ///
  /// - Parameter isSame: as for ``standing(of:attempt:with:isSame:)``; of an attempt that another worker still holds,
  ///   it is not asked.
  /// - Returns: whether to record them: not once the task has its result, and not beyond what any experiment
  ///   streams.
  package mutating func streamed(
    _ task: TaskNumber, attempt: Int, by session: WorkerSession, values: Int,
    isSame: (WorkerID) -> Bool = { _ in false }
  ) -> Bool {
    guard let status = tasks[task]?.status, status != .done else { return false }
    let limit = configuration.streamedValuesLimit
    guard let held = leases[task], held.attempt == attempt, held.holder.worker == session.worker else {
      claimIfPossible(task, attempt: attempt, by: session)
      return leases.former.streamed(
        task, attempt: attempt, among: { $0 == session.worker || isSame($0) }, values: values, limit: limit)
    }
    guard held.streamedValues + values <= limit else { return false }
    leases.update(task) { $0.streamedValues += values }
    return true
  }
}
