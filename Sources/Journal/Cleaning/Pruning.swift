internal import GRDB
internal import Glibc
package import SweepModel

/// What is to be removed besides what nothing names.
package struct Pruning: Sendable, Hashable {
  /// Sweeps whose streamed metrics go.
  package var streams: [SweepNumber]
  /// Whether only to look.
  package var isDryRun: Bool

  package init(streams: [SweepNumber] = [], isDryRun: Bool = false) {
    self.streams = streams
    self.isDryRun = isDryRun
  }
}

/// What was removed, or would be.
package struct Pruned: Sendable {
  /// Of failed and cancelled tasks, with the digests of their files.
  package var checkpoints: [(task: TaskNumber, digest: Digest)] = []
  package var checkpointBytes = 0
  /// Files, and contents in the journal, that no task names.
  package var files = 0
  package var fileBytes = 0
  /// Files that no task names and that stay until they are old enough.
  package var youngFiles = 0
  package var youngBytes = 0
  package var streamedValues = 0
  /// Tasks whose streamed metrics stay because other sweeps plan them, too.
  package var sharedTasks = 0

  package init() {}
}

/// What was removed of some tasks of a sweep, or would be.
package struct PrunedStreams: Sendable {
  package var values: Int
  /// Tasks that other sweeps plan, too.
  package var shared: Int
  /// The ordinal to go on from; nil behind the last task.
  package var next: Int?
}

extension Journal {
  /// Removes checkpoints of failed and cancelled tasks, which begin anew when they are tried again, and files that no
  /// task names.
  ///
  /// - Parameter olderThan: Unix seconds; a younger file may be one that is about to be named.
  package func prune(_ pruning: Pruning, olderThan: Double) throws(JournalError) -> Pruned {
    // Files first, for which no room is needed: what makes room has to work on a full disk.
    var (pruned, artifacts, checkpoints) = try access("list the files that tasks name") { database in
      var pruned = Pruned()
      try Self.endedCheckpoints(database, &pruned)
      try Self.unnamedContents(database, &pruned)
      return (pruned, try Self.digests(database, "artifact"), try Self.digests(database, "checkpoint"))
    }
    let contents = pruned.files
    pruneFiles(directory.artifacts, named: artifacts, olderThan: olderThan, pruning, &pruned)
    pruneFiles(directory.checkpoints, named: checkpoints, olderThan: olderThan, pruning, &pruned)
    guard !pruning.isDryRun, contents > 0 || !pruned.checkpoints.isEmpty else { return pruned }
    let ended = pruned.checkpoints.map(\.task)
    try transaction("remove what nothing needs") { database in
      let delete = try PreparedStatement(database, "DELETE FROM checkpoint WHERE task = ?1")
      for task in ended {
        try delete.bind(1, task.value)
        try delete.run()
      }
      try PreparedStatement(
        database, "DELETE FROM content WHERE digest NOT IN (SELECT digest FROM artifact)"
      ).run()
    }
    let kept = try access("list the checkpoints") { try Self.digests($0, "checkpoint") }
    for digest in Set(pruned.checkpoints.map(\.digest)).subtracting(kept) {
      directory.checkpoints.remove(digest)
    }
    return pruned
  }

  /// Removes what some tasks of a sweep streamed, those that have ended and that no other sweep plans.
  ///
  /// - Parameter ordinal: of the first task.
  package func pruneStreams(
    of sweep: SweepNumber, from ordinal: Int, isDryRun: Bool, limit: Int = 200
  ) throws(JournalError) -> PrunedStreams {
    try transaction("remove streamed metrics") { database in
      let ended = [TaskStatus.done, .failed, .cancelled].map { "\($0.code)" }.joined(separator: ", ")
      let select = try PreparedStatement(
        database,
        """
        SELECT mine.ordinal, mine.task, task.state IN (\(ended)), EXISTS
          (SELECT 1 FROM sweep_task AS other WHERE other.task = mine.task AND other.sweep <> ?1)
          FROM sweep_task AS mine JOIN task ON task.number = mine.task
          WHERE mine.sweep = ?1 AND mine.ordinal >= ?2 ORDER BY mine.ordinal LIMIT ?3
        """)
      try select.bind(1, sweep.value)
      try select.bind(2, ordinal)
      try select.bind(3, limit)
      var last: Int?
      var shared = 0
      var tasks: [Int] = []
      try select.forEach { row in
        last = row.integer(0)
        if row.integer(3) != 0 {
          shared += 1
        } else if row.integer(2) != 0 {
          tasks.append(row.integer(1))
        }
      }
      let count = try PreparedStatement(database, "SELECT count(*) FROM metric WHERE task = ?1")
      let deletions = try ["metric", "stream"].map {
        try PreparedStatement(database, "DELETE FROM \($0) WHERE task = ?1")
      }
      var values = 0
      for task in tasks {
        try count.bind(1, task)
        values += try count.first { $0.integer(0) } ?? 0
        for deletion in deletions where !isDryRun {
          try deletion.bind(1, task)
          try deletion.run()
        }
      }
      return PrunedStreams(values: values, shared: shared, next: last.map { $0 + 1 })
    }
  }

  private static func endedCheckpoints(_ database: Database, _ pruned: inout Pruned) throws {
    let ended = [TaskStatus.failed, .cancelled].map { "\($0.code)" }.joined(separator: ", ")
    try PreparedStatement(
      database,
      """
      SELECT task, checkpoint.digest, size FROM checkpoint JOIN task ON task.number = checkpoint.task
        WHERE task.state IN (\(ended)) ORDER BY task
      """
    ).forEach { row in
      let task = row.integer(0)
      pruned.checkpoints.append((TaskNumber(task), try row.digest(1, of: "the checkpoint of task \(task)")))
      pruned.checkpointBytes += row.integer(2)
    }
  }

  private static func unnamedContents(_ database: Database, _ pruned: inout Pruned) throws {
    try PreparedStatement(
      database,
      """
      SELECT count(*), coalesce(sum(length(bytes)), 0) FROM content
        WHERE digest NOT IN (SELECT digest FROM artifact)
      """
    ).forEach { row in
      pruned.files += row.integer(0)
      pruned.fileBytes += row.integer(1)
    }
  }

  private func pruneFiles(
    _ store: ArtifactStore, named: Set<Digest>, olderThan: Double, _ pruning: Pruning, _ pruned: inout Pruned
  ) {
    for digest in store.digests() where !named.contains(digest) {
      var status = stat()
      guard lstat(store.path(of: digest), &status) == 0 else { continue }
      guard Double(status.st_mtim.tv_sec) < olderThan else {
        pruned.youngFiles += 1
        pruned.youngBytes += Int(status.st_size)
        continue
      }
      pruned.files += 1
      pruned.fileBytes += Int(status.st_size)
      if !pruning.isDryRun { store.remove(digest) }
    }
  }

  private static func digests(_ database: Database, _ table: String) throws -> Set<Digest> {
    var digests: Set<Digest> = []
    try PreparedStatement(database, "SELECT DISTINCT digest FROM \(table)").forEach {
      digests.insert(try $0.digest(0, of: "a file of a task"))
    }
    return digests
  }
}
