internal import GRDB
package import SweepModel

extension JournalReader {
  /// The canonical JSON of some tasks, each checked against its id. Numbers without a task are left out.
  package func definitions(of tasks: [TaskNumber]) throws(JournalError) -> [TaskNumber: [UInt8]] {
    try read("read task definitions") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT task.digest, definition.content FROM task LEFT JOIN definition ON definition.task = task.number
          WHERE task.number = ?1
        """)
      var definitions: [TaskNumber: [UInt8]] = [:]
      definitions.reserveCapacity(tasks.count)
      for task in tasks {
        try select.bind(1, task.value)
        let content = try select.first { row in
          let content = row.bytes(1)
          try RecordReader.check(content, TaskID(try row.digest(0, of: "task \(task)")))
          return content
        }
        if let content { definitions[task] = content }
      }
      return definitions
    }
  }

  /// The tasks among some that already have a result, with the wall seconds that it took.
  package func finished(among ids: some Sequence<TaskID>) throws(JournalError) -> [TaskID: Double] {
    try read("look up results") { database in
      let select = try PreparedStatement(
        database, "SELECT coalesce(seconds, 0) FROM task WHERE digest = ?1 AND state = 2")
      var finished: [TaskID: Double] = [:]
      for id in ids {
        try select.bind(1, id.digest)
        if let seconds = try select.first({ $0.real(0) }) { finished[id] = seconds }
      }
      return finished
    }
  }

  /// Wall seconds of finished tasks of an experiment with their definitions, for cost estimates: those of the attempt
  /// with the result, and of the ones before it that handed the task back with their work in a checkpoint.
  ///
  /// - Parameter limit: the newest tasks only, by number.
  package func durations(
    ofExperiment experiment: String, version: Int, limit: Int = 100_000,
    _ visit: (_ definition: TaskDefinition, _ seconds: Double) -> Void
  ) throws(JournalError) {
    try read("read the durations") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT task.digest, definition.content, task.seconds + coalesce((SELECT sum(attempt.seconds) FROM attempt
            WHERE attempt.task = task.number AND attempt.outcome = ?4), 0) FROM task
          JOIN definition ON definition.task = task.number
          WHERE task.state = 2 AND EXISTS (SELECT 1 FROM sweep_task JOIN sweep ON sweep.number = sweep_task.sweep
            WHERE sweep_task.task = task.number AND sweep.experiment = ?1 AND sweep.version = ?2)
          ORDER BY task.number DESC LIMIT ?3
        """)
      try select.bind(1, experiment)
      try select.bind(2, version)
      try select.bind(3, max(0, limit))
      try select.bind(4, AttemptOutcome.handedBack.rawValue)
      try select.forEach { row in
        let id = TaskID(try row.digest(0, of: "a task"))
        visit(try RecordReader.definition(row.bytes(1), of: id), row.real(2))
      }
    }
  }
}
