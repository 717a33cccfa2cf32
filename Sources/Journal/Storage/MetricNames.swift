internal import GRDB

/// The numbers that stand for metric names in the tables, as far as this connection has seen them.
struct MetricNames: Sendable {
  private var numbers: [String: Int] = [:]
  private var names: [Int: String] = [:]

  /// Reads all names.
  init(_ database: Database) throws {
    try PreparedStatement(database, "SELECT number, name FROM metric_name").forEach {
      numbers[$0.text(1)] = $0.integer(0)
      names[$0.integer(0)] = $0.text(1)
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
    names[number] = name
    return number
  }

  /// The number of a name that a task has reported; nil for others.
  func number(_ name: String) -> Int? { numbers[name] }

  /// The name of a number; nil where it was not given out.
  func name(_ number: Int) -> String? { names[number] }
}
