internal import GRDB
internal import Glibc

/// The journal as a file: what is looked at before SQLite may touch it, and how connections are set up.
enum JournalFile {
  /// Below this size an opening reads every page, above it only the header and the schema.
  ///
  /// `PRAGMA quick_check` reads about 500 MB a second from a warm cache; a journal of 10^6 tasks would make
  /// every restart wait for seconds, and pages that are never read again cannot mislead anybody. Those that
  /// are read are still checked on the way: by SQLite, by column, and by digest.
  static let fullCheckLimit = 256 << 20

  /// Refuses what is certainly not a whole journal, from its header and the files beside it.
  static func inspect(_ directory: DataDirectory) throws(JournalError) {
    let path = directory.journalPath
    let logSize = fileSize(directory.writeAheadLogPath)
    guard let size = fileSize(path), size > 0 else {
      if let logSize, logSize > 0 {
        throw .damaged(path: path, found: "the file is missing or empty, but its write-ahead log is there")
      }
      if fileSize(directory.openMarkerPath) != nil {
        throw .damaged(path: path, found: "the file is missing or empty, but it was in use before")
      }
      return
    }
    try checkHeader(directory)
    if logSize == nil, fileSize(directory.openMarkerPath) != nil {
      throw .damaged(
        path: path,
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
    guard header.count == 100 else {
      throw .damaged(path: path, found: "it was cut short after \(header.count) bytes")
    }
    try checkSize(fileSize(path) ?? 0, header: header, path: path, hasLog: (logSize ?? 0) > 0)
  }

  /// Settings of every connection.
  static func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(5)
    // Each reader has a page cache of its own.
    configuration.maximumReaderCount = 3
    configuration.label = readOnly ? "journal-reader" : "journal"
    configuration.prepareDatabase { database in
      // Damaged schemas must not run code; damaged cells must be found where they are read.
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      // Negative: kibibytes. The index of a million random digests is 45 MB and is written all over.
      try database.execute(sql: "PRAGMA cache_size = \(readOnly ? -16_384 : -98_304)")
    }
    return configuration
  }

  /// Refuses what is not a journal of this version, once SQLite can read it.
  ///
  /// - Returns: the schema version, 0 for an empty file.
  static func checkIdentity(_ database: Database, path: String) throws -> Int {
    let identity = try pragma("application_id", database)
    let version = try pragma("user_version", database)
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
    return version
  }

  /// Reads every page of a small journal.
  static func checkPages(_ database: Database, _ directory: DataDirectory) throws {
    let size = (fileSize(directory.journalPath) ?? 0) + (fileSize(directory.writeAheadLogPath) ?? 0)
    guard size < fullCheckLimit else { return }
    let statement = try PreparedStatement(database, "PRAGMA quick_check(1)")
    let answer = try statement.first { $0.text(0) } ?? "no answer"
    guard answer == "ok" else {
      throw JournalError.damaged(path: directory.journalPath, found: answer)
    }
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
    guard descriptor >= 0 else {
      throw .unavailable(path: path, doing: "open", reason: systemReason())
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else {
      throw .unavailable(path: path, doing: "read", reason: systemReason())
    }
    return Array(bytes.prefix(count))
  }

  /// The header counts pages (SQLite file format, section 1.3.8): too few of them is a file cut short.
  private static func checkSize(
    _ size: Int, header: [UInt8], path: String, hasLog: Bool
  ) throws(JournalError) {
    func number(_ offset: Int, _ count: Int) -> Int {
      header[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }
    let pageSize = number(16, 2) == 1 ? 65_536 : number(16, 2)
    guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else {
      throw .damaged(path: path, found: "its header gives a page size of \(pageSize) bytes")
    }
    // With a log the file may lag behind, and the count holds only where both change counters agree.
    guard !hasLog, number(24, 4) == number(92, 4) else { return }
    let expected = number(28, 4) * pageSize
    if size < expected {
      throw .damaged(path: path, found: "it was cut short: \(size) bytes of \(expected)")
    }
  }
}
