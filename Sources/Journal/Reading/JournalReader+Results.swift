internal import GRDB
package import SweepModel

extension JournalReader {
  /// Reads the result of every finished task of a sweep and checks it against its digest.
  ///
  /// - Returns: how many there are.
  /// - Throws: ``JournalError/damaged(path:found:)`` for a result that is not the recorded one.
  package func checkResults(of sweep: SweepNumber) throws(JournalError) -> Int {
    try read("check the results") { database in
      let records = try RecordReader(database)
      let select = try PreparedStatement(
        database,
        """
        SELECT task.number, task.digest, task.result FROM sweep_task
          JOIN task ON task.number = sweep_task.task WHERE sweep_task.sweep = ?1 AND task.state = 2
        """)
      try select.bind(1, sweep.value)
      var count = 0
      try select.forEach { row in
        let task = TaskNumber(row.integer(0))
        let id = TaskID(try row.digest(1, of: "task \(task)"))
        _ = try records.metrics(of: task, id: id, result: try row.digest(2, of: "the result of task \(id)"))
        count += 1
      }
      return count
    }
  }
}
