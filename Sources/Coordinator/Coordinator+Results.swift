internal import Journal
internal import Logging
internal import Scheduling
internal import SweepModel
internal import Transport

extension Coordinator {
  /// Records a result if it is the first one of its task and is what the experiment promises.
  func recordResult(
    _ finished: WireFinished, from session: WorkerSession, worker: ConnectedWorker, now: Double
  ) {
    guard let task = index.number(bytes: finished.task) else { return }
    let attempt = Int(finished.attempt)
    if let problem = problem(with: finished, of: task) {
      endAttempt(
        task, attempt: attempt, from: session, worker: worker, outcome: .failed, reason: problem, log: nil,
        seconds: finished.seconds, started: true, now: now)
      return
    }
    let seconds = Coordinator.plausible(finished.seconds)
    guard scheduler.attemptFinished(task, attempt: attempt, by: session, seconds: seconds) == .accepted else {
      return
    }
    let artifacts = finished.artifacts.map { artifact in
      let content = ArtifactContent([UInt8](artifact.content))
      batch.artifacts.append(content)
      return ArtifactRecord(
        name: artifact.name, mediaType: PeerText.line(artifact.mediaType, limit: 200),
        digest: content.digest, size: content.bytes.count)
    }
    batch.records.append(
      .taskDone(
        ResultRecord(
          task: task, attempt: attempt, worker: worker.number, seconds: seconds,
          finishedAt: CoordinatorClock.wall,
          metrics: finished.metrics.map { .init(name: $0.name, value: $0.value) }, artifacts: artifacts)))
    recorder.leaseEndedByResult(of: task)
    turnResults[session, default: 0] += 1
    if let obsolete = checkpoints.drop(task) { batch.obsolete.append(obsolete) }
    if let abandoned = uploads.drop(task) { batch.checkpoints.append(abandoned) }
    workerRows[session.worker]?.tasks += 1
    workerRows[session.worker]?.seconds += seconds
  }

  /// What is wrong with a result, as a sentence; nil where it can be recorded.
  private func problem(with finished: WireFinished, of task: TaskNumber) -> String? {
    guard let number = scheduler.tasks[task]?.sweep, let known = sweeps[number]?.metrics,
      let files = sweeps[number]?.artifacts
    else { return nil }
    var seen: Set<String> = []
    for metric in finished.metrics {
      guard known.contains(metric.name) else {
        let name = PeerText.line(metric.name, limit: 100)
        return "the result has a metric `\(name)` that the experiment does not declare"
      }
      guard metric.value.isFinite else {
        return "the final metric \(metric.name) is \(metric.value), not a finite number"
      }
      guard seen.insert(metric.name).inserted else { return "the result has the metric \(metric.name) twice" }
    }
    seen.removeAll()
    for artifact in finished.artifacts {
      guard files.contains(artifact.name) else {
        let name = PeerText.line(artifact.name, limit: 100)
        return "the result has an artifact `\(name)` that the experiment does not declare"
      }
      // The journal keeps one of each name, and the digest of both would make its readers call it damaged.
      guard seen.insert(artifact.name).inserted else {
        return "the result has the artifact \(artifact.name) twice"
      }
    }
    return nil
  }

  /// Seconds that a peer measured, within what durations are printed and summed for: 30 years.
  private static func plausible(_ seconds: Double) -> Double {
    seconds.isFinite ? min(max(0, seconds), 1e9) : 0
  }

  /// Records the end of an attempt that gave no result.
  func recordEnd(_ ended: WireEnded, from session: WorkerSession, worker: ConnectedWorker, now: Double) {
    guard let task = index.number(bytes: ended.task) else { return }
    // An unknown word comes from a newer worker; blame nobody for it.
    let outcome = AttemptOutcome(rawValue: ended.outcome) ?? .lost
    guard outcome != .finished else { return }
    endAttempt(
      task, attempt: Int(ended.attempt), from: session, worker: worker, outcome: outcome,
      reason: PeerText.lines(ended.reason, limit: 2000),
      log: ended.log.isEmpty
        ? nil : ended.log.suffix(100).map { PeerText.line($0, limit: 2000) }.joined(separator: "\n"),
      seconds: ended.seconds, started: ended.started, now: now)
  }

  private func endAttempt(
    _ task: TaskNumber, attempt: Int, from session: WorkerSession, worker: ConnectedWorker,
    outcome: AttemptOutcome, reason: String, log: String?, seconds: Double, started: Bool, now: Double
  ) {
    let counted = scheduler.attemptEnded(
      task, attempt: attempt, by: session, outcome: outcome, reason: reason, started: started, now: now)
    if counted, let abandoned = uploads.drop(task) { batch.checkpoints.append(abandoned) }
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

  func recordMetrics(_ rows: WireMetricRows) {
    guard let task = index.number(bytes: rows.task), let number = scheduler.tasks[task]?.sweep,
      sweeps[number]?.metrics.contains(rows.name) == true, rows.steps.count == rows.values.count
    else { return }
    batch.records.append(
      .metrics(
        task,
        zip(rows.steps, rows.values).map { MetricRow(name: rows.name, step: Int($0), value: $1) }))
    if let last = rows.steps.last {
      scheduler.progressed(task, attempt: Int(rows.attempt), step: last)
    }
  }

  /// Leases that have lived a second go to the journal, so that a restarted coordinator waits for their
  /// workers; shorter ones would only cost writes.
  func journalOldLeases(now: Double) {
    recorder.record(
      scheduler.leases(olderThan: 1, now: now), wall: CoordinatorClock.wall, in: &batch.records)
  }
}
