internal import GRDB
package import SweepModel

/// Which tasks of a sweep to list.
package struct RecordFilter: Sendable, Hashable {
  /// Nil for all. A pending task with a recorded lease counts as running.
  package var statuses: Set<TaskStatus>?
  /// The first ordinal to look at, for going on behind an earlier page without counting it again.
  package var fromOrdinal: Int

  package init(statuses: Set<TaskStatus>? = nil, fromOrdinal: Int = 0) {
    self.statuses = statuses
    self.fromOrdinal = fromOrdinal
  }
}

extension JournalReader {
  /// Where a sweep's tasks are, counted on disk.
  ///
  /// A task counts as running once its lease is recorded, which happens only to leases that last.
  ///
  /// - Throws: ``JournalError/rejected(path:reason:)`` where there is no such sweep;
  ///   ``JournalError/damaged(path:found:)`` where the counts do not sum to what was planned.
  package func census(of sweep: SweepNumber) throws(JournalError) -> Census {
    try read("count the tasks") { database in
      var census = Census()
      let select = try PreparedStatement(
        database,
        """
        SELECT state, count(*) FROM sweep_task JOIN task ON task.number = sweep_task.task
          WHERE sweep_task.sweep = ?1 GROUP BY state
        """)
      try select.bind(1, sweep.value)
      try select.forEach { row in
        census[try TaskStatus(code: row.integer(0))] = row.integer(1)
      }
      let leased = try PreparedStatement(
        database,
        """
        SELECT count(*) FROM lease JOIN task ON task.number = lease.task
          JOIN sweep_task ON sweep_task.task = lease.task WHERE sweep_task.sweep = ?1 AND task.state = 0
        """)
      try leased.bind(1, sweep.value)
      let running = min(census.pending, try leased.first { $0.integer(0) } ?? 0)
      census.pending -= running
      census.running += running
      let excluded = try PreparedStatement(
        database, "SELECT coalesce(sum(count), 0) FROM exclusion WHERE sweep = ?1")
      try excluded.bind(1, sweep.value)
      census.excluded += try excluded.first { $0.integer(0) } ?? 0
      try Self.check(census, of: sweep, database)
      return census
    }
  }

  private static func check(_ census: Census, of sweep: SweepNumber, _ database: Database) throws {
    let select = try PreparedStatement(
      database, "SELECT planned FROM sweep WHERE number = ?1 AND state <> 'submitting'")
    try select.bind(1, sweep.value)
    guard let planned = try select.first({ $0.integer(0) }) else {
      throw RefusedRecord(reason: "there is no sweep \(sweep)")
    }
    guard census.planned == planned else {
      throw ImpossibleRow(found: "sweep \(sweep) planned \(planned) tasks, and \(census.planned) are there")
    }
  }

  /// Tasks of a sweep in order of their ordinals, with parameters and final metrics.
  ///
  /// Every definition and every result is hashed again on the way, so that a flipped byte is found here and
  /// not in a curve.
  ///
  /// - Parameters:
  ///   - offset: matching tasks to skip.
  ///   - limit: the most to return.
  ///   - points: what was read before of the sweep's experiment.
  package func records(
    of sweep: SweepNumber, matching filter: RecordFilter = RecordFilter(), offset: Int = 0,
    limit: Int = .max, points: PointCache = PointCache()
  ) throws(JournalError) -> [TaskRecord] {
    try read("read the tasks") { database in
      try RecordReader(database, points: points).records(
        of: sweep, matching: filter, offset: offset, limit: limit)
    }
  }

  /// Streamed values of a sweep's tasks in order of ordinal, metric and step.
  ///
  /// Those of tasks with a result are checked before any of a task is visited, so that a flipped byte is found here
  /// and not in a curve.
  ///
  /// - Parameters:
  ///   - name: one metric; nil for all.
  ///   - fromOrdinal: the first task to look at, for going on behind an earlier page.
  ///   - limit: the most values to visit.
  ///   - visit: called with each value. No more than one task's rows are collected, so 10^7 of them take no memory
  ///     here.
  package func metrics(
    of sweep: SweepNumber, named name: String? = nil, fromOrdinal: Int = 0, limit: Int = .max,
    _ visit: (SweepMetricRow) -> Void
  ) throws(JournalError) {
    try read("read the metrics") { database in
      let streams = try StreamReader(database, named: name)
      let select = try PreparedStatement(
        database,
        """
        SELECT ordinal, task, state FROM sweep_task LEFT JOIN task ON task.number = sweep_task.task
          WHERE sweep = ?1 AND ordinal >= ?2
            AND (EXISTS (SELECT 1 FROM stream WHERE stream.task = sweep_task.task)
              OR EXISTS (SELECT 1 FROM metric WHERE metric.task = sweep_task.task))
          ORDER BY ordinal
        """)
      try select.bind(1, sweep.value)
      try select.bind(2, fromOrdinal)
      var left = limit
      while left > 0, try select.step() {
        let (ordinal, task) = (select.integer(0), TaskNumber(select.integer(1)))
        let rows = try streams.rows(of: task, isDone: select.integer(2) == TaskStatus.done.code)
        for row in rows.prefix(left) { visit(SweepMetricRow(ordinal: ordinal, task: task, row: row)) }
        left -= min(left, rows.count)
      }
    }
  }

  /// The newest streamed value of each metric of a sweep's running tasks, by their ordinals.
  package func newestMetrics(of sweep: SweepNumber) throws(JournalError) -> [Int: [MetricRow]] {
    try read("read the newest metrics") { database in
      // Beside max() a bare column comes from the row that has the maximum (SQLite, "SELECT", section 2.5).
      let select = try PreparedStatement(
        database,
        """
        SELECT sweep_task.ordinal, metric_name.name, max(metric.step), metric.value FROM lease
          JOIN sweep_task ON sweep_task.task = lease.task AND sweep_task.sweep = ?1
          JOIN task ON task.number = lease.task AND task.state = 0
          CROSS JOIN metric ON metric.task = lease.task
          CROSS JOIN metric_name ON metric_name.number = metric.metric
          GROUP BY sweep_task.ordinal, metric.metric
        """)
      try select.bind(1, sweep.value)
      var newest: [Int: [MetricRow]] = [:]
      try select.forEach { row in
        newest[row.integer(0), default: []].append(
          MetricRow(name: row.text(1), step: row.integer(2), value: row.real(3)))
      }
      return newest
    }
  }
}
