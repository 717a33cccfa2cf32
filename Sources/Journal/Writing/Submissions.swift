internal import GRDB
internal import SweepModel

/// Sweeps that are being written, inside one transaction.
struct Submissions {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func begin(_ header: SweepHeader, _ change: inout Ledger.Counts) throws -> SubmissionStart {
    if let (number, state) = try find(header.id) {
      guard state == .submitting else { return .existing(number, state) }
      // Its submitter went away half-way; this one starts over.
      try delete(number, &change)
    }
    let insert = try PreparedStatement(
      database,
      """
      INSERT INTO sweep(number, digest, name, experiment, version, resolved, source, file, priority, state,
        submitted_at, excluded, planned, source_commit)
        VALUES(1 + max(coalesce((SELECT max(number) FROM sweep), 0), coalesce(
          (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'highest-deleted-sweep'), 0)), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'submitting', ?9, ?10, ?11, ?12)
      """)
    try insert.bind(1, header.id.digest)
    try insert.bind(2, header.name)
    try insert.bind(3, header.experiment)
    try insert.bind(4, header.version)
    try insert.bind(5, header.resolved)
    try insert.bind(6, header.source)
    try insert.bind(7, header.file)
    try insert.bind(8, header.priority)
    try insert.bind(9, header.submittedAt)
    try insert.bind(10, header.excluded)
    try insert.bind(11, header.planned)
    try insert.bind(12, header.commit?.description)
    try insert.run()
    let number = SweepNumber(insert.lastRow)
    let exclude = try PreparedStatement(
      database,
      """
      INSERT INTO exclusion(sweep, reason, count) VALUES(?1, ?2, ?3)
        ON CONFLICT(sweep, reason) DO UPDATE SET count = count + excluded.count
      """)
    for exclusion in header.exclusions {
      try exclude.bind(1, number.value)
      try exclude.bind(2, exclusion.reason)
      try exclude.bind(3, exclusion.count)
      try exclude.run()
    }
    return .begun(number)
  }

  func append(
    _ rows: [PlannedTaskRow], to sweep: SweepNumber, _ change: inout Ledger.Counts
  ) throws -> [AppendedTask] {
    try requireSubmitting(sweep)
    return try insert(rows, to: sweep, &change)
  }

  /// Says why tasks of a sweep that is being submitted are planned.
  func place(_ runs: [PlacementRun], in sweep: SweepNumber) throws {
    try requireSubmitting(sweep)
    try Placements(database).insert(runs, in: sweep)
  }

  func insert(
    _ rows: [PlannedTaskRow], to sweep: SweepNumber, _ change: inout Ledger.Counts
  ) throws -> [AppendedTask] {
    let insert = try PreparedStatement(
      database,
      """
      INSERT INTO task(number, digest, state, attempts, breaks) VALUES(?2, ?1, 0, 0, 0)
        ON CONFLICT(digest) DO NOTHING
      """)
    var next = try nextTask()
    let select = try PreparedStatement(
      database, "SELECT number, state, attempts, breaks, seconds FROM task WHERE digest = ?1")
    let define = try PreparedStatement(database, "INSERT INTO definition(task, content) VALUES(?1, ?2)")
    let join = try PreparedStatement(
      database, "INSERT INTO sweep_task(sweep, ordinal, task, replicate) VALUES(?1, ?2, ?3, ?4)")
    try join.bind(1, sweep.value)
    var appended: [AppendedTask] = []
    appended.reserveCapacity(rows.count)
    for row in rows {
      try insert.bind(1, row.id.digest)
      try insert.bind(2, next)
      let task: AppendedTask
      if try insert.run() > 0 {
        next += 1
        task = AppendedTask(
          number: TaskNumber(insert.lastRow), isNew: true, status: .pending, attempts: 0, breaks: 0)
        try define.bind(1, task.number.value)
        try define.bind(2, row.definition)
        try define.run()
        change.tasks += 1
      } else {
        try select.bind(1, row.id.digest)
        let found = try select.first { found in
          AppendedTask(
            number: TaskNumber(found.integer(0)), isNew: false,
            status: try TaskStatus(code: found.integer(1)),
            attempts: found.integer(2), breaks: found.integer(3), seconds: found.realOrNil(4))
        }
        guard let found else {
          throw ImpossibleRow(found: "task \(row.id) is in the index but not in the table")
        }
        task = found
      }
      try join.bind(2, row.ordinal)
      try join.bind(3, task.number.value)
      try join.bind(4, row.replicate)
      try join.run()
      appended.append(task)
    }
    return appended
  }

