internal import GRDB
internal import SweepModel

/// Rounds of refined sweeps, inside one transaction.
struct Placements {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func insert(_ runs: [PlacementRun], in sweep: SweepNumber) throws {
    let insert = try PreparedStatement(
      database, "INSERT INTO placement(sweep, ordinal, count, round, reason) VALUES(?1, ?2, ?3, ?4, ?5)")
    for run in runs {
      try insert.bind(1, sweep.value)
      try insert.bind(2, run.ordinal)
      try insert.bind(3, run.count)
      try insert.bind(4, run.round)
      try insert.bind(5, run.reason)
      try insert.run()
    }
  }

  /// Appends a round's tasks to a sweep that runs.
  func extend(
    _ sweep: SweepNumber, rows: [PlannedTaskRow], runs: [PlacementRun], _ change: inout Ledger.Counts
  ) throws -> [AppendedTask] {
    let select = try PreparedStatement(
      database,
      """
      SELECT state, planned - excluded, (SELECT max(round) FROM placement WHERE sweep = ?1) FROM sweep
        WHERE number = ?1
      """)
    try select.bind(1, sweep.value)
    guard let (state, count, round) = try select.first({ ($0.text(0), $0.integer(1), $0.integerOrNil(2)) })
    else { throw RefusedRecord(reason: "there is no sweep \(sweep)") }
    guard state == SweepState.active.rawValue || state == SweepState.paused.rawValue else {
      throw RefusedRecord(reason: "sweep \(sweep) is \(state) and takes no more tasks")
    }
    guard let round, runs.allSatisfy({ $0.round == round + 1 }), !runs.isEmpty else {
      throw RefusedRecord(reason: "sweep \(sweep) is past its round \(round ?? -1), or is not refined")
    }
    guard rows.map(\.ordinal) == Array(count..<(count + rows.count)) else {
      throw RefusedRecord(reason: "sweep \(sweep) goes on with ordinal \(count)")
    }
    let appended = try Submissions(database).insert(rows, to: sweep, &change)
    try want(appended.filter { $0.status == .cancelled }.map(\.number))
    try insert(runs, in: sweep)
    let update = try PreparedStatement(
      database, "UPDATE sweep SET planned = planned + ?2 WHERE number = ?1")
    try update.bind(1, sweep.value)
    try update.bind(2, rows.count)
    try update.run()
    return appended
  }

  /// Tasks that were cancelled for another sweep are wanted again; in this transaction, or a restart would find a round
  /// whose tasks nobody runs.
  private func want(_ tasks: [TaskNumber]) throws {
    let update = try PreparedStatement(
      database, "UPDATE task SET state = ?2, breaks = 0, reason = NULL WHERE number = ?1")
    for task in tasks {
      try update.bind(1, task.value)
      try update.bind(2, TaskStatus.pending.code)
      try update.run()
    }
  }

  /// All runs of a sweep, which have to cover its tasks from the first without gaps; empty where the sweep is
  /// not refined.
  func all(of sweep: SweepNumber) throws -> [PlacementRun] {
    let select = try PreparedStatement(
      database, "SELECT ordinal, count, round, reason FROM placement WHERE sweep = ?1 ORDER BY ordinal")
    try select.bind(1, sweep.value)
    var runs: [PlacementRun] = []
    var next = 0
    try select.forEach { row in
      let run = PlacementRun(
        ordinal: row.integer(0), count: row.integer(1), round: row.integer(2), reason: row.text(3))
      let (end, overflow) = next.addingReportingOverflow(run.count)
      guard run.ordinal == next, run.count > 0, !overflow, run.round >= runs.last?.round ?? 0,
        run.round <= (runs.last?.round ?? -1) + 1
      else {
        throw ImpossibleRow(
          found: "the points of sweep \(sweep) go on with ordinal \(run.ordinal) of round \(run.round)")
      }
      next = end
      runs.append(run)
    }
    return runs
  }
}
