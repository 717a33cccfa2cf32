internal import GRDB
package import SweepModel

/// An attempt that was taken away from its worker, whose result may still come.
package struct LostAttempt: Sendable, Hashable {
  package var task: TaskNumber
  package var attempt: Int
  /// The worker's number in the journal.
  package var worker: Int
}

extension JournalReader {
  /// Attempts of tasks without a result that were lost with their worker, oldest first.
  package func lostAttempts() throws(JournalError) -> [LostAttempt] {
    try read("read the lost attempts") { database in
      let select = try PreparedStatement(
        database,
        """
        SELECT attempt.task, attempt.number, attempt.worker FROM attempt
          JOIN task ON task.number = attempt.task
          WHERE attempt.outcome = ?1 AND attempt.worker IS NOT NULL AND task.state <> 2
          ORDER BY attempt.task, attempt.number
        """)
      try select.bind(1, AttemptOutcome.lost.rawValue)
      var lost: [LostAttempt] = []
      try select.forEach {
        lost.append(
          LostAttempt(task: TaskNumber($0.integer(0)), attempt: $0.integer(1), worker: $0.integer(2)))
      }
      return lost
    }
  }
}
