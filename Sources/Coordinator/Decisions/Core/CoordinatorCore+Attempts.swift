internal import Journal
internal import Messages
internal import Scheduling
internal import SweepModel
internal import Transport

extension CoordinatorCore {
  /// Records the end of an attempt that gave no result.
  mutating func recordEnd(_ ended: WireEnded, from worker: ConnectedWorker, now: Double, wall: Double) {
    guard let task = index.number(bytes: ended.task) else { return }
    endAttempt(
      task, attempt: Int(ended.attempt), of: worker, outcome: ended.outcome.attemptOutcome,
      reason: PeerText.lines(ended.reason, limit: 2000),
      log: ended.log.isEmpty
        ? nil : ended.log.suffix(100).map { PeerText.line($0, limit: 2000) }.joined(separator: "\n"),
      step: ended.step, seconds: ended.seconds, started: ended.started, now: now, wall: wall)
  }

  /// - Parameter step: the last step that the worker says it reached; 0 where it says none.
  mutating func endAttempt(
    _ task: TaskNumber, attempt: Int, of worker: ConnectedWorker, outcome: AttemptOutcome,
    isRepeatable: Bool? = nil, reason: String, log: String?, step: Int64 = 0, seconds: Double, started: Bool,
    now: Double, wall: Double
  ) {
    let session = worker.session
    var seconds = Self.plausible(seconds)
    // How long an interrupted attempt ran tells for good what its task needs at least: no more is believed than there was.
    if !outcome.isTasksFault, let since = scheduler.lease(of: task)?.since {
      seconds = min(seconds, max(0, now - since))
    }
    let isSuspect =
      outcome.isTasksFault && started
      && resumptions.isSuspect(
        task, attempt: attempt, reached: max(step, scheduler.lease(of: task)?.step ?? 0))
    let counted = scheduler.attemptEnded(
      task, attempt: attempt, by: session, outcome: outcome, reason: reason, started: started,
      ranSeconds: seconds, isExcused: isSuspect, isRepeatable: isRepeatable, now: now)
    if counted { resumptions.remove(task) }
    if counted, isSuspect { dropCheckpoint(of: task, after: attempt) }
    if counted, let abandoned = uploads.drop(task) { batch.arrivals.append(abandoned) }
    batch.arrivals += artifactUploads.drop(task, from: session)
    guard counted, started else { return }
    mention(session.worker)
    batch.records.append(
      .attemptEnded(
        AttemptRecord(
          task: task, number: attempt, worker: worker.number, outcome: outcome, startedAt: wall - seconds,
          seconds: seconds, reason: reason, log: log)))
    recorder.endLease(of: task, in: &batch.records)
    if outcome.isTasksFault {
      actions.append(.warn("task \(name(of: task)) attempt \(attempt) \(outcome.rawValue): \(reason)"))
    }
  }

  /// An attempt could not go on from the task's checkpoint; the next one starts over.
  private mutating func dropCheckpoint(of task: TaskNumber, after attempt: Int) {
    actions.append(
      .warn(
        """
        task \(name(of: task)) starts over: attempt \(attempt) got no further than its checkpoint, which is dropped
        """))
    if let obsolete = checkpoints.drop(task) { batch.obsolete.append(obsolete) }
  }

  /// Writes a piece of a checkpoint; the last one makes it the task's newest.
  mutating func recordCheckpoint(_ part: WireCheckpointPart, from session: WorkerSession) {
    guard let task = index.number(bytes: part.task),
      isHeld(task, attempt: part.attempt, by: session), part.step >= 0
    else { return }
    switch uploads.take(part, of: task) {
    case .none: break
    case .write(let piece): batch.arrivals.append(piece)
    case .complete(let piece, let digest):
      let record = CheckpointRecord(step: Int(part.step), digest: digest, size: Int(clamping: part.size))
      batch.arrivals += [piece, CheckpointUploads.write(task, .adopt(digest))]
      batch.records.append(.checkpoint(task, record))
      if let obsolete = checkpoints.save(record, of: task) { batch.obsolete.append(obsolete) }
      resumptions.remove(task)
      scheduler.checkpointSaved(task, attempt: Int(part.attempt))
    }
  }

  /// Whether a session's worker holds this very attempt.
  func isHeld(_ task: TaskNumber, attempt: UInt32, by session: WorkerSession) -> Bool {
    guard let lease = scheduler.lease(of: task) else { return false }
    return lease.attempt == Int(attempt) && lease.worker == session.worker
  }
}
