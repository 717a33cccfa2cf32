internal import GRDB
package import SweepModel

/// How long a task is known to take at least.
package struct InterruptedTask: Sendable, Hashable {
  package var task: TaskNumber
  /// The longest of its attempts that were interrupted.
  package var seconds: Double
}

extension JournalReader {
  /// Unfinished tasks without a checkpoint of which attempts were interrupted: lost with their worker, or handed back.
  package func interruptions() throws(JournalError) -> [InterruptedTask] {
    try read("read the interrupted attempts") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT attempt.task, max(attempt.seconds) FROM attempt
          JOIN task ON task.number = attempt.task
          WHERE attempt.outcome IN (?1, ?2) AND task.state <> 2 AND attempt.seconds > 0
            AND NOT EXISTS (SELECT 1 FROM checkpoint WHERE checkpoint.task = attempt.task)
          GROUP BY attempt.task ORDER BY attempt.task
        """)
      try select.bind(1, AttemptOutcome.lost.rawValue)
      try select.bind(2, AttemptOutcome.handedBack.rawValue)
      var interrupted: [InterruptedTask] = []
      try select.forEach {
        interrupted.append(InterruptedTask(task: TaskNumber($0.integer(0)), seconds: $0.real(1)))
      }
      return interrupted
    }
  }
}
