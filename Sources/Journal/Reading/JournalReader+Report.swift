internal import GRDB
package import SweepModel

/// What one worker contributed to a sweep.
package struct WorkerShare: Sendable, Hashable {
  /// The worker's number in the journal.
  package var worker: Int
  /// Results of the sweep that it gave.
  package var tasks: Int
  /// Wall seconds of those attempts together.
  package var seconds: Double
}

extension JournalReader {
  /// SHA-256 of a task's result; nil where it has none.
  package func resultDigest(of task: TaskNumber) throws(JournalError) -> Digest? {
    try read("read a result") { database in
      let select = try PreparedStatement(
        database, "SELECT result FROM task WHERE number = ?1 AND result IS NOT NULL")
      try select.bind(1, task.value)
      return try select.first { try $0.digest(0, of: "the result of task \(task)") }
    }
  }

  /// Unix seconds of the first and last result that came for a sweep, not for an earlier one with the same tasks; nil
  /// where there is none.
  package func resultSpan(of sweep: SweepNumber) throws(JournalError) -> ClosedRange<Double>? {
    try read("read the dates") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT min(task.finished_at), max(task.finished_at) FROM sweep_task
          JOIN task ON task.number = sweep_task.task JOIN sweep ON sweep.number = sweep_task.sweep
          WHERE sweep_task.sweep = ?1 AND task.finished_at >= sweep.submitted_at
        """)
      try select.bind(1, sweep.value)
      let ends = try select.first { ($0.realOrNil(0), $0.realOrNil(1)) }
      guard let first = ends?.0, let last = ends?.1, first <= last else { return nil }
      return first...last
    }
  }

  /// Wall seconds of all attempts at a sweep's tasks, with and without a result, that are known to have taken time.
  package func attemptSeconds(of sweep: SweepNumber) throws(JournalError) -> Double {
    try read("add up the attempts") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT coalesce((SELECT sum(task.seconds) FROM sweep_task JOIN task ON task.number = sweep_task.task
            WHERE sweep_task.sweep = ?1), 0)
          + coalesce((SELECT sum(attempt.seconds) FROM sweep_task JOIN attempt ON attempt.task = sweep_task.task
            WHERE sweep_task.sweep = ?1), 0)
        """)
      try select.bind(1, sweep.value)
      return try select.first { $0.real(0) } ?? 0
    }
  }

  /// Which workers gave a sweep's results, by number.
  package func shares(of sweep: SweepNumber) throws(JournalError) -> [WorkerShare] {
    try read("read the workers' shares") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT worker, count(*), coalesce(sum(seconds), 0) FROM sweep_task
          JOIN task ON task.number = sweep_task.task
          WHERE sweep = ?1 AND worker IS NOT NULL GROUP BY worker ORDER BY worker
        """)
      try select.bind(1, sweep.value)
      var shares: [WorkerShare] = []
      try select.forEach {
        shares.append(WorkerShare(worker: $0.integer(0), tasks: $0.integer(1), seconds: $0.real(2)))
      }
      return shares
    }
  }
}
