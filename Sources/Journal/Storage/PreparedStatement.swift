internal import GRDB
internal import GRDBSQLite
internal import SweepModel

/// A statement of GRDB's cache, bound by position and read by column without boxes.
///
/// Two reasons to reach below GRDB's rows: a result costs a few microseconds less, and SQLite's column
/// functions convert whatever they find, so that a damaged row cannot trap.
struct PreparedStatement {
  private let owner: Statement
  private let handle: OpaquePointer
  // SQLite copies the bytes before the call returns.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ database: Database, _ sql: String) throws {
    owner = try database.cachedStatement(sql: sql)
    handle = owner.sqliteStatement
    sqlite3_reset(handle)
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw SQLiteFailure(sqlite3_db_handle(handle)) }
  }

  /// Binds the parameter of that position, from 1.
  func bind(_ position: Int32, _ value: Int) throws {
    try check(sqlite3_bind_int64(handle, position, Int64(value)))
  }

  func bind(_ position: Int32, _ value: Int?) throws {
    guard let value else { return try check(sqlite3_bind_null(handle, position)) }
    try bind(position, value)
  }

  /// Not-a-number becomes NULL, which is what SQLite makes of it; ``real(_:)`` gives it back.
  func bind(_ position: Int32, _ value: Double) throws {
    try check(sqlite3_bind_double(handle, position, value))
  }

  func bind(_ position: Int32, _ value: Double?) throws {
    guard let value else { return try check(sqlite3_bind_null(handle, position)) }
    try bind(position, value)
  }

  func bind(_ position: Int32, _ value: String) throws {
    var value = value
    try value.withUTF8 { bytes in
      // A null pointer would bind NULL, and an empty string has one.
      let count = UInt64(bytes.count)
      let code = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text64(handle, position, $0.baseAddress ?? emptyText, count, Self.transient, 1)
      }
      try check(code)
    }
  }

  func bind(_ position: Int32, _ value: String?) throws {
    guard let value else { return try check(sqlite3_bind_null(handle, position)) }
    try bind(position, value)
  }

  func bind(_ position: Int32, _ value: [UInt8]) throws {
    if value.isEmpty { return try check(sqlite3_bind_zeroblob(handle, position, 0)) }
    try value.withUnsafeBytes {
      try check(sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), Self.transient))
    }
  }

  func bind(_ position: Int32, _ value: Digest) throws { try bind(position, value.bytes) }

  /// Moves to the next row; false after the last, when the statement is ready to run again.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default:
      let failure = SQLiteFailure(sqlite3_db_handle(handle))
      sqlite3_reset(handle)
      throw failure
    }
  }

  /// Runs to the end and says how many rows it changed.
  @discardableResult
  func run() throws -> Int {
    while try step() {}
    return Int(sqlite3_changes(sqlite3_db_handle(handle)))
  }

  /// Runs for at most one row.
  func first<Value>(_ read: (PreparedStatement) throws -> Value) throws -> Value? {
    defer { sqlite3_reset(handle) }
    return try step() ? read(self) : nil
  }

  /// Calls `read` with each row in turn; the statement is reset also where that throws.
  func forEach(_ read: (PreparedStatement) throws -> Void) throws {
    defer { sqlite3_reset(handle) }
    while try step() { try read(self) }
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  /// A number that counts something: what reads it may add to it, so a damaged one must not come near the end
  /// of what an integer holds.
  func count(_ column: Int32, _ what: @autoclosure () -> String) throws -> Int {
    let number = integer(column)
    guard (0...(1 << 40)).contains(number) else {
      throw ImpossibleRow(found: "\(what()) is \(number)")
    }
    return number
  }

  func integerOrNil(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }

  func real(_ column: Int32) -> Double {
    isNull(column) ? .nan : sqlite3_column_double(handle, column)
  }

  func realOrNil(_ column: Int32) -> Double? {
    isNull(column) ? nil : sqlite3_column_double(handle, column)
  }

  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  func textOrNil(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, column))
    return [UInt8](UnsafeRawBufferPointer(start: start, count: max(0, count)))
  }

  /// A digest, which must have 32 bytes.
  func digest(_ column: Int32, of what: String) throws -> Digest {
    guard let start = sqlite3_column_blob(handle, column), sqlite3_column_bytes(handle, column) == 32,
      let digest = Digest(bytes: UnsafeRawBufferPointer(start: start, count: 32))
    else { throw ImpossibleRow(found: "\(what) has a digest that is not 32 bytes") }
    return digest
  }

  /// The row that the newest insertion made.
  var lastRow: Int { Int(sqlite3_last_insert_rowid(sqlite3_db_handle(handle))) }
}

/// What an empty string points at.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
  let cell = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
  cell.initialize(to: 0)
  return UnsafePointer(cell)
}()
