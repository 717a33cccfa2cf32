internal import GRDB

/// What the journal has recorded so far, in one row that every transaction rewrites.
struct Ledger: Sendable, Hashable {
  /// How much of each kind is there.
  struct Counts: Sendable, Hashable {
    /// Without those that are being submitted.
    var sweeps = 0
    var tasks = 0
    var results = 0
    var keys = 0
  }

  /// Which journal it is: given at random when it is made.
  var journal: Int
  /// Transactions so far.
  var commits: Int
  /// A name of the newest transaction, given at random: two journals that were copied from one another and went
  /// on apart may have equal counts, but not equal names.
  var newest: Int
  var counts: Counts

  init(journal: Int = 0, commits: Int = 0, newest: Int = 0, counts: Counts = Counts()) {
    self.journal = journal
    self.commits = commits
    self.newest = newest
    self.counts = counts
  }

  /// Reads the row.
  init(_ database: Database) throws {
    let row = try PreparedStatement(
      database, "SELECT journal, commits, newest, sweeps, tasks, results, keys FROM ledger"
    ).first { row in
      Ledger(
        journal: row.integer(0), commits: try row.count(1, "the number of transactions"),
        newest: row.integer(2),
        counts: Counts(
          sweeps: try row.count(3, "the number of sweeps"), tasks: try row.count(4, "the number of tasks"),
          results: try row.count(5, "the number of results"), keys: try row.count(6, "the number of keys")))
    }
    guard let row else { throw ImpossibleRow(found: "its ledger is empty") }
    self = row
  }

  /// Counts one more transaction and what it changed.
  func advanced(by change: Counts) -> Ledger {
    var next = self
    next.commits += 1
    next.newest = Int.random(in: .min ... .max)
    next.counts.sweeps += change.sweeps
    next.counts.tasks += change.tasks
    next.counts.results += change.results
    next.counts.keys += change.keys
    return next
  }

  /// Writes the row, in the transaction that it counts.
  func write(_ database: Database) throws {
    let update = try PreparedStatement(
      database,
      """
      UPDATE ledger SET journal = ?1, commits = ?2, newest = ?3, sweeps = ?4, tasks = ?5, results = ?6, keys = ?7
      """)
    try update.bind(1, journal)
    try update.bind(2, commits)
    try update.bind(3, newest)
    try update.bind(4, counts.sweeps)
    try update.bind(5, counts.tasks)
    try update.bind(6, counts.results)
    try update.bind(7, counts.keys)
    guard try update.run() == 1 else { throw ImpossibleRow(found: "its ledger is empty") }
  }

  /// Counts anew what is there, and makes it another journal: marks of the old one mean nothing to it.
  static func recount(_ database: Database) throws {
    try database.execute(
      sql: """
        UPDATE ledger SET journal = random(), newest = random(),
          sweeps = (SELECT count(*) FROM sweep WHERE state <> 'submitting'),
          tasks = (SELECT count(*) FROM task), results = (SELECT count(*) FROM task WHERE state = 2),
          keys = (SELECT count(*) FROM access_key)
        """)
  }
}

extension Ledger.Counts: CustomStringConvertible {
  /// "12 results, 40 tasks, 1 sweep and 2 keys".
  var description: String {
    let parts = [
      (results, "result"), (tasks, "task"), (sweeps, "sweep"), (keys, "key"),
    ].map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
    return parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
  }

  /// What is here and not there, as a list; nil where nothing is.
  func missing(from other: Ledger.Counts) -> String? {
    let parts = [
      (results - other.results, "result"), (tasks - other.tasks, "task"), (sweeps - other.sweeps, "sweep"),
      (keys - other.keys, "key"),
    ].filter { $0.0 > 0 }.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
    guard let last = parts.last else { return nil }
    return parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
