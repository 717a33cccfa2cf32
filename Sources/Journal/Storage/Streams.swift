internal import GRDB
internal import SweepModel

/// Streamed values, and the digests that hold them fast once their task has its result.
///
/// Final metrics are covered by the digest of the result. These come before it, so they have one of their own for
/// each task and metric: over the name, and all steps with their values.
struct Streams {
  private let rows: PreparedStatement
  private let digests: PreparedStatement
  private let insert: PreparedStatement

  init(_ database: Database) throws {
    rows = try PreparedStatement(
      database,
      "SELECT metric, step, value FROM metric WHERE task = ?1 AND metric BETWEEN ?2 AND ?3 ORDER BY metric, step"
    )
    digests = try PreparedStatement(
      database, "SELECT metric, digest FROM stream WHERE task = ?1 AND metric BETWEEN ?2 AND ?3")
    insert = try PreparedStatement(
      database, "INSERT OR REPLACE INTO stream(task, metric, digest) VALUES(?1, ?2, ?3)")
  }

  /// One metric's values, in order of their steps.
  struct Stream {
    let metric: Int
    let name: String
    fileprivate(set) var rows: [MetricRow] = []

    /// The name as its length and UTF-8, then eight bytes for each step and value.
    var digest: Digest {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(8 + name.utf8.count + 16 * rows.count)
      func append(_ word: UInt64) {
        withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
      }
      append(UInt64(name.utf8.count))
      bytes.append(contentsOf: name.utf8)
      for row in rows {
        append(UInt64(bitPattern: Int64(row.step)))
        append(row.value.isNaN ? Double.nan.bitPattern : row.value.bitPattern)
      }
      return Digest(of: bytes)
    }
  }

  /// Stores the digests of what a task has streamed, in the transaction of its result.
  func seal(_ task: TaskNumber, _ names: MetricNames) throws {
    for stream in try streams(of: task, names, only: nil) {
      try insert.bind(1, task.value)
      try insert.bind(2, stream.metric)
      try insert.bind(3, stream.digest)
      try insert.run()
    }
  }

  /// What a task has streamed, in order of metric and step.
  ///
  /// - Parameters:
  ///   - isDone: whether the task has its result; what it streamed must then be what it was at that moment.
  ///   - metric: one metric's number; nil for all.
  func rows(
    of task: TaskNumber, isDone: Bool, _ names: MetricNames, only metric: Int? = nil
  ) throws -> [MetricRow] {
    let streams = try streams(of: task, names, only: metric)
    guard isDone else { return streams.flatMap(\.rows) }
    var expected: [Int: Digest] = [:]
    try bind(digests, task, metric)
    try digests.forEach { row in
      expected[row.integer(0)] = try row.digest(1, of: "what task \(task) streamed")
    }
    for stream in streams where expected.removeValue(forKey: stream.metric) != stream.digest {
      throw ImpossibleRow(
        found: "the streamed values of \(stream.name) of task \(task) are not those that came with its result"
      )
    }
    guard expected.isEmpty else {
      throw ImpossibleRow(found: "streamed values of task \(task) are missing")
    }
    return streams.flatMap(\.rows)
  }

  private func streams(of task: TaskNumber, _ names: MetricNames, only metric: Int?) throws -> [Stream] {
    var streams: [Stream] = []
    try bind(rows, task, metric)
    try rows.forEach { row in
      let number = row.integer(0)
      if streams.last?.metric != number {
        guard let name = names.name(number) else {
          throw ImpossibleRow(
            found: "task \(task) has streamed values of the metric \(number), which has no name")
        }
        streams.append(Stream(metric: number, name: name))
      }
      let last = streams.count - 1
      streams[last].rows.append(
        MetricRow(name: streams[last].name, step: row.integer(1), value: row.real(2)))
    }
    return streams
  }

  private func bind(_ statement: PreparedStatement, _ task: TaskNumber, _ metric: Int?) throws {
    try statement.bind(1, task.value)
    try statement.bind(2, metric ?? Int.min)
    try statement.bind(3, metric ?? Int.max)
  }

  /// Seals what tasks of an older journal have streamed, as it lies.
  static func sealAll(_ database: Database) throws {
    let streams = try Streams(database)
    let names = try MetricNames(database)
    let select = try PreparedStatement(
      database,
      """
      SELECT number FROM task WHERE state = 2 AND EXISTS (SELECT 1 FROM metric WHERE metric.task = task.number)
      """)
    try select.forEach { try streams.seal(TaskNumber($0.integer(0)), names) }
  }
}
