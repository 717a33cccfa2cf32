internal import GRDB
internal import SweepModel

extension Journal {
  /// Reads all that a coordinator needs at its start, tasks and memberships one by one, so that a million of
  /// them need no more memory than the caller gives them.
  ///
  /// - Parameters:
  ///   - task: called for every task, in order of their numbers.
  ///   - member: called after that for every place of every sweep, in order of sweep and ordinal.
  package func load(
    task: (LoadedTask) -> Void, member: (LoadedMember) -> Void
  ) throws(JournalError) -> JournalState {
    try access("read the tasks") { database in
      var state: JournalState?
      try database.inTransaction(.deferred) {
        try Self.loadTasks(database, task)
        try Self.loadMembers(database, member)
        state = JournalState(
          sweeps: try Rows.sweeps(database), leases: try Rows.leases(database),
          workers: try Rows.workers(database), keys: try Rows.keys(database),
          checkpoints: try Self.checkpoints(database))
        return .commit
      }
      return state ?? JournalState()
    }
  }

  private static func loadTasks(_ database: Database, _ visit: (LoadedTask) -> Void) throws {
    let select = try PreparedStatement(
      database, "SELECT number, digest, state, attempts, breaks, seconds FROM task ORDER BY number")
    try select.forEach { row in
      let number = row.integer(0)
      visit(
        LoadedTask(
          number: TaskNumber(number), id: TaskID(try row.digest(1, of: "task \(number)")),
          status: try TaskStatus(code: row.integer(2)), attempts: row.integer(3), breaks: row.integer(4),
          seconds: row.realOrNil(5)))
    }
  }

  private static func loadMembers(_ database: Database, _ visit: (LoadedMember) -> Void) throws {
    let select = try PreparedStatement(
      database, "SELECT sweep, ordinal, task, replicate FROM sweep_task ORDER BY sweep, ordinal")
    try select.forEach { row in
      visit(
        LoadedMember(
          sweep: SweepNumber(row.integer(0)), ordinal: row.integer(1), task: TaskNumber(row.integer(2)),
          replicate: row.integer(3)))
    }
  }

  private static func checkpoints(_ database: Database) throws -> [TaskNumber: CheckpointRecord] {
    var checkpoints: [TaskNumber: CheckpointRecord] = [:]
    try PreparedStatement(database, "SELECT task, step, digest, size FROM checkpoint").forEach { row in
      checkpoints[TaskNumber(row.integer(0))] = CheckpointRecord(
        step: row.integer(1), digest: try row.digest(2, of: "the checkpoint of task \(row.integer(0))"),
        size: row.integer(3))
    }
    return checkpoints
  }
}
