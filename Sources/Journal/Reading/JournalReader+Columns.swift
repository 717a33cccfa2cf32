internal import GRDB
package import SweepModel

extension JournalReader {
  /// The names of all parameters and final metrics that a sweep's tasks have, each list sorted.
  ///
  /// A definition that cannot be read is passed over: who reads the task itself is told.
  package func columns(of sweep: SweepNumber) throws(JournalError) -> (
    parameters: [String], metrics: [String]
  ) {
    try read("read the names of the columns") { database in
      // Tasks of a sweep mostly have the same names, so the texts are told apart by SQLite and not here.
      let parameters = try PreparedStatement(
        database,
        """
        SELECT DISTINCT each.key FROM sweep_task
          CROSS JOIN definition ON definition.task = sweep_task.task
          CROSS JOIN json_each(
            CASE WHEN json_valid(CAST(definition.content AS TEXT)) THEN CAST(definition.content AS TEXT)
              ELSE '{}' END, '$.parameters') AS each
          WHERE sweep_task.sweep = ?1
        """)
      let metrics = try PreparedStatement(
        database,
        """
        SELECT DISTINCT metric_name.name FROM sweep_task
          CROSS JOIN task ON task.number = sweep_task.task AND task.state = 2
          CROSS JOIN final ON final.task = sweep_task.task
          CROSS JOIN metric_name ON metric_name.number = final.metric
          WHERE sweep_task.sweep = ?1
        """)
      func names(_ select: PreparedStatement) throws -> [String] {
        var names: [String] = []
        try select.bind(1, sweep.value)
        try select.forEach { names.append($0.text(0)) }
        return names.sorted()
      }
      return (try names(parameters), try names(metrics))
    }
  }
}
