internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import Transport

extension Coordinator {
  /// Records a result if it is the first one of its task, is what the experiment promises, and comes from a worker
  /// that had the attempt; others are dropped.
  ///
  /// - Returns: false where it cannot be told yet, and the worker has to keep it.
  func recordResult(
    _ finished: WireFinished, from session: WorkerSession, worker: ConnectedWorker, now: Double
  ) -> Bool {
    guard let task = index.number(bytes: finished.task) else { return true }
    let attempt = Int(finished.attempt)
    let isSame = hasSameKey(as: session)
    let arrived = finished.artifacts.filter { !$0.digest.isEmpty }.map {
      artifactUploads.arrived($0, of: task, attempt: attempt, from: session)
    }
    switch ResultAdmission(
      standing: scheduler.standing(of: task, attempt: attempt, with: session, isSame: isSame),
      status: scheduler.tasks[task]?.status,
      isWithheld: postponed.isWithheld(Lease(task: task, attempt: attempt), of: session),
      isWhole: !arrived.contains { $0 == nil })
    {
    case .admitted: break
    case .postponed: return false
    case .madeUp: dropClaim(of: task, attempt: attempt, worker, now: now)
    }
    let files = arrived.compactMap { $0 }
    if let problem = problem(with: finished, of: task, files) {
      // Another worker may have a release that keeps what the experiment promises.
      endAttempt(
        task, attempt: attempt, from: session, worker: worker, outcome: .failed, isRepeatable: false,
        reason: problem, log: nil, seconds: finished.seconds, started: true, now: now)
      return true
    }
    let seconds = Coordinator.plausible(finished.seconds)
    let verdict = scheduler.attemptFinished(
      task, attempt: attempt, by: session, seconds: seconds, isSame: isSame)
    guard verdict == .accepted else {
      batch.arrivals += artifactUploads.drop(task, from: session)
      return true
    }
    let promises = scheduler.tasks[task]?.sweep.flatMap { sweeps[$0]?.promises }
    let artifacts = finished.artifacts.map { file in
      let mediaType = promises?.mediaType(of: file.name) ?? "application/octet-stream"
      if let whole = files.first(where: { $0.name == file.name }) {
        batch.arrivals.append(whole.adoption)
        return ArtifactRecord(name: file.name, mediaType: mediaType, digest: whole.digest, size: whole.size)
      }
      let content = ArtifactContent([UInt8](file.content))
      batch.artifacts.append(content)
      return ArtifactRecord(
        name: file.name, mediaType: mediaType, digest: content.digest, size: content.bytes.count)
    }
    artifactUploads.forget(files.map(\.name), of: task, attempt: attempt, from: session)
    batch.arrivals += artifactUploads.drop(task, from: session)
    batch.records.append(
      .taskDone(
        ResultRecord(
          task: task, attempt: attempt, worker: worker.number, seconds: seconds,
          finishedAt: CoordinatorClock.wall,
          metrics: finished.metrics.map { .init(name: $0.name, value: $0.value) }, artifacts: artifacts)))
    recorder.leaseEndedByResult(of: task)
    turnResults[session, default: 0] += 1
    if let obsolete = checkpoints.drop(task) { batch.obsolete.append(obsolete) }
    if let abandoned = uploads.drop(task) { batch.arrivals.append(abandoned) }
    resumptions.remove(task)
    registry.count(resultOf: session.worker, seconds: seconds)
    return true
  }

  /// Says once for each connection that its worker speaks of attempts that it never had.
  private func dropClaim(of task: TaskNumber, attempt: Int, _ worker: ConnectedWorker, now: Double) {
    guard peers.isNews(.madeUpClaim, of: worker.route, now: now) else { return }
    logger.warning(
      """
      worker \(worker.session.worker) on \(worker.host) sent a result of task \(index[task]?.description ?? "?") \
      attempt \(attempt), which it never had; such results are dropped
      """)
  }

  private func problem(
    with finished: WireFinished, of task: TaskNumber, _ arrived: [ArtifactUploads.Arrived]
  ) -> String? {
    guard let number = scheduler.tasks[task]?.sweep else { return nil }
    return sweeps[number]?.promises.problem(with: finished, arrived)
  }

  /// Takes a piece of a file that belongs to a result which is still to come.
  func recordArtifact(_ part: WireArtifactPart, from session: WorkerSession) {
    guard let task = index.number(bytes: part.task) else { return }
    switch scheduler.standing(
      of: task, attempt: Int(part.attempt), with: session, isSame: hasSameKey(as: session))
    {
    case .holder, .former, .claimable:
      let promises = scheduler.tasks[task]?.sweep.flatMap { sweeps[$0]?.promises }
      guard promises?.mediaType(of: part.name) != nil else { return }
      if let write = artifactUploads.take(part, of: task, from: session) { batch.arrivals.append(write) }
    case .another, .none: break
    }
  }

