internal import GRDB
package import SweepModel

/// Sweeps on their way out, inside one transaction.
///
/// A sweep is hidden first, in one small step: from then on nobody sees it, and an interrupted deletion goes on as one
/// of a submission that was given up. Its rows go after that, some tasks at a time, each task with all that it has, so
/// that other records are committed in between.
struct Deletions {
  /// Tasks that go in one transaction.
  static let pieceSize = 2000

  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Hides a sweep. Its digest goes at once, so that the same spec can be submitted anew.
  func hide(_ sweep: SweepNumber, _ change: inout Ledger.Counts) throws {
    let update = try PreparedStatement(
      database,
      """
      UPDATE sweep SET state = 'submitting', digest = randomblob(32) WHERE number = ?1 AND state <> 'submitting'
      """)
    try update.bind(1, sweep.value)
    guard try update.run() > 0 else { throw RefusedRecord(reason: "there is no sweep \(sweep)") }
    change.sweeps -= 1
    // Its number is never given again: who deletes by number twice must not delete another one.
    try remember("highest-deleted-sweep", sweep.value)
  }

  /// Keeps the highest number that was ever noted under a name.
  private func remember(_ name: String, _ number: Int) throws {
    let remember = try PreparedStatement(
      database,
      """
      INSERT INTO meta(key, value) VALUES(?1, CAST(?2 AS TEXT))
        ON CONFLICT(key) DO UPDATE SET
          value = CAST(max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER)) AS TEXT)
      """)
    try remember.bind(1, name)
    try remember.bind(2, number)
    try remember.run()
  }

  /// Deletes the last tasks of a hidden sweep, those that no other sweep has with all that they left; after the last of
  /// them the sweep itself.
  ///
  /// - Returns: whether anything was left to delete.
  func deletePiece(
    of sweep: SweepNumber, limit: Int = Deletions.pieceSize, _ change: inout Ledger.Counts
  ) throws -> Bool {
    // From the end, so that what is left has ordinals from 0.
    let select = try PreparedStatement(
      database,
      """
      SELECT mine.ordinal, mine.task, task.state, EXISTS
        (SELECT 1 FROM sweep_task AS other WHERE other.task = mine.task AND other.sweep <> ?1)
        FROM sweep_task AS mine JOIN task ON task.number = mine.task
        WHERE mine.sweep = ?1 ORDER BY mine.ordinal DESC LIMIT ?2
      """)
    try select.bind(1, sweep.value)
    try select.bind(2, limit)
    var ordinals: [Int] = []
    var orphans: [Int] = []
    try select.forEach { row in
      ordinals.append(row.integer(0))
      guard row.integer(3) == 0 else { return }
      orphans.append(row.integer(1))
      change.tasks -= 1
      if row.integer(2) == TaskStatus.done.code { change.results -= 1 }
    }
    guard !ordinals.isEmpty else {
      try deleteSweep(sweep)
      return false
    }
    if let highest = orphans.max() { try remember("highest-deleted-task", highest) }
    for table in Self.tables { try delete(orphans, "DELETE FROM \(table.name) WHERE \(table.key) = ?1") }
    let leave = try PreparedStatement(
      database, "DELETE FROM sweep_task WHERE sweep = ?1 AND ordinal = ?2")
    try leave.bind(1, sweep.value)
    for ordinal in ordinals {
      try leave.bind(2, ordinal)
      try leave.run()
    }
    return true
  }

  /// What a task has in each table, the task itself last.
  private static let tables = [
    (name: "definition", key: "task"), (name: "final", key: "task"), (name: "metric", key: "task"),
    (name: "stream", key: "task"), (name: "attempt", key: "task"), (name: "lease", key: "task"),
    (name: "artifact", key: "task"), (name: "checkpoint", key: "task"), (name: "task", key: "number"),
  ]

  private func delete(_ tasks: [Int], _ sql: String) throws {
    let statement = try PreparedStatement(database, sql)
    for task in tasks {
      try statement.bind(1, task)
      try statement.run()
    }
  }

  private func deleteSweep(_ sweep: SweepNumber) throws {
    for (table, key) in [("placement", "sweep"), ("exclusion", "sweep"), ("sweep", "number")] {
      try delete([sweep.value], "DELETE FROM \(table) WHERE \(key) = ?1")
    }
  }
}

extension Journal {
  /// Deletes some tasks of a sweep that ``JournalRecord/sweepDeleted(_:)`` has hidden, and the sweep itself after the
  /// last of them.
  ///
  /// - Returns: whether anything is left to delete.
  package func deletePiece(of sweep: SweepNumber) throws(JournalError) -> Bool {
    try transaction("delete tasks of a sweep") { database, change in
      let select = try PreparedStatement(database, "SELECT state FROM sweep WHERE number = ?1")
      try select.bind(1, sweep.value)
      // Gone already, or another one that got its number.
      guard try select.first({ $0.text(0) }) == SweepState.submitting.rawValue else { return false }
      return try Deletions(database).deletePiece(of: sweep, &change)
    }
  }
}
