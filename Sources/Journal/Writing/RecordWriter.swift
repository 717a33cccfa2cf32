internal import GRDB
internal import SweepModel

/// Writes records inside one transaction, with every statement prepared once for all of them.
struct RecordWriter {
  private(set) var names: MetricNames
  /// What the records add to the ledger's counts.
  private(set) var change = Ledger.Counts()
  private let database: Database
  private let result: PreparedStatement
  private let final: PreparedStatement
  private let artifact: PreparedStatement
  private let dropLease: PreparedStatement
  private let dropCheckpoint: PreparedStatement
  private let state: PreparedStatement
  private let metric: PreparedStatement
  private let statusOf: PreparedStatement
  private let streams: Streams

  init(_ database: Database, names: MetricNames) throws {
    self.database = database
    self.names = names
    result = try PreparedStatement(
      database,
      """
      UPDATE task SET state = 2, attempts = max(attempts, ?2), attempt = ?2, result = ?3, worker = ?4,
        seconds = ?5, finished_at = ?6, reason = NULL WHERE number = ?1 AND state <> 2
      """)
    final = try PreparedStatement(
      database, "INSERT OR REPLACE INTO final(task, metric, value) VALUES(?1, ?2, ?3)")
    artifact = try PreparedStatement(
      database,
      "INSERT OR REPLACE INTO artifact(task, name, media_type, digest, size) VALUES(?1, ?2, ?3, ?4, ?5)")
    dropLease = try PreparedStatement(database, "DELETE FROM lease WHERE task = ?1")
    dropCheckpoint = try PreparedStatement(database, "DELETE FROM checkpoint WHERE task = ?1")
    state = try PreparedStatement(
      database,
      """
      UPDATE task SET state = ?2, attempts = ?3, breaks = ?4, reason = ?5 WHERE number = ?1 AND state <> 2
      """)
    metric = try PreparedStatement(
      database, "INSERT OR REPLACE INTO metric(task, metric, step, value) VALUES(?1, ?2, ?3, ?4)")
    statusOf = try PreparedStatement(database, "SELECT state FROM task WHERE number = ?1")
    streams = try Streams(database)
  }

  /// Writes one record.
  mutating func write(_ record: JournalRecord) throws {
    switch record {
    case .taskDone(let done): try write(done)
    case .metrics(let task, let rows): try write(rows, of: task)
    case .taskStateChanged(let task, let status, let attempts, let breaks, let reason):
      try change(task, to: status, attempts: attempts, breaks: breaks, reason: reason)
    case .sweepSubmitted(let sweep): try Submissions(database).finish(sweep, &change)
    case .leaseEnded(let task): try drop(dropLease, task)
    case .leased(let lease): try RareRecords(database).write(lease)
    case .attemptEnded(let attempt): try RareRecords(database).write(attempt)
    case .sweepStateChanged(let sweep, let state): try RareRecords(database).change(sweep, to: state)
    case .sweepPriorityChanged(let sweep, let priority):
      try RareRecords(database).change(sweep, priority: priority)
    case .sweepDeleted(let sweep): try Deletions(database).hide(sweep, &change)
    case .checkpoint(let task, let checkpoint): try RareRecords(database).write(checkpoint, of: task)
    case .workerSeen(let worker): try RareRecords(database).write(worker)
    case .keyAdded(let key): if try RareRecords(database).write(key) { change.keys += 1 }
    case .keyRevoked(let publicKey, let time): try RareRecords(database).revoke(publicKey, at: time)
    case .allocationQueue(let queue): try AllocationRows(database).write(queue)
    case .allocationQueueRemoved(let name): try AllocationRows(database).remove(name)
    case .allocation(let allocation): try AllocationRows(database).write(allocation)
    }
  }

  private mutating func write(_ done: ResultRecord) throws {
    let task = done.task.value
    try result.bind(1, task)
    try result.bind(2, done.attempt)
    try result.bind(3, done.digest)
    try result.bind(4, done.worker)
    try result.bind(5, done.seconds)
    try result.bind(6, done.finishedAt)
    if try result.run() == 0 {
      try requireTask(done.task)
      return
    }
    change.results += 1
    try streams.seal(done.task, names)
    for value in done.metrics {
      try final.bind(1, task)
      try final.bind(2, names.number(value.name, database))
      try final.bind(3, value.value)
      try final.run()
    }
    for file in done.artifacts {
      try artifact.bind(1, task)
      try artifact.bind(2, file.name)
      try artifact.bind(3, file.mediaType)
      try artifact.bind(4, file.digest)
      try artifact.bind(5, file.size)
      try artifact.run()
    }
    try drop(dropLease, done.task)
    try drop(dropCheckpoint, done.task)
  }

  private mutating func write(_ rows: [MetricRow], of task: TaskNumber) throws {
    // What comes behind the result, from an attempt that nobody waits for any more, would change what was sealed.
    if try requireTask(task) == TaskStatus.done.code { return }
    for row in rows {
      try metric.bind(1, task.value)
      try metric.bind(2, names.number(row.name, database))
      try metric.bind(3, row.step)
      try metric.bind(4, row.value)
      try metric.run()
    }
  }

  private func change(
    _ task: TaskNumber, to status: TaskStatus, attempts: Int, breaks: Int, reason: String?
  ) throws {
    guard status != .done else {
      throw RefusedRecord(reason: "task \(task) was called done without a result")
    }
    try state.bind(1, task.value)
    try state.bind(2, status.code)
    try state.bind(3, attempts)
    try state.bind(4, breaks)
    try state.bind(5, reason)
    if try state.run() == 0 { try requireTask(task) }
  }

  private func drop(_ statement: PreparedStatement, _ task: TaskNumber) throws {
    try statement.bind(1, task.value)
    try statement.run()
  }

  /// The code of a task's state.
  @discardableResult
  private func requireTask(_ task: TaskNumber) throws -> Int {
    try statusOf.bind(1, task.value)
    guard let state = try statusOf.first({ $0.integer(0) }) else {
      throw RefusedRecord(reason: "there is no task \(task)")
    }
    return state
  }
}
