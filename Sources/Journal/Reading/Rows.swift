internal import GRDB
internal import SweepModel

/// Rows as values, each with the SQL that its columns are read by.
enum Rows {
  static let lease = "SELECT task, attempt, worker, epoch, leased_at FROM lease"
  static let worker = """
    SELECT number, uuid, key, host, cpu, isa, cores, slots, version, first_seen, last_seen, tasks, seconds
      FROM worker
    """
  static let key = "SELECT public, role, name, created_at, revoked_at FROM access_key"

  static func sweeps(_ database: Database, where condition: String = "1") throws -> [StoredSweep] {
    var sweeps: [StoredSweep] = []
    let commit = try JournalFile.schemaVersion(database) >= 4 ? "source_commit" : "NULL"
    let select = try PreparedStatement(
      database,
      """
      SELECT number, state, digest, name, experiment, version, resolved, source, file, priority, submitted_at,
        planned, \(commit) FROM sweep WHERE \(condition) ORDER BY number
      """)
    try select.forEach { row in
      guard let state = SweepState(rawValue: row.text(1)) else {
        throw ImpossibleRow(found: "sweep \(row.integer(0)) has the unknown state \(row.text(1))")
      }
      let header = SweepHeader(
        id: SweepID(try row.digest(2, of: "sweep \(row.integer(0))")), name: row.text(3),
        experiment: row.text(4), version: row.integer(5), resolved: row.text(6), source: row.text(7),
        file: row.textOrNil(8), commit: try Self.commit(row.textOrNil(12), of: row.integer(0)),
        priority: row.integer(9), submittedAt: row.real(10),
        planned: try row.count(11, "the number of tasks of sweep \(row.integer(0))"))
      sweeps.append(StoredSweep(number: SweepNumber(row.integer(0)), state: state, header: header))
    }
    let exclusions = try PreparedStatement(
      database, "SELECT reason, count FROM exclusion WHERE sweep = ?1 ORDER BY reason")
    for index in sweeps.indices {
      try exclusions.bind(1, sweeps[index].number.value)
      try exclusions.forEach {
        let count = try $0.count(1, "the number of excluded tasks of sweep \(sweeps[index].number)")
        sweeps[index].header.exclusions.append(.init(reason: $0.text(0), count: count))
      }
    }
    return sweeps
  }

  private static func commit(_ text: String?, of sweep: Int) throws -> CommitHash? {
    guard let text else { return nil }
    guard let commit = CommitHash(text) else {
      throw ImpossibleRow(found: "sweep \(sweep) has a commit that is no hash")
    }
    return commit
  }

  static func leases(_ database: Database) throws -> [LeaseRecord] {
    var leases: [LeaseRecord] = []
    try PreparedStatement(database, lease).forEach { row in
      guard let worker = WorkerID(bytes: row.bytes(2)) else {
        throw ImpossibleRow(found: "the lease of task \(row.integer(0)) names no worker")
      }
      leases.append(
        LeaseRecord(
          task: TaskNumber(row.integer(0)),
          attempt: try row.count(1, "the leased attempt of task \(row.integer(0))"),
          holder: WorkerSession(worker: worker, epoch: UInt64(bitPattern: Int64(row.integer(3)))),
          leasedAt: row.real(4)))
    }
    return leases
  }

  static func workers(_ database: Database) throws -> [WorkerRecord] {
    var workers: [WorkerRecord] = []
    try PreparedStatement(database, "\(worker) ORDER BY number").forEach { row in
      guard let id = WorkerID(bytes: row.bytes(1)) else {
        throw ImpossibleRow(found: "worker \(row.integer(0)) has an id that is not 16 bytes")
      }
      workers.append(
        WorkerRecord(
          number: try row.count(0, "the number of a worker"), id: id, key: row.text(2), host: row.text(3),
          cpu: row.text(4), instructionSet: row.text(5), cores: row.integer(6), slots: row.integer(7),
          version: row.text(8), firstSeen: row.real(9), lastSeen: row.real(10),
          tasks: try row.count(11, "the number of tasks that worker \(row.integer(0)) finished"),
          seconds: row.real(12)))
    }
    return workers
  }

  static func keys(_ database: Database) throws -> [AccessKey] {
    var keys: [AccessKey] = []
    try PreparedStatement(database, "\(key) ORDER BY created_at, public").forEach { row in
      guard let role = AccessKey.Role(rawValue: row.text(1)) else {
        throw ImpossibleRow(found: "key \(row.text(0)) has the unknown role \(row.text(1))")
      }
      keys.append(
        AccessKey(
          publicKey: row.text(0), role: role, name: row.text(2), createdAt: row.real(3),
          revokedAt: row.realOrNil(4)))
    }
    return keys
  }

  /// The statement for the artifacts of a task, for who reads those of many.
  static func artifacts(_ database: Database) throws -> PreparedStatement {
    try PreparedStatement(
      database, "SELECT name, media_type, digest, size FROM artifact WHERE task = ?1 ORDER BY name")
  }

  static func artifacts(_ database: Database, of task: TaskNumber) throws -> [ArtifactRecord] {
    try artifacts(artifacts(database), of: task)
  }

  static func artifacts(_ select: PreparedStatement, of task: TaskNumber) throws -> [ArtifactRecord] {
    try select.bind(1, task.value)
    var artifacts: [ArtifactRecord] = []
    try select.forEach { row in
      artifacts.append(
        ArtifactRecord(
          name: row.text(0), mediaType: row.text(1),
          digest: try row.digest(2, of: "artifact \(row.text(0)) of task \(task)"), size: row.integer(3)))
    }
    return artifacts
  }
}
