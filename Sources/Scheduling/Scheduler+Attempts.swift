package import SweepModel

extension Scheduler {
  /// A valid result arrived, perhaps late. The first one wins, of those who had the attempt.
  ///
  /// - Parameter isSame: as for ``standing(of:attempt:with:isSame:)``.
  package mutating func attemptFinished(
    _ task: TaskNumber, attempt: Int, by session: WorkerSession, seconds: Double,
    isSame: (WorkerID) -> Bool = { _ in false }
  ) -> ResultVerdict {
    guard let entry = tasks[task] else { return .refused }
    let held = leases[task]
    guard entry.status != .done else {
      duplicateResults += 1
      return .duplicate
    }
    let standing = standing(of: task, attempt: attempt, with: session, isSame: isSame)
    switch standing {
    case .holder, .former: break
    case .claimable: spendClaim(session.worker)
    case .another, .none:
      refusedResults += 1
      return .refused
    }
    if standing != .holder {
      lateResults += 1
      if let held, case .session(let other) = held.holder {
        actions.append(.revoke(other, [Lease(task: task, attempt: held.attempt)]))
      }
    }
    release(task)
    brokenOn[task] = nil
    leases.former.forget(task)
    if !emptyReturns.isEmpty { emptyReturns[session.worker] = nil }
    tasks.update(task) { $0.attempts = max($0.attempts, UInt32(clamping: attempt)) }
    transition(task, to: .done)
    if let sweep = entry.sweep, let levels = sweeps[sweep]?.levels(ordinal: Int(entry.ordinal)) {
      sweeps[sweep]?.cost.learn(seconds: seconds, levels: levels)
    }
    workers[session]?.failuresInRow = 0
    workers[session]?.backOffs = 0
    workers[session]?.finished += 1
    if let worker = workers[session], !worker.hasProved {
      workers[session]?.hasProved = true
      if let key = worker.key { newcomers.proved(with: key) }
    }
    return .accepted
  }

  /// An attempt ended without a result.
  ///
  /// - Parameters:
  ///   - started: false where the worker had only prefetched it.
  ///   - ranSeconds: what the worker says it took; believed up to the lease's age.
  ///   - isExcused: whether something else than the task is to blame, such as a checkpoint that cannot be read.
  ///   - isRepeatable: whether every other attempt would end like this one, see ``RetryRule``; nil where the outcome
  ///     tells.
  /// - Returns: false where the attempt was no longer the task's current one, and nothing changed.
  @discardableResult
  package mutating func attemptEnded(
    _ task: TaskNumber, attempt: Int, by session: WorkerSession, outcome: AttemptOutcome, reason: String,
    started: Bool = true, ranSeconds: Double = 0, isExcused: Bool = false, isRepeatable: Bool? = nil,
    now: Double
  ) -> Bool {
    guard let held = leases[task], held.attempt == attempt, held.holder.worker == session.worker else {
      return false
    }
    release(task)
    guard let entry = tasks[task], entry.status == .running else { return false }
    guard outcome.isTasksFault, held.isProven, !isExcused else {
      if !started, let sweep = entry.sweep {
        // A prefetched task that was handed back lay too long: prefetch less from now on.
        sweeps[sweep]?.cost.prefetchWasTooLarge()
      }
      if started, outcome == .handedBack || outcome == .lost {
        noteInterruption(of: task, held, ranSeconds: min(ranSeconds, now - held.since))
      }
      putBack(task)
      if let action = record(task, reason: reason) { actions.append(action) }
      return true
    }
    let breaks = entry.breaks == .max ? .max : entry.breaks + 1
    tasks.update(task) { $0.breaks = breaks }
    let others = (brokenOn[task] ?? []).subtracting([session.worker])
    let allowed = RetryRule.breaksAllowed(
      limit: entry.sweep.flatMap { sweeps[$0]?.attemptsAllowed } ?? 1,
      isRepeatable: isRepeatable ?? RetryRule.isRepeatable(outcome))
    if Int(breaks) >= allowed {
      brokenOn[task] = nil
      transition(task, to: .failed)
    } else {
      brokenOn[task, default: []].insert(session.worker)
      putBack(task)
    }
    if let action = record(task, reason: reason) { actions.append(action) }
    if others.isEmpty { countFailure(of: session, now: now) } else { excuse(others) }
    return true
  }

  /// A task broke on another machine too, so it was not the first machine that was at fault.
  private mutating func excuse(_ broken: Set<WorkerID>) {
    for worker in broken {
      guard let session = sessions[worker], let failures = workers[session]?.failuresInRow else { continue }
      workers[session]?.failuresInRow = max(0, failures - 1)
    }
  }

  /// A machine is left alone for a while when it fails everything while another one does not. Where every machine fails, it is
  /// the tasks, and waiting would help nobody.
  private mutating func countFailure(of session: WorkerSession, now: Double) {
    guard var worker = workers[session] else { return }
    worker.failuresInRow += 1
    let isHealthyElsewhere = workers.values.contains {
      $0.session != session && $0.finished > 0 && $0.failuresInRow == 0
    }
    if isHealthyElsewhere, worker.failuresInRow >= configuration.failuresBeforeBackOff,
      worker.backOffUntil <= now
    {
      var seconds = configuration.backOffSeconds
      for _ in 0..<min(worker.backOffs, 16) { seconds *= 2 }
      worker.backOffs += 1
      worker.backOffUntil = now + min(seconds, configuration.longestBackOffSeconds)
      actions.append(
        .workerBacksOff(session, until: worker.backOffUntil, failures: worker.failuresInRow))
    }
    workers[session] = worker
  }
}
