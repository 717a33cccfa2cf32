internal import Journal
internal import Messages
internal import Scheduling
internal import SweepModel
internal import Transport

extension CoordinatorCore {
  /// Records a result if it is the first one of its task, is what the experiment promises, and comes from a worker
  /// that had the attempt; others are dropped.
  ///
  /// - Returns: false where it cannot be told yet, and the worker has to keep it.
  mutating func recordResult(
    _ finished: WireFinished, from worker: ConnectedWorker, now: Double, wall: Double
  ) -> Bool {
    guard let task = index.number(bytes: finished.task) else { return true }
    let attempt = Int(finished.attempt)
    let session = worker.session
    let arrived = finished.artifacts.filter { !$0.digest.isEmpty }.map {
      artifactUploads.arrived($0, of: task, attempt: attempt, from: session)
    }
    switch ResultAdmission(
      standing: standing(of: task, attempt: attempt, with: session),
      status: scheduler.tasks[task]?.status,
      isWithheld: postponed.isWithheld(Lease(task: task, attempt: attempt), of: session),
      isWhole: !arrived.contains { $0 == nil })
    {
    case .admitted: break
    case .postponed: return false
    case .madeUp: actions.append(.reportMadeUpClaim(worker, task, attempt: attempt))
    }
    let files = arrived.compactMap { $0 }
    if let problem = promises(of: task)?.problem(with: finished, files) {
      // Another worker may have a release that keeps what the experiment promises.
      endAttempt(
        task, attempt: attempt, of: worker, outcome: .failed, isRepeatable: false, reason: problem, log: nil,
        seconds: finished.seconds, started: true, now: now, wall: wall)
      return true
    }
    let seconds = Self.plausible(finished.seconds)
    guard count(task, attempt: attempt, from: session, seconds: seconds) == .accepted else {
      batch.arrivals += artifactUploads.drop(task, from: session)
      return true
    }
    mention(session.worker)
    let artifacts = adopt(finished.artifacts, files, of: task)
    artifactUploads.forget(files.map(\.name), of: task, attempt: attempt, from: session)
    batch.arrivals += artifactUploads.drop(task, from: session)
    batch.records.append(
      .taskDone(
        ResultRecord(
          task: task, attempt: attempt, worker: worker.number, seconds: seconds, finishedAt: wall,
          metrics: finished.metrics.map { .init(name: $0.name, value: $0.value) }, artifacts: artifacts)))
    recorder.leaseEndedByResult(of: task)
    turnResults[session, default: 0] += 1
    if let obsolete = checkpoints.drop(task) { batch.obsolete.append(obsolete) }
    if let abandoned = uploads.drop(task) { batch.arrivals.append(abandoned) }
    resumptions.remove(task)
    registry.count(resultOf: session.worker, seconds: seconds)
    return true
  }

  /// Whether the result is the one that counts. Apart, so that the registry has one owner again when it changes.
  private mutating func count(
    _ task: TaskNumber, attempt: Int, from session: WorkerSession, seconds: Double
  ) -> ResultVerdict {
    let registry = registry
    return scheduler.attemptFinished(
      task, attempt: attempt, by: session, seconds: seconds,
      isSame: { registry.haveSameKey($0, session.worker) })
  }

  /// Writes the files that a result names: those that came in pieces get their places.
  private mutating func adopt(
    _ named: [WireArtifact], _ arrived: [ArtifactUploads.Arrived], of task: TaskNumber
  ) -> [ArtifactRecord] {
    let promises = promises(of: task)
    return named.map { file in
      let mediaType = promises?.mediaType(of: file.name) ?? "application/octet-stream"
      if let whole = arrived.first(where: { $0.name == file.name }) {
        batch.arrivals.append(whole.adoption)
        return ArtifactRecord(name: file.name, mediaType: mediaType, digest: whole.digest, size: whole.size)
      }
      let content = ArtifactContent([UInt8](file.content))
      batch.artifacts.append(content)
      return ArtifactRecord(
        name: file.name, mediaType: mediaType, digest: content.digest, size: content.bytes.count)
    }
  }

  /// Seconds that a peer measured, within what durations are printed and summed for: 30 years.
  static func plausible(_ seconds: Double) -> Double {
    seconds.isFinite ? min(max(0, seconds), 1e9) : 0
  }
}