  /// Seconds that a peer measured, within what durations are printed and summed for: 30 years.
  static func plausible(_ seconds: Double) -> Double {
    seconds.isFinite ? min(max(0, seconds), 1e9) : 0
  }

  /// Records the end of an attempt that gave no result.
  func recordEnd(_ ended: WireEnded, from session: WorkerSession, worker: ConnectedWorker, now: Double) {
    guard let task = index.number(bytes: ended.task) else { return }
    endAttempt(
      task, attempt: Int(ended.attempt), from: session, worker: worker, outcome: ended.outcome.attemptOutcome,
      reason: PeerText.lines(ended.reason, limit: 2000),
      log: ended.log.isEmpty
        ? nil : ended.log.suffix(100).map { PeerText.line($0, limit: 2000) }.joined(separator: "\n"),
      seconds: ended.seconds, started: ended.started, now: now)
  }

  private func endAttempt(
    _ task: TaskNumber, attempt: Int, from session: WorkerSession, worker: ConnectedWorker,
    outcome: AttemptOutcome, isRepeatable: Bool? = nil, reason: String, log: String?, seconds: Double,
    started: Bool, now: Double
  ) {
    let isSuspect =
      outcome.isTasksFault && started
      && resumptions.isSuspect(task, attempt: attempt, reached: scheduler.lease(of: task)?.step)
    let counted = scheduler.attemptEnded(
      task, attempt: attempt, by: session, outcome: outcome, reason: reason, started: started,
      ranSeconds: Coordinator.plausible(seconds), isExcused: isSuspect, isRepeatable: isRepeatable, now: now)
    if counted { resumptions.remove(task) }
    if counted, isSuspect { dropCheckpoint(of: task, after: attempt) }
    if counted, let abandoned = uploads.drop(task) { batch.arrivals.append(abandoned) }
    batch.arrivals += artifactUploads.drop(task, from: session)
    guard counted, started else { return }
    let seconds = Coordinator.plausible(seconds)
    batch.records.append(
      .attemptEnded(
        AttemptRecord(
          task: task, number: attempt, worker: worker.number, outcome: outcome,
          startedAt: CoordinatorClock.wall - seconds, seconds: seconds, reason: reason, log: log)))
    recorder.endLease(of: task, in: &batch.records)
    if outcome.isTasksFault {
      logger.warning(
        "task \(index[task]?.description ?? "?") attempt \(attempt) \(outcome.rawValue): \(reason)")
    }
  }

  /// Records what a task streamed, where the session may deliver the attempt's result and the task has none yet.
  ///
  /// - Returns: false where it cannot be told yet, as for a result.
  func recordMetrics(_ rows: WireMetricRows, from session: WorkerSession) -> Bool {
    guard rows.steps.count == rows.values.count, let task = index.number(bytes: rows.task),
      let number = scheduler.tasks[task]?.sweep, sweeps[number]?.promises.isStreamed(rows.name) == true,
      rows.steps.allSatisfy({ Coordinator.steps.contains($0) })
    else { return true }
    let attempt = Int(rows.attempt)
    let isSame = hasSameKey(as: session)
    guard
      scheduler.streamed(task, attempt: attempt, by: session, values: rows.steps.count, isSame: isSame)
    else {
      guard scheduler.tasks[task]?.status == .running,
        scheduler.standing(of: task, attempt: attempt, with: session, isSame: isSame) == .another
      else { return true }
      postponed.withhold(Lease(task: task, attempt: attempt), of: session)
      return false
    }
    batch.records.append(
      .metrics(
        task,
        zip(rows.steps, rows.values).map { MetricRow(name: rows.name, step: Int($0), value: $1) }))
    if let last = rows.steps.last { scheduler.progressed(task, attempt: attempt, by: session, step: last) }
    return true
  }

  /// Whether a session may speak for another worker: what a dead worker left on disk comes through another one that
  /// has the same access file.
  private func hasSameKey(as session: WorkerSession) -> (WorkerID) -> Bool {
    { self.registry.haveSameKey($0, session.worker) }
  }

  /// Steps that JSON and other programs can tell apart.
  private static var steps: ClosedRange<Int64> { 0...(1 << 53) }

  /// Leases that have lived a second go to the journal, so that a restarted coordinator waits for their
  /// workers; shorter ones would only cost writes.
  func journalOldLeases(now: Double) {
    recorder.record(
      scheduler.leases(olderThan: 1, now: now), wall: CoordinatorClock.wall, in: &batch.records)
  }
}
