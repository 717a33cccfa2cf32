internal import GRDB
internal import SweepModel

/// Puts task records together from the tables they lie in.
struct RecordReader {
  private let database: Database
  private let points: PointCache
  private let final: PreparedStatement
  private let artifact: PreparedStatement

  /// - Parameter points: of the experiment whose tasks are read.
  init(_ database: Database, points: PointCache = PointCache()) throws {
    self.database = database
    self.points = points
    artifact = try Rows.artifacts(database)
    final = try PreparedStatement(
      database,
      """
      SELECT metric_name.name, final.value FROM final
        LEFT JOIN metric_name ON metric_name.number = final.metric WHERE final.task = ?1
      """)
  }

  /// Tasks of a sweep by rising ordinal.
  func records(
    of sweep: SweepNumber, matching filter: RecordFilter, offset: Int, limit: Int
  ) throws -> [TaskRecord] {
    var condition = "1"
    if let statuses = filter.statuses {
      condition = "(\(Self.shown)) IN (\(statuses.map { String($0.code) }.sorted().joined(separator: ",")))"
    }
    let select = try PreparedStatement(
      database,
      """
      SELECT \(Self.columns)
        FROM \(try rows(of: filter.statuses))
        LEFT JOIN definition ON definition.task = sweep_task.task
        WHERE sweep_task.sweep = ?1 AND sweep_task.ordinal >= ?2 AND \(condition)
        ORDER BY sweep_task.ordinal LIMIT ?3 OFFSET ?4
      """)
    try select.bind(1, sweep.value)
    try select.bind(2, filter.fromOrdinal)
    try select.bind(3, max(0, limit))
    try select.bind(4, max(0, offset))
    var records: [TaskRecord] = []
    try select.forEach { records.append(try record($0)) }
    return records
  }

  /// Tasks of a sweep whose numbers lie in a range, by rising number; at most so many.
  func records(
    of sweep: SweepNumber, numbered range: ClosedRange<Int>, limit: Int
  ) throws -> [(task: TaskNumber, record: TaskRecord)] {
    // By the other index it would go through all tasks of the sweep.
    let select = try PreparedStatement(
      database,
      """
      SELECT \(Self.columns)
        FROM sweep_task INDEXED BY sweep_task_by_task LEFT JOIN task ON task.number = sweep_task.task
        LEFT JOIN definition ON definition.task = sweep_task.task
        WHERE sweep_task.task BETWEEN ?2 AND ?3 AND sweep_task.sweep = ?1 ORDER BY sweep_task.task LIMIT ?4
      """)
    try select.bind(1, sweep.value)
    try select.bind(2, range.lowerBound)
    try select.bind(3, range.upperBound)
    try select.bind(4, max(0, limit))
    var records: [(task: TaskNumber, record: TaskRecord)] = []
    try select.forEach { records.append((TaskNumber($0.integer(1)), try record($0))) }
    return records
  }

  /// Tasks of that state, of all sweeps, up to which they are looked up one by one: more of them are found on the way
  /// through the sweep before long, and are in order then.
  static let fewTasks = 1000

  /// Where tasks that have one of the statuses are found with the least work.
  private func rows(of statuses: Set<TaskStatus>?) throws -> String {
    let all = "sweep_task LEFT JOIN task ON task.number = sweep_task.task"
    guard let statuses, !statuses.isEmpty else { return all }
    if statuses == [.running] {
      // Only what has a lease runs.
      return """
        lease CROSS JOIN sweep_task INDEXED BY sweep_task_by_task ON sweep_task.task = lease.task
          CROSS JOIN task ON task.number = lease.task
        """
    }
    guard statuses.isSubset(of: [.failed, .cancelled]), try JournalFile.schemaVersion(database) >= 6 else {
      return all
    }
    let few = try PreparedStatement(
      database,
      """
      SELECT count(*) <= \(Self.fewTasks) FROM
        (SELECT 1 FROM task INDEXED BY task_without_result WHERE state IN (3, 4) LIMIT \(Self.fewTasks + 1))
      """)
    guard try few.first({ $0.integer(0) }) == 1 else { return all }
    return """
      (SELECT number AS lost FROM task INDEXED BY task_without_result WHERE state IN (3, 4))
        CROSS JOIN sweep_task INDEXED BY sweep_task_by_task ON sweep_task.task = lost
        CROSS JOIN task ON task.number = lost
      """
  }

  private static let isLeased = "EXISTS (SELECT 1 FROM lease WHERE lease.task = task.number)"
  /// Which status a task shows, as in the census.
  private static let shown = "CASE WHEN task.state = 0 AND \(isLeased) THEN 5 ELSE task.state END"
  /// A lease is handed out, and counted, before the task's row is written again.
  private static let leased = "coalesce((SELECT lease.attempt FROM lease WHERE lease.task = task.number), 0)"
  private static let attempt =
    "CASE task.state WHEN 2 THEN task.attempt WHEN 0 THEN max(task.attempts, \(leased)) ELSE task.attempts END"
  /// What ``record(_:)`` reads.
  private static let columns = """
    sweep_task.ordinal, task.number, task.digest, sweep_task.replicate, \(shown), \(attempt), definition.content,
      task.result, task.seconds, task.reason
    """

  private func record(_ row: PreparedStatement) throws -> TaskRecord {
    guard !row.isNull(1) else {
      throw ImpossibleRow(found: "the task with ordinal \(row.integer(0)) of a sweep is not there")
    }
    let task = TaskNumber(row.integer(1))
    let id = TaskID(try row.digest(2, of: "task \(task)"))
    let status = try TaskStatus(code: row.integer(4))
    try status.check(hasResult: !row.isNull(7), task: task.value)
    var record = TaskRecord(
      ordinal: row.integer(0), id: id, replicate: row.integer(3), status: status, attempt: row.integer(5),
      point: try point(row.bytes(6), of: id), seconds: row.realOrNil(8), reason: row.textOrNil(9))
    if status == .done {
      record.finals = points.finals(
        try metrics(of: task, id: id, result: try row.digest(7, of: "the result of task \(id)")))
    }
    return record
  }

  /// Final metrics, checked against the digest of the result.
  func metrics(of task: TaskNumber, id: TaskID, result: Digest) throws -> [String: Double] {
    var values: [ResultRecord.Metric] = []
    try final.bind(1, task.value)
    try final.forEach { values.append(.init(name: $0.text(0), value: $0.real(1))) }
    let artifacts = try Rows.artifacts(artifact, of: task)
    guard ResultRecord.digest(metrics: values, artifacts: artifacts) == result else {
      throw ImpossibleRow(
        found: "the metrics and artifacts of task \(id) do not hash to its recorded result")
    }
    return Dictionary(values.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private func point(_ content: [UInt8], of id: TaskID) throws -> TaskPoint {
    try Self.check(content, id)
    do { return try points.point(of: content) } catch {
      throw ImpossibleRow(found: "task \(id): \(error)")
    }
  }

  /// A definition, checked against the task's id.
  static func definition(_ content: [UInt8], of id: TaskID) throws -> TaskDefinition {
    try check(content, id)
    do { return try TaskDefinition(canonicalJSON: content) } catch {
      throw ImpossibleRow(found: "task \(id): \(error)")
    }
  }

  /// Refuses a definition that is not the one its id names.
  static func check(_ content: [UInt8], _ id: TaskID) throws {
    guard Digest(of: content) == id.digest else {
      throw ImpossibleRow(found: "the definition of task \(id) does not hash to its id")
    }
  }
}
