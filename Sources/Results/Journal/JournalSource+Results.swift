package import Journal
package import SweepModel

extension JournalSource: ResultSource {
  /// Files of a page.
  static let artifactLimit = 5000
  /// Streamed values of a page, but for a task that has more.
  static let metricLimit = 100_000
  /// Placements of a page.
  static let placementLimit = 20_000

  package func sweep(_ selector: String) throws -> SweepDetails { try details(of: stored(selector)) }

  package func tasks(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord> {
    try tasks(of: stored(sweep.id.digest.hex), in: statuses, from: ordinal, limit: limit)
  }

  package func metrics(
    of sweep: SweepDetails, named name: String?, from ordinal: Int
  ) throws -> Page<MetricSeries> {
    try metrics(of: number(of: sweep), named: name, from: ordinal, limit: JournalSource.metricLimit)
  }

  package func artifacts(of sweep: SweepDetails, from ordinal: Int) throws -> Page<TaskArtifact> {
    try artifacts(of: number(of: sweep), from: ordinal)
  }

  package func piece(of artifact: Digest, from offset: Int) throws -> ArtifactPiece {
    let piece = try reader.artifact(artifact, from: offset, count: ArtifactPiece.limit)
    return ArtifactPiece(bytes: piece.bytes, size: piece.size)
  }

  package func placements(of sweep: SweepDetails, from index: Int) throws -> Page<PlacementRun> {
    try placements(of: number(of: sweep), from: index)
  }

  package func failures(of sweep: SweepDetails, from ordinal: Int, limit: Int) throws -> Page<FailedTask> {
    try failures(of: stored(sweep.id.digest.hex), from: ordinal, limit: limit)
  }

  package func workers(of sweep: SweepDetails) throws -> [WorkerContribution] {
    try contributions(to: number(of: sweep))
  }

  package func columns(of sweep: SweepDetails) throws -> ColumnNames {
    let names = try reader.columns(of: number(of: sweep))
    return ColumnNames(parameters: names.parameters, metrics: names.metrics)
  }
}
