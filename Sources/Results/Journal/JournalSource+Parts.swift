internal import Analysis
internal import Journal
internal import Messages
internal import Spec
internal import SweepModel

/// What answers are put together from.
extension JournalSource {
  func details(of stored: StoredSweep) throws -> SweepDetails {
    let header = stored.header
    let census = try reader.census(of: stored.number)
    let refinement = try refinement(of: stored)
    let span = try reader.resultSpan(of: stored.number)
    return SweepDetails(
      id: header.id, name: header.name, experiment: header.experiment, version: header.version,
      condition: SweepCondition(
        stored.state, isFinished: SweepCondition.isFinished(census, refinement)),
      submittedAt: header.submittedAt, census: census, exclusions: header.exclusions,
      resolved: header.resolved, source: header.source, file: header.file, commit: header.commit,
      attemptSeconds: try reader.attemptSeconds(of: stored.number), firstResultAt: span?.lowerBound,
      lastResultAt: span?.upperBound, coordinatorVersion: version,
      coordinatorHost: try reader.notes()["host"] ?? "")
  }

  /// How far a refined sweep is; nil for a grid, and for a spec that cannot be read.
  func refinement(of stored: StoredSweep) throws -> RefinementStatus? {
    guard let last = try reader.placements(of: stored.number).last,
      let sweep = try? Sweep(resolvedJSON: stored.header.resolved, catalog: catalog)
    else { return nil }
    let records = try reader.records(of: stored.number, points: points.of(stored))
    guard let state = SweepGrowth(sweep, tasks: records) else { return nil }
    return RefinementStatus(
      state, of: sweep, round: last.round, isSettled: state.isSettled || stored.state == .cancelled)
  }

  /// Streamed values, about `limit` of them: a task's are on one page.
  func metrics(
    of sweep: SweepNumber, named name: String?, from ordinal: Int, limit: Int
  ) throws -> Page<MetricSeries> {
    var series: [MetricSeries] = []
    var last: TaskNumber?
    var count = 0
    try reader.metrics(of: sweep, named: name, fromOrdinal: ordinal, limit: limit + 1) { row in
      last = row.task
      count += 1
      MetricSeries.append(row.row, of: row.ordinal, to: &series)
    }
    guard count > limit, let last, let cut = series.last?.ordinal else { return Page(series) }
    // A page ends between two tasks, so that the next one can begin at an ordinal. A task with more values
    // than fit is a page of its own.
    series.removeAll { $0.ordinal == cut }
    guard series.isEmpty else { return Page(series, next: cut) }
    for row in try reader.metrics(of: last, named: name) { MetricSeries.append(row, of: cut, to: &series) }
    return Page(series, next: JournalSource.following(cut))
  }

  func placements(of sweep: SweepNumber, from index: Int) throws -> Page<PlacementRun> {
    let start = max(0, index)
    let runs = try reader.placements(of: sweep).dropFirst(start)
    let page = runs.prefix(JournalSource.placementLimit)
    return Page(Array(page), next: page.count < runs.count ? start + page.count : nil)
  }

  func knownWorkers() throws -> [Int: WorkerRecord] {
    Dictionary(try reader.workers().map { ($0.number, $0) }, uniquingKeysWith: { $1 })
  }

  func attempts(of task: TaskNumber, workers: [Int: WorkerRecord]) throws -> [FailedTask.Attempt] {
    try reader.attempts(of: task).map { attempt in
      let worker = attempt.worker.flatMap { workers[$0] }
      return FailedTask.Attempt(
        number: attempt.number, outcome: attempt.outcome, worker: worker?.id.description, host: worker?.host,
        startedAt: attempt.startedAt, seconds: attempt.seconds, reason: attempt.reason, log: attempt.log)
    }
  }

  func contributions(to sweep: SweepNumber) throws -> [WorkerContribution] {
    let workers = try knownWorkers()
    return try reader.shares(of: sweep).compactMap { share in
      guard let worker = workers[share.worker] else { return nil }
      return WorkerContribution(
        id: "\(worker.id)", host: worker.host, cpu: worker.cpu, instructionSet: worker.instructionSet,
        slots: worker.slots, version: worker.version, tasks: share.tasks, seconds: share.seconds)
    }
  }
}

extension MetricSeries {
  /// Adds a value to the newest series, or begins one.
  static func append(_ row: MetricRow, of ordinal: Int, to series: inout [MetricSeries]) {
    if let last = series.last, last.ordinal == ordinal, last.name == row.name {
      series[series.count - 1].samples.append(.init(step: row.step, value: row.value))
    } else {
      series.append(
        MetricSeries(ordinal: ordinal, name: row.name, samples: [.init(step: row.step, value: row.value)]))
    }
  }
}
