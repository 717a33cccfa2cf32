internal import Journal
internal import SweepModel

// Pages of a sweep that has been looked up: none of them goes through all of its tasks.
extension JournalSource {
  /// Tasks by rising ordinal, with the types of the schema.
  func tasks(
    of sweep: StoredSweep, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord> {
    let limit = max(1, limit)
    let records = try reader.records(
      of: sweep.number, matching: RecordFilter(statuses: statuses, fromOrdinal: ordinal), limit: limit,
      points: points.of(sweep))
    let isFull = records.count == limit
    return Page(records, next: isFull ? records.last.flatMap { JournalSource.following($0.ordinal) } : nil)
  }

  /// Files of some tasks by rising ordinal: a task's are on one page.
  func artifacts(of sweep: SweepNumber, from ordinal: Int) throws -> Page<TaskArtifact> {
    let limit = JournalSource.artifactLimit
    var rows = try reader.artifacts(of: sweep, fromOrdinal: ordinal, limit: limit + 1)
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

  /// Failed and cancelled tasks by rising ordinal, with every attempt that gave no result.
  func failures(of sweep: StoredSweep, from ordinal: Int, limit: Int) throws -> Page<FailedTask> {
    let page = try tasks(of: sweep, in: [.failed, .cancelled], from: ordinal, limit: limit)
    let workers = try knownWorkers()
    return Page(
      try page.items.map { record in
        let stored = try reader.tasks(matching: record.id.digest.hex, limit: 1).first
        return FailedTask(
          task: record, attempts: try stored.map { try attempts(of: $0.number, workers: workers) } ?? [])
      }, next: page.next)
  }
}
