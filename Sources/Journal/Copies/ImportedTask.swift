internal import GRDB
internal import SweepModel

/// A sweep's task in the journal that is imported.
struct ImportedTask {
  var ordinal: Int
  var replicate: Int
  /// There.
  var number: TaskNumber
  var id: TaskID
  /// The digest of its result; nil where it has none.
  var result: Digest?

  var isDone: Bool { result != nil }
}

/// A result as it lies in a journal.
struct StoredResult {
  var attempt: Int
  /// The worker's number there.
  var worker: Int?
  var seconds: Double
  var finishedAt: Double
  var metrics: [ResultRecord.Metric]
}

extension JournalReader {
  /// The tasks of a sweep, by ordinal.
  func members(of sweep: SweepNumber) throws(JournalError) -> [ImportedTask] {
    try read("read the tasks of a sweep") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT ordinal, replicate, task.number, task.digest, task.state, task.result FROM sweep_task
          JOIN task ON task.number = sweep_task.task WHERE sweep = ?1 ORDER BY ordinal
        """)
      try select.bind(1, sweep.value)
      var tasks: [ImportedTask] = []
      try select.forEach { row in
        let number = row.integer(2)
        let isDone = row.integer(4) == TaskStatus.done.code
        tasks.append(
          ImportedTask(
            ordinal: row.integer(0), replicate: row.integer(1), number: TaskNumber(number),
            id: TaskID(try row.digest(3, of: "task \(number)")),
            result: isDone ? try row.digest(5, of: "the result of task \(number)") : nil))
      }
      return tasks
    }
  }

  /// The result of a task that has one.
  func result(of task: TaskNumber, id: TaskID) throws(JournalError) -> StoredResult {
    try read("read a result") { database in
      let select = try PreparedStatement(
        database, "SELECT attempt, worker, seconds, finished_at FROM task WHERE number = ?1")
      try select.bind(1, task.value)
      let found = try select.first { row in
        StoredResult(
          attempt: row.integer(0), worker: row.integerOrNil(1), seconds: row.real(2), finishedAt: row.real(3),
          metrics: [])
      }
      guard var result = found else { throw ImpossibleRow(found: "task \(id) is gone") }
      let metrics = try PreparedStatement(
        database,
        """
        SELECT metric_name.name, final.value FROM final
          JOIN metric_name ON metric_name.number = final.metric WHERE final.task = ?1
        """)
      try metrics.bind(1, task.value)
      try metrics.forEach { result.metrics.append(.init(name: $0.text(0), value: $0.real(1))) }
      return result
    }
  }
}

extension Journal {
  /// All workers that ever said hello.
  func storedWorkers() throws(JournalError) -> [WorkerRecord] {
    try access("read the workers") { try Rows.workers($0) }
  }

  /// What is here of each task that is here.
  func results(of tasks: [TaskID]) throws(JournalError) -> [TaskID: KnownTask] {
    try access("look up results") { database in
      let select = try PreparedStatement(
        database, "SELECT number, state, result, attempts FROM task WHERE digest = ?1")
      var found: [TaskID: KnownTask] = [:]
      for id in tasks {
        try select.bind(1, id.digest)
        try select.forEach { row in
          let isDone = row.integer(1) == TaskStatus.done.code
          found[id] = KnownTask(
            number: TaskNumber(row.integer(0)),
            result: isDone ? try row.digest(2, of: "the result of task \(id)") : nil,
            attempts: try row.count(3, "the number of attempts of task \(id)"))
        }
      }
      return found
    }
  }

  /// Whether the content of a file that a task left is here.
  func has(_ digest: Digest) throws(JournalError) -> Bool {
    if directory.artifacts.contains(digest) { return true }
    return try access("look for a file") { try Contents($0).bytes(of: digest) != nil }
  }
}

/// A task as the journal has it that something is imported into.
struct KnownTask {
  var number: TaskNumber
  /// The digest of its result; nil where it has none.
  var result: Digest?
  /// Attempts handed out so far.
  var attempts: Int
}
