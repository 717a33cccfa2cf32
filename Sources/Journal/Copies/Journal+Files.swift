internal import GRDB
internal import Platform
internal import SweepModel

extension Journal {
  /// The files that tasks left and that are too large to lie in the journal.
  func largeArtifacts() throws(JournalError) -> [Digest] {
    try access("list the files") { database in
      var digests: [Digest] = []
      try PreparedStatement(
        database,
        """
        SELECT DISTINCT digest FROM artifact
          WHERE NOT EXISTS (SELECT 1 FROM content WHERE content.digest = artifact.digest) ORDER BY digest
        """
      ).forEach { digests.append(try $0.digest(0, of: "a file that a task left")) }
      return digests
    }
  }

  /// The newest checkpoint of each task that has one, by task.
  func storedCheckpoints() throws(JournalError) -> [(task: TaskNumber, record: CheckpointRecord)] {
    try access("list the checkpoints") { database in
      var found: [(task: TaskNumber, record: CheckpointRecord)] = []
      try PreparedStatement(database, "SELECT task, step, digest, size FROM checkpoint ORDER BY task")
        .forEach { row in
          let task = row.integer(0)
          found.append(
            (
              TaskNumber(task),
              CheckpointRecord(
                step: row.integer(1), digest: try row.digest(2, of: "the checkpoint of task \(task)"),
                size: row.integer(3))
            ))
        }
      return found
    }
  }

  /// The task begins anew when it is tried again.
  func forgetCheckpoint(of task: TaskNumber) throws(JournalError) {
    try transaction("forget a checkpoint") { database in
      let delete = try PreparedStatement(database, "DELETE FROM checkpoint WHERE task = ?1")
      try delete.bind(1, task.value)
      try delete.run()
    }
  }
}

extension JournalReader {
  /// Writes the journal as it is now into a new file, without waiting for its writer or holding it up.
  func copy(to path: String) throws(JournalError) {
    do throws(JournalError) {
      try withConnection("copy the journal") { queue in
        try queue.unsafeRead { database in
          let vacuum = try PreparedStatement(database, "VACUUM INTO ?1")
          try vacuum.bind(1, path)
          try vacuum.run()
        }
      }
    } catch {
      // SQLite says it of the journal, which is not where the room is missing.
      guard case .diskFull = error else { throw error }
      throw .unavailable(
        path: path, doing: "copy the journal to",
        reason: "no room there (\(freeBytes(under: DurableFile.directory(of: path))) bytes free)")
    }
  }
}
