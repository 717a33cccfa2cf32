internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import Platform
internal import SweepModel

/// The journal as a file: what its header says, and how connections are set up.
enum JournalFile {
  /// Refuses a journal up to version 2 whose log is gone: its marker stays from the first write until a clean end.
  static func checkOpenMarker(_ directory: DataDirectory) throws(JournalError) {
    if fileSize(directory.writeAheadLogPath) == nil, fileSize(directory.openMarkerPath) != nil {
      throw .damaged(
        path: directory.journalPath,
        found:
          "it was in use when its coordinator ended, but its write-ahead log journal.sqlite-wal is gone, "
          + "and with it the newest results. If another SQLite program has opened the journal since, that "
          + "program has merged the log and nothing is lost: delete \(directory.openMarkerPath) and start again"
      )
    }
  }

  /// Refuses what is no SQLite file, or one shorter than its header says.
  static func checkHeader(_ directory: DataDirectory) throws(JournalError) {
    let path = directory.journalPath
    let logSize = fileSize(directory.writeAheadLogPath)
    let header = try head(of: path)
    guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
      let zeros = header.allSatisfy { $0 == 0 } ? ", only zeros" : ""
      throw .foreign(path: path, found: "its first bytes are not those of an SQLite file\(zeros)")
    }
    try checkSize(fileSize(path) ?? 0, header: header, path: path, hasLog: (logSize ?? 0) > 0)
  }

  /// Settings of every connection.
  static func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(readOnly ? 10 : 5)
    configuration.label = readOnly ? "journal-reader" : "journal"
    configuration.prepareDatabase { database in
      // Damaged schemas must not run code; damaged cells must be found where they are read.
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      // Negative: kibibytes. The index of a million random digests is 45 MB and is written all over.
      try database.execute(sql: "PRAGMA cache_size = \(readOnly ? -16_384 : -98_304)")
    }
    return configuration
  }

  /// The version of the tables in a file, 0 for an empty one.
  static func schemaVersion(_ database: Database) throws -> Int { try pragma("user_version", database) }

  /// Refuses what is not a journal of this version, once SQLite can read it.
  ///
  /// - Returns: the schema version, 0 for an empty file.
  static func checkIdentity(_ database: Database, path: String) throws -> Int {
    let identity = try pragma("application_id", database)
    let version = try schemaVersion(database)
    let tables = try tableNames(database)
    if identity == 0, version == 0, tables.subtracting(["grdb_migrations"]).isEmpty { return 0 }
    guard identity == Schema.applicationID else {
      throw JournalError.foreign(
        path: path, found: "it is an SQLite file of another program (application id \(identity))")
    }
    guard version <= Schema.version else {
      throw JournalError.newer(path: path, found: version, known: Schema.version)
    }
    let lost = Schema.tables(version: version).subtracting(tables)
    guard version >= 1, lost.isEmpty else {
      let what = lost.isEmpty ? "its schema version is \(version)" : "tables are missing: \(lost.sorted())"
      throw JournalError.damaged(path: path, found: what)
    }
    if let program = try programs(database).first {
      throw JournalError.foreign(
        path: path,
        found: "it has the \(program), which percolate never makes and which would run with every change")
    }
    return version
  }

  /// Triggers and views, which somebody else has put into the file: "trigger x".
  private static func programs(_ database: Database) throws -> [String] {
    var found: [String] = []
    try PreparedStatement(
      database, "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
    ).forEach { found.append("\($0.text(0)) \(PlainText.line($0.text(1), limit: 100))") }
    return found
  }

  /// Reads every page and looks whether they fit together, for a journal that has no page sums yet.
  static func checkPages(_ database: Database, _ directory: DataDirectory) throws {
    let statement = try PreparedStatement(database, "PRAGMA quick_check(1)")
    let answer = try statement.first { $0.text(0) } ?? "no answer"
    guard answer == "ok" else {
      throw JournalError.damaged(path: directory.journalPath, found: answer)
    }
  }

  /// Opens a connection that only reads.
  ///
  /// - Parameter withLog: whether there is a log to be read. Without one the file is opened as one that nobody
  ///   changes: otherwise SQLite would make an empty log and an index beside it, and hide that they were gone.
  static func openToRead(_ directory: DataDirectory, withLog: Bool) throws -> DatabaseQueue {
    let path = directory.journalPath
    // Where this SQLite was built without file names as URIs there is no way to say so.
    let canSay = sqlite3_compileoption_used("USE_URI") != 0
    return try DatabaseQueue(
      path: withLog || !canSay ? path : "file:\(escaped(path))?immutable=1",
      configuration: configuration(readOnly: true))
  }

  /// A path as part of a URI (RFC 3986, section 2).
  private static func escaped(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 128, character.isLetter || character.isNumber || "-._~/".contains(character) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func pragma(_ name: String, _ database: Database) throws -> Int {
    try PreparedStatement(database, "PRAGMA \(name)").first { $0.integer(0) } ?? 0
  }

  private static func tableNames(_ database: Database) throws -> Set<String> {
    var names: Set<String> = []
    try PreparedStatement(database, "SELECT name FROM sqlite_master WHERE type = 'table'").forEach {
      names.insert($0.text(0))
    }
    return names
  }

  private static func head(of path: String) throws(JournalError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFiles.failure("open", path, path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else {
      throw .unavailable(path: path, doing: "read", reason: Errno.text())
    }
    return Array(bytes.prefix(count))
  }

  /// Bytes of a page, from the header (SQLite file format, section 1.3.2).
  static func pageSize(_ path: String) throws(JournalError) -> Int { try pageSize(head(of: path), path) }

  private static func pageSize(_ header: [UInt8], _ path: String) throws(JournalError) -> Int {
    guard header.count == 100 else {
      throw .damaged(path: path, found: "it was cut short after \(header.count) bytes")
    }
    let number = number(header, 16, 2)
    let pageSize = number == 1 ? 65_536 : number
    guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else {
      throw .damaged(path: path, found: "its header gives a page size of \(pageSize) bytes")
    }
    return pageSize
  }

  private static func number(_ header: [UInt8], _ offset: Int, _ count: Int) -> Int {
    header[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The header counts pages (SQLite file format, section 1.3.8): too few of them is a file cut short.
  private static func checkSize(
    _ size: Int, header: [UInt8], path: String, hasLog: Bool
  ) throws(JournalError) {
    let pageSize = try pageSize(header, path)
    // With a log the file may lag behind, and the count holds only where both change counters agree.
    guard !hasLog, number(header, 24, 4) == number(header, 92, 4) else { return }
    let expected = number(header, 28, 4) * pageSize
    if size < expected {
      throw .damaged(path: path, found: "it was cut short: \(size) bytes of \(expected)")
    }
  }
}
