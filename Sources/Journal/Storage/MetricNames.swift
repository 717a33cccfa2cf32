internal import GRDB

/// The numbers that stand for metric names in the tables, as far as this connection has seen them.
struct MetricNames: Sendable {
  private var numbers: [String: Int] = [:]

  /// Reads all names.
  init(_ database: Database) throws {
    try PreparedStatement(database, "SELECT number, name FROM metric_name").forEach {
      numbers[$0.text(1)] = $0.integer(0)
    }
  }

  /// The number of a name, given out at first sight.
  ///
  /// A copy of these names must be dropped with the transaction it was used in, where that is undone.
  mutating func number(_ name: String, _ database: Database) throws -> Int {
    if let number = numbers[name] { return number }
    let insert = try PreparedStatement(database, "INSERT INTO metric_name(name) VALUES(?1)")
    try insert.bind(1, name)
    try insert.run()
    let number = insert.lastRow
    numbers[name] = number
    return number
  }

  /// The number of a name, for readers; 0, which stands for none, where no task has reported it.
  static func number(_ name: String, _ database: Database) throws -> Int {
    let select = try PreparedStatement(database, "SELECT number FROM metric_name WHERE name = ?1")
    try select.bind(1, name)
    return try select.first { $0.integer(0) } ?? 0
  }
}
