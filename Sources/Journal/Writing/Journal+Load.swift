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
        let numbers = try Self.loadTasks(database, task)
        let counts = try Self.loadMembers(database, of: numbers, member)
        let sweeps = try Rows.sweeps(database)
        try Self.checkCounts(counts, sweeps)
        state = JournalState(
          sweeps: sweeps, leases: try Rows.leases(database),
          workers: try Rows.workers(database), keys: try Rows.keys(database),
          allocationQueues: try Rows.allocationQueues(database),
          allocations: try Rows.allocations(database), checkpoints: try Self.checkpoints(database))
        return .commit
      }
      return state ?? JournalState()
    }
  }

  /// How many numbers may be missing, for submissions that were given up half-way.
  private static let numberingSlack = 10_000_000

  private static func loadTasks(_ database: Database, _ visit: (LoadedTask) -> Void) throws -> NumberRuns {
    var numbers = NumberRuns()
    var count = 0
    let select = try PreparedStatement(
      database,
      "SELECT number, digest, state, attempts, breaks, seconds, result IS NULL FROM task ORDER BY number")
    try select.forEach { row in
      let number = row.integer(0)
      let status = try TaskStatus(code: row.integer(2))
      try status.check(hasResult: row.integer(6) == 0, task: number)
      // Tables are indexed by these numbers, which are given in a row: a flipped bit would ask for terabytes.
      guard number >= 0, number <= count + Self.numberingSlack else {
        throw ImpossibleRow(found: "the task behind the first \(count) has the number \(number)")
      }
      count += 1
      numbers.append(number)
      visit(
        LoadedTask(
          number: TaskNumber(number), id: TaskID(try row.digest(1, of: "task \(number)")), status: status,
          attempts: try row.count(3, "the number of attempts of task \(number)"),
          breaks: try row.count(4, "the number of broken attempts of task \(number)"),
          seconds: row.realOrNil(5)))
    }
    return numbers
  }

  private static func loadMembers(
    _ database: Database, of tasks: NumberRuns, _ visit: (LoadedMember) -> Void
  ) throws -> [SweepNumber: Int] {
    var counts: [SweepNumber: Int] = [:]
    let select = try PreparedStatement(
      database, "SELECT sweep, ordinal, task, replicate FROM sweep_task ORDER BY sweep, ordinal")
    try select.forEach { row in
      let member = LoadedMember(
        sweep: SweepNumber(row.integer(0)), ordinal: row.integer(1), task: TaskNumber(row.integer(2)),
        replicate: row.integer(3))
      guard tasks.contains(member.task.value) else {
        throw ImpossibleRow(found: "sweep \(member.sweep) has the task \(member.task), which is not there")
      }
      let expected = counts[member.sweep] ?? 0
      guard member.ordinal == expected else {
        throw ImpossibleRow(
          found: "sweep \(member.sweep) goes on with ordinal \(member.ordinal) instead of \(expected)")
      }
      counts[member.sweep] = expected + 1
      visit(member)
    }
    return counts
  }

  // A sweep that has lost tasks would finish early and say that it is whole.
  private static func checkCounts(_ counts: [SweepNumber: Int], _ sweeps: [StoredSweep]) throws {
    for sweep in sweeps where sweep.state != .submitting {
      let expected = sweep.header.planned &- sweep.header.excluded
      let found = counts[sweep.number] ?? 0
      guard found == expected else {
        throw ImpossibleRow(found: "sweep \(sweep.number) has \(found) tasks of \(expected)")
      }
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
