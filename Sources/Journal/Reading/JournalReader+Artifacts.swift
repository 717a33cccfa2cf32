internal import GRDB
package import SweepModel

/// A file that a task left, with the task's place in a sweep.
package struct SweepArtifactRow: Sendable, Hashable {
  package var ordinal: Int
  package var task: TaskNumber
  package var artifact: ArtifactRecord

  package init(ordinal: Int, task: TaskNumber, artifact: ArtifactRecord) {
    self.ordinal = ordinal
    self.task = task
    self.artifact = artifact
  }
}

extension JournalReader {
  /// Files that a sweep's finished tasks left, in order of ordinal and name.
  ///
  /// - Parameters:
  ///   - fromOrdinal: the first task to look at, for going on behind an earlier page.
  ///   - limit: the most to return.
  package func artifacts(
    of sweep: SweepNumber, fromOrdinal: Int, limit: Int
  ) throws(JournalError) -> [SweepArtifactRow] {
    try read("read the artifacts") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT sweep_task.ordinal, sweep_task.task, artifact.name, artifact.media_type, artifact.digest,
            artifact.size
          FROM sweep_task CROSS JOIN task ON task.number = sweep_task.task AND task.state = 2
          CROSS JOIN artifact ON artifact.task = sweep_task.task
          WHERE sweep_task.sweep = ?1 AND sweep_task.ordinal >= ?2
          ORDER BY sweep_task.ordinal, artifact.name LIMIT ?3
        """)
      try select.bind(1, sweep.value)
      try select.bind(2, fromOrdinal)
      try select.bind(3, max(0, limit))
      var rows: [SweepArtifactRow] = []
      try select.forEach { row in
        let task = TaskNumber(row.integer(1))
        rows.append(
          SweepArtifactRow(
            ordinal: row.integer(0), task: task,
            artifact: ArtifactRecord(
              name: row.text(2), mediaType: row.text(3),
              digest: try row.digest(4, of: "artifact \(row.text(2)) of task \(task)"),
              size: row.integer(5))))
      }
      return rows
    }
  }
}
