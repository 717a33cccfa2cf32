internal import GRDB
package import SweepModel

/// One task as `explain` shows it.
package struct StoredTask: Sendable, Hashable {
  package var number: TaskNumber
  package var id: TaskID
  package var status: TaskStatus
  package var attempts: Int
  /// Attempts that were the task's own fault.
  package var breaks: Int
  /// The attempt that gave the result.
  package var resultAttempt: Int?
  /// Its worker's number.
  package var worker: Int?
  /// Its wall seconds.
  package var seconds: Double?
  /// Unix seconds.
  package var finishedAt: Double?
  /// Why it failed or was cancelled.
  package var reason: String?
}

extension JournalReader {
  static let columns =
    "number, digest, state, attempts, breaks, attempt, worker, seconds, finished_at, reason"

  static func storedTask(_ row: PreparedStatement) throws -> StoredTask {
    StoredTask(
      number: TaskNumber(row.integer(0)), id: TaskID(try row.digest(1, of: "task \(row.integer(0))")),
      status: try TaskStatus(code: row.integer(2)), attempts: row.integer(3), breaks: row.integer(4),
      resultAttempt: row.integerOrNil(5), worker: row.integerOrNil(6), seconds: row.realOrNil(7),
      finishedAt: row.realOrNil(8), reason: row.textOrNil(9))
  }

  /// Tasks whose id begins with some hexadecimal digits; none where the text is not hexadecimal.
  ///
  /// - Parameter limit: two are enough to see that a prefix is ambiguous.
  package func tasks(matching prefix: String, limit: Int = 2) throws(JournalError) -> [StoredTask] {
    guard let range = DigestRange(prefix: prefix) else { return [] }
    return try read("look up a task") { database in
      let select = try PreparedStatement(
        database,
        "SELECT \(Self.columns) FROM task WHERE digest BETWEEN ?1 AND ?2 ORDER BY digest LIMIT ?3")
      try select.bind(1, range.first)
      try select.bind(2, range.last)
      try select.bind(3, max(0, limit))
      var tasks: [StoredTask] = []
      try select.forEach { tasks.append(try Self.storedTask($0)) }
      return tasks
    }
  }

  /// Every place that a task has in a sweep.
  package func memberships(of task: TaskNumber) throws(JournalError) -> [LoadedMember] {
    try read("look up a task's sweeps") { database in
      let select = try PreparedStatement(
        database,
        "SELECT sweep, ordinal, replicate FROM sweep_task WHERE task = ?1 ORDER BY sweep, ordinal")
      try select.bind(1, task.value)
      var members: [LoadedMember] = []
      try select.forEach {
        members.append(
          LoadedMember(
            sweep: SweepNumber($0.integer(0)), ordinal: $0.integer(1), task: task, replicate: $0.integer(2)))
      }
      return members
    }
  }

  /// Why the tasks of a refined sweep were planned, by ordinal; empty for other sweeps.
  package func placements(of sweep: SweepNumber) throws(JournalError) -> [PlacementRun] {
    try read("read the added points") { try Placements($0).all(of: sweep) }
  }

  /// Attempts that ended without a result, oldest first.
  package func attempts(of task: TaskNumber) throws(JournalError) -> [AttemptRecord] {
    try read("read the attempts") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT number, worker, outcome, started_at, seconds, reason, log FROM attempt WHERE task = ?1
          ORDER BY number
        """)
      try select.bind(1, task.value)
      var attempts: [AttemptRecord] = []
      try select.forEach { row in
        guard let outcome = AttemptOutcome(rawValue: row.text(2)) else {
          throw ImpossibleRow(found: "an attempt of task \(task) has the unknown outcome \(row.text(2))")
        }
        attempts.append(
          AttemptRecord(
            task: task, number: row.integer(0), worker: row.integerOrNil(1), outcome: outcome,
            startedAt: row.real(3), seconds: row.real(4), reason: row.textOrNil(5), log: row.textOrNil(6)))
      }
      return attempts
    }
  }

  /// Streamed values of one task in order of metric and step, checked where the task has its result.
  ///
  /// - Parameter name: one metric; nil for all.
  package func metrics(of task: TaskNumber, named name: String? = nil) throws(JournalError) -> [MetricRow] {
    try read("read the metrics") { database in
      let state = try PreparedStatement(database, "SELECT state FROM task WHERE number = ?1")
      try state.bind(1, task.value)
      let isDone = try state.first { $0.integer(0) } == TaskStatus.done.code
      return try StreamReader(database, named: name).rows(of: task, isDone: isDone)
    }
  }

  /// The newest checkpoint of an unfinished task; nil where it has none.
  package func checkpoint(of task: TaskNumber) throws(JournalError) -> CheckpointRecord? {
    try read("read the checkpoint") { database in
      let select = try PreparedStatement(
        database, "SELECT step, digest, size FROM checkpoint WHERE task = ?1")
      try select.bind(1, task.value)
      var found: CheckpointRecord?
      try select.forEach { row in
        found = CheckpointRecord(
          step: row.integer(0), digest: try row.digest(1, of: "the checkpoint of task \(task)"),
          size: row.integer(2))
      }
      return found
    }
  }

  /// Files that a task left, by name.
  package func artifacts(of task: TaskNumber) throws(JournalError) -> [ArtifactRecord] {
    try read("read the artifacts") { try Rows.artifacts($0, of: task) }
  }
}
