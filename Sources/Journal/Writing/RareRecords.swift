internal import GRDB
internal import SweepModel

/// Writes the records that come once in a while, preparing each statement when it is needed.
struct RareRecords {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func write(_ lease: LeaseRecord) throws {
    let insert = try PreparedStatement(
      database,
      "INSERT OR REPLACE INTO lease(task, attempt, worker, epoch, leased_at) VALUES(?1, ?2, ?3, ?4, ?5)")
    try insert.bind(1, lease.task.value)
    try insert.bind(2, lease.attempt)
    try insert.bind(3, lease.holder.worker.bytes)
    try insert.bind(4, Int(bitPattern: UInt(lease.holder.epoch)))
    try insert.bind(5, lease.leasedAt)
    try insert.run()
  }

  func write(_ attempt: AttemptRecord) throws {
    let insert = try PreparedStatement(
      database,
      """
      INSERT OR REPLACE INTO attempt(task, number, worker, outcome, started_at, seconds, reason, log)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """)
    try insert.bind(1, attempt.task.value)
    try insert.bind(2, attempt.number)
    try insert.bind(3, attempt.worker)
    try insert.bind(4, attempt.outcome.rawValue)
    try insert.bind(5, attempt.startedAt)
    try insert.bind(6, attempt.seconds)
    try insert.bind(7, attempt.reason)
    try insert.bind(8, attempt.log)
    try insert.run()
  }

  func change(_ sweep: SweepNumber, to state: SweepState) throws {
    let update = try PreparedStatement(database, "UPDATE sweep SET state = ?2 WHERE number = ?1")
    try update.bind(1, sweep.value)
    try update.bind(2, state.rawValue)
    try require(update.run(), sweep)
  }

  func change(_ sweep: SweepNumber, priority: Int) throws {
    let update = try PreparedStatement(database, "UPDATE sweep SET priority = ?2 WHERE number = ?1")
    try update.bind(1, sweep.value)
    try update.bind(2, priority)
    try require(update.run(), sweep)
  }

  func write(_ checkpoint: CheckpointRecord, of task: TaskNumber) throws {
    // A checkpoint that arrives after the result would be kept for ever.
    let insert = try PreparedStatement(
      database,
      """
      INSERT OR REPLACE INTO checkpoint(task, step, digest, size)
        SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM task WHERE number = ?1 AND state <> 2)
      """)
    try insert.bind(1, task.value)
    try insert.bind(2, checkpoint.step)
    try insert.bind(3, checkpoint.digest)
    try insert.bind(4, checkpoint.size)
    try insert.run()
  }

  func write(_ worker: WorkerRecord) throws {
    let insert = try PreparedStatement(
      database,
      """
      INSERT INTO worker(number, uuid, key, host, cpu, isa, cores, slots, version, first_seen, last_seen, tasks,
        seconds) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT(uuid) DO UPDATE SET key = excluded.key, host = excluded.host, cpu = excluded.cpu,
          isa = excluded.isa, cores = excluded.cores, slots = excluded.slots, version = excluded.version,
          last_seen = excluded.last_seen, tasks = excluded.tasks, seconds = excluded.seconds
      """)
    try insert.bind(1, worker.number)
    try insert.bind(2, worker.id.bytes)
    try insert.bind(3, worker.key)
    try insert.bind(4, worker.host)
    try insert.bind(5, worker.cpu)
    try insert.bind(6, worker.instructionSet)
    try insert.bind(7, worker.cores)
    try insert.bind(8, worker.slots)
    try insert.bind(9, worker.version)
    try insert.bind(10, worker.firstSeen)
    try insert.bind(11, worker.lastSeen)
    try insert.bind(12, worker.tasks)
    try insert.bind(13, worker.seconds)
    try insert.run()
  }

  /// - Returns: whether the key is new.
  func write(_ key: AccessKey) throws -> Bool {
    let insert = try PreparedStatement(
      database,
      """
      INSERT INTO access_key(public, role, name, created_at, revoked_at) VALUES(?1, ?2, ?3, ?4, ?5)
        ON CONFLICT(public) DO NOTHING
      """)
    try insert.bind(1, key.publicKey)
    try insert.bind(2, key.role.rawValue)
    try insert.bind(3, key.name)
    try insert.bind(4, key.createdAt)
    try insert.bind(5, key.revokedAt)
    if try insert.run() > 0 { return true }
    // Adding a key again must not lift its revocation.
    let rename = try PreparedStatement(database, "UPDATE access_key SET name = ?2 WHERE public = ?1")
    try rename.bind(1, key.publicKey)
    try rename.bind(2, key.name)
    try rename.run()
    return false
  }

  func revoke(_ publicKey: String, at time: Double) throws {
    let update = try PreparedStatement(
      database, "UPDATE access_key SET revoked_at = coalesce(revoked_at, ?2) WHERE public = ?1")
    try update.bind(1, publicKey)
    try update.bind(2, time)
    guard try update.run() > 0 else { throw RefusedRecord(reason: "there is no key \(publicKey)") }
  }

  private func require(_ changes: Int, _ sweep: SweepNumber) throws {
    guard changes > 0 else { throw RefusedRecord(reason: "there is no sweep \(sweep)") }
  }
}
