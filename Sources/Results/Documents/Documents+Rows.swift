internal import Analysis
internal import Journal
internal import Messages
internal import SweepModel

// From rows to what is sent of them.

extension SweepDocument {
  init(_ details: SweepDetails, workers: [WorkerContribution]) {
    self.init(
      id: "\(details.id)", digest: details.id.digest.hex, name: details.name, experiment: details.experiment,
      experimentVersion: details.version, state: details.condition.rawValue,
      submittedAt: details.submittedAt, planned: details.census.planned, census: details.census,
      exclusions: details.exclusions.map { .init(count: $0.count, reason: $0.reason) },
      resolved: details.resolved, source: details.source, file: details.file,
      commit: details.commit?.description,
      workers: workers.map {
        .init(
          id: $0.id, host: $0.host, cpu: $0.cpu, instructionSet: $0.instructionSet, slots: $0.slots,
          version: $0.version, tasks: $0.tasks, seconds: $0.seconds)
      },
      attemptSeconds: details.attemptSeconds, firstResultAt: details.firstResultAt,
      lastResultAt: details.lastResultAt, coordinatorVersion: details.coordinatorVersion,
      coordinatorHost: details.coordinatorHost)
  }
}

extension PlacementsDocument.Placement {
  init(_ run: PlacementRun) {
    self.init(ordinal: run.ordinal, count: run.count, round: run.round, reason: run.reason)
  }
}

extension FailuresDocument.Row {
  init(_ failed: FailedTask) {
    self.init(
      task: TasksDocument.Row(failed.task), attempts: failed.attempts.map(ExplainDocument.Attempt.init))
  }
}

extension ExplainDocument.Attempt {
  init(_ attempt: FailedTask.Attempt) {
    self.init(
      number: attempt.number, outcome: attempt.outcome, worker: attempt.worker, host: attempt.host,
      startedAt: attempt.startedAt, seconds: attempt.seconds, reason: attempt.reason, log: attempt.log)
  }
}

extension MetricsDocument.Series {
  init(_ series: MetricSeries) {
    self.init(
      ordinal: series.ordinal, name: series.name, steps: series.samples.map(\.step),
      values: series.samples.map(\.value))
  }
}

extension ArtifactsDocument.Row {
  init(_ artifact: TaskArtifact) {
    self.init(
      ordinal: artifact.ordinal, name: artifact.name, mediaType: artifact.mediaType,
      digest: artifact.digest.hex, size: artifact.size)
  }
}
