package import Journal
package import SweepModel

extension ResultSource {
  /// Tasks of a page that is asked for where the caller does not care how long it is.
  private static var pageLimit: Int { 5000 }

  /// Visits the tasks of a sweep by rising ordinal, page by page.
  package func forEachTask(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>? = nil, _ visit: (TaskRecord) throws -> Void
  ) throws {
    try Page.forEach(
      { try tasks(of: sweep, in: statuses, from: $0, limit: Self.pageLimit) }, visit)
  }

  /// All tasks of a sweep by rising ordinal.
  package func allTasks(of sweep: SweepDetails) throws -> [TaskRecord] {
    var records: [TaskRecord] = []
    // Growing would hold the array twice. The census comes from elsewhere: it is a hint, and never a trap.
    records.reserveCapacity(min(max(0, sweep.census.planned &- sweep.census.excluded), 1 << 20))
    try forEachTask(of: sweep) { records.append($0) }
    return records
  }

  /// Visits the streamed values of a sweep, or one metric of it, page by page.
  package func forEachSeries(
    of sweep: SweepDetails, named name: String? = nil, _ visit: (MetricSeries) throws -> Void
  ) throws {
    try Page.forEach({ try metrics(of: sweep, named: name, from: $0) }, visit)
  }

  /// Visits the files that a sweep's tasks left, page by page.
  package func forEachArtifact(of sweep: SweepDetails, _ visit: (TaskArtifact) throws -> Void) throws {
    try Page.forEach({ try artifacts(of: sweep, from: $0) }, visit)
  }

  /// Visits the failed and cancelled tasks of a sweep, page by page.
  package func forEachFailure(of sweep: SweepDetails, _ visit: (FailedTask) throws -> Void) throws {
    try Page.forEach({ try failures(of: sweep, from: $0, limit: 200) }, visit)
  }

  /// Why a refined sweep planned its tasks.
  package func allPlacements(of sweep: SweepDetails) throws -> [PlacementRun] {
    var runs: [PlacementRun] = []
    try Page.forEach({ try placements(of: sweep, from: $0) }) { runs.append($0) }
    return runs
  }

  /// Writes a file that a task left piece by piece, and checks it on the way.
  ///
  /// - Throws: ``ResultError/damagedArtifact(_:found:)`` where the bytes are not those that the digest names, after
  ///   they were written.
  package func copy(_ artifact: Digest, _ write: ([UInt8]) throws -> Void) throws {
    var hash = DigestStream()
    var count = 0
    while true {
      let piece = try piece(of: artifact, from: count)
      hash.append(piece.bytes)
      count += piece.bytes.count
      try write(piece.bytes)
      if count >= piece.size { break }
      guard !piece.bytes.isEmpty else {
        throw ResultError.damagedArtifact(artifact, found: "it ends after \(count) bytes")
      }
    }
    let found = hash.digest
    guard found == artifact else {
      throw ResultError.damagedArtifact(artifact, found: "its bytes hash to \(found.hex.prefix(12))")
    }
  }

  /// The whole content of a file that a task left.
  package func content(of artifact: Digest) throws -> [UInt8] {
    var content: [UInt8] = []
    try copy(artifact) { content += $0 }
    return content
  }
}
