package import Journal
package import SweepModel

extension JournalSource: ResultSource {
  /// Files of a page.
  private static let artifactLimit = 5000
  /// Streamed values of a page, but for a task that has more.
  static let metricLimit = 100_000
  /// Placements of a page.
  static let placementLimit = 20_000

  package func sweep(_ selector: String) throws -> SweepDetails { try details(of: stored(selector)) }

  package func tasks(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord> {
    let limit = max(1, limit)
    var records = try reader.records(
      of: number(of: sweep), matching: RecordFilter(statuses: statuses, fromOrdinal: ordinal), limit: limit)
    let typing = ParameterTyping(sweep, catalog)
    typing.type(&records)
    let isFull = records.count == limit
    return Page(records, next: isFull ? records.last.flatMap { JournalSource.following($0.ordinal) } : nil)
  }

  package func metrics(
    of sweep: SweepDetails, named name: String?, from ordinal: Int
  ) throws -> Page<MetricSeries> {
    try metrics(of: number(of: sweep), named: name, from: ordinal, limit: JournalSource.metricLimit)
  }

  package func artifacts(of sweep: SweepDetails, from ordinal: Int) throws -> Page<TaskArtifact> {
    let limit = JournalSource.artifactLimit
    var rows = try reader.artifacts(of: number(of: sweep), fromOrdinal: ordinal, limit: limit + 1)
    var next: Int?
    if rows.count > limit, let last = rows.last {
      // A page ends between two tasks. A task with more files than fit is a page of its own.
      rows.removeAll { $0.ordinal == last.ordinal }
      next = last.ordinal
      if rows.isEmpty {
        rows = try reader.artifacts(of: last.task).map {
          .init(ordinal: last.ordinal, task: last.task, artifact: $0)
        }
        next = JournalSource.following(last.ordinal)
      }
    }
    return Page(
      rows.map {
        TaskArtifact(
          ordinal: $0.ordinal, name: $0.artifact.name, mediaType: $0.artifact.mediaType,
          digest: $0.artifact.digest, size: $0.artifact.size)
      }, next: next)
  }

  package func piece(of artifact: Digest, from offset: Int) throws -> ArtifactPiece {
    let piece = try reader.artifact(artifact, from: offset, count: ArtifactPiece.limit)
    return ArtifactPiece(bytes: piece.bytes, size: piece.size)
  }

  package func placements(of sweep: SweepDetails, from index: Int) throws -> Page<PlacementRun> {
    try placements(of: number(of: sweep), from: index)
  }

  package func failures(of sweep: SweepDetails, from ordinal: Int, limit: Int) throws -> Page<FailedTask> {
    let page = try tasks(of: sweep, in: [.failed, .cancelled], from: ordinal, limit: limit)
    let workers = try knownWorkers()
    return Page(
      try page.items.map { record in
        let stored = try reader.tasks(matching: record.id.digest.hex, limit: 1).first
        return FailedTask(
          task: record, attempts: try stored.map { try attempts(of: $0.number, workers: workers) } ?? [])
      }, next: page.next)
  }

  package func workers(of sweep: SweepDetails) throws -> [WorkerContribution] {
    try contributions(to: number(of: sweep))
  }

  package func columns(of sweep: SweepDetails) throws -> ColumnNames {
    let names = try reader.columns(of: number(of: sweep))
    return ColumnNames(parameters: names.parameters, metrics: names.metrics)
  }
}