  /// The number of the next new task: none that a deleted one had, for which somebody may still hold a lease.
  private func nextTask() throws -> Int {
    let select = try PreparedStatement(
      database,
      """
      SELECT 1 + max(coalesce((SELECT max(number) FROM task), 0), coalesce(
        (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'highest-deleted-task'), 0))
      """)
    return try select.first { $0.integer(0) } ?? 1
  }

  /// - Throws: ``RefusedRecord`` where tasks of a sweep that is being submitted are missing.
  func check(_ sweep: SweepNumber) throws {
    try requireSubmitting(sweep)
    let count = try PreparedStatement(
      database,
      """
      SELECT planned - excluded, (SELECT count(*) FROM sweep_task WHERE sweep = ?1),
        (SELECT coalesce(max(ordinal) + 1, 0) FROM sweep_task WHERE sweep = ?1) FROM sweep WHERE number = ?1
      """)
    try count.bind(1, sweep.value)
    let counts = try count.first { [$0.integer(0), $0.integer(1), $0.integer(2)] } ?? []
    guard counts.count == 3, counts[0] == counts[1], counts[1] == counts[2] else {
      throw RefusedRecord(
        reason: "sweep \(sweep) was to have \(counts.first ?? 0) tasks with ordinals from 0; "
          + "\(counts.dropFirst().first ?? 0) were given, up to ordinal \((counts.last ?? 0) - 1)")
    }
  }

  /// Makes a sweep active that was checked.
  func finish(_ sweep: SweepNumber, _ change: inout Ledger.Counts) throws {
    try requireSubmitting(sweep)
    try RareRecords(database).change(sweep, to: .active)
    change.sweeps += 1
  }

  func abandon(_ sweep: SweepNumber, _ change: inout Ledger.Counts) throws {
    try requireSubmitting(sweep)
    try delete(sweep, &change)
  }

  /// Deletes what a coordinator left that ended during a submission, or while it deleted a sweep.
  func deleteUnfinished(_ change: inout Ledger.Counts) throws {
    var unfinished: [SweepNumber] = []
    try PreparedStatement(database, "SELECT number FROM sweep WHERE state = 'submitting'").forEach {
      unfinished.append(SweepNumber($0.integer(0)))
    }
    for sweep in unfinished { try delete(sweep, &change) }
  }

  /// Deletes a sweep that is being submitted or deleted, and the tasks that are its own.
  private func delete(_ sweep: SweepNumber, _ change: inout Ledger.Counts) throws {
    while try Deletions(database).deletePiece(of: sweep, limit: 50_000, &change) {}
  }

  private func find(_ id: SweepID) throws -> (SweepNumber, SweepState)? {
    let select = try PreparedStatement(database, "SELECT number, state FROM sweep WHERE digest = ?1")
    try select.bind(1, id.digest)
    return try select.first { row in
      guard let state = SweepState(rawValue: row.text(1)) else {
        throw ImpossibleRow(found: "sweep \(id) has the unknown state \(row.text(1))")
      }
      return (SweepNumber(row.integer(0)), state)
    }
  }

  private func requireSubmitting(_ sweep: SweepNumber) throws {
    let select = try PreparedStatement(database, "SELECT state FROM sweep WHERE number = ?1")
    try select.bind(1, sweep.value)
    guard let state = try select.first({ $0.text(0) }) else {
      throw RefusedRecord(reason: "there is no sweep \(sweep)")
    }
    guard state == SweepState.submitting.rawValue else {
      throw RefusedRecord(reason: "sweep \(sweep) is \(state) and takes no more tasks")
    }
  }
}
