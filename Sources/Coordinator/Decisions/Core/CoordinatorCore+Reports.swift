internal import Journal
internal import Messages
internal import Scheduling
internal import SweepModel

extension CoordinatorCore {
  /// Takes what a worker says of its attempts: each part counts if the worker may say it, see ``AttemptStanding``.
  ///
  /// - Parameter takesCheckpoints: false while the disk is full: a lost checkpoint costs time, never a result.
  mutating func take(
    _ report: WireReport, from worker: ConnectedWorker, takesCheckpoints: Bool, now: Double, wall: Double
  ) -> ReportVerdict {
    var isDecided = true
    for rows in report.metrics {
      if !recordMetrics(rows, from: worker.session) { isDecided = false }
    }
    if takesCheckpoints {
      for saved in report.checkpoints { recordCheckpoint(saved, from: worker.session) }
    }
    for part in report.artifacts { recordArtifact(part, from: worker.session) }
    if report.sequence == 0 { return .pieces }
    for finished in report.finished {
      if !recordResult(finished, from: worker, now: now, wall: wall) { isDecided = false }
    }
    for ended in report.ended { recordEnd(ended, from: worker, now: now, wall: wall) }
    if isDecided { return .decided }
    postponed.postpone(worker.session, until: now + scheduler.configuration.leaseSeconds / 2)
    return .postponed
  }

  /// Records what a task streamed, where the session may deliver the attempt's result and the task has none yet.
  ///
  /// - Returns: false where it cannot be told yet, as for a result.
  private mutating func recordMetrics(_ rows: WireMetricRows, from session: WorkerSession) -> Bool {
    guard rows.steps.count == rows.values.count, let task = index.number(bytes: rows.task),
      let number = scheduler.tasks[task]?.sweep, sweeps[number]?.promises.isStreamed(rows.name) == true,
      rows.steps.allSatisfy({ Self.steps.contains($0) })
    else { return true }
    let attempt = Int(rows.attempt)
    let registry = registry
    guard
      scheduler.streamed(
        task, attempt: attempt, by: session, values: rows.steps.count,
        isSame: { registry.haveSameKey($0, session.worker) })
    else {
      guard scheduler.tasks[task]?.status == .running,
        standing(of: task, attempt: attempt, with: session) == .another
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

  /// Takes a piece of a file that belongs to a result which is still to come.
  private mutating func recordArtifact(_ part: WireArtifactPart, from session: WorkerSession) {
    guard let task = index.number(bytes: part.task) else { return }
    switch standing(of: task, attempt: Int(part.attempt), with: session) {
    case .holder, .former, .claimable:
      guard promises(of: task)?.mediaType(of: part.name) != nil else { return }
      if let write = artifactUploads.take(part, of: task, from: session) { batch.arrivals.append(write) }
    case .another, .none: break
    }
  }

  /// What a session has to do with an attempt. It may speak for another worker of the same key: what a dead worker
  /// left on disk comes through another one that has the same access file.
  func standing(of task: TaskNumber, attempt: Int, with session: WorkerSession) -> AttemptStanding {
    scheduler.standing(
      of: task, attempt: attempt, with: session, isSame: { registry.haveSameKey($0, session.worker) })
  }

  /// What the task's experiment says of results; nil for a task that no sweep plans.
  func promises(of task: TaskNumber) -> ResultPromises? {
    scheduler.tasks[task]?.sweep.flatMap { sweeps[$0]?.promises }
  }

  /// Steps that JSON and other programs can tell apart.
  private static var steps: ClosedRange<Int64> { 0...(1 << 53) }
}
