internal import GRDB
internal import GRDBSQLite

/// What SQLite itself said, before ``JournalError`` turns it into advice.
struct SQLiteFailure: Error {
  /// The extended result code.
  let code: Int32
  let message: String
  /// The system's error number behind it; 0 where there is none.
  let systemCode: Int32

  /// Takes the newest problem of a connection.
  init(_ connection: OpaquePointer?) {
    code = sqlite3_extended_errcode(connection)
    message = String(cString: sqlite3_errmsg(connection))
    systemCode = sqlite3_system_errno(connection)
  }
}

/// A row that cannot be what this program wrote.
struct ImpossibleRow: Error {
  let found: String
}

/// A record that the journal refuses.
struct RefusedRecord: Error {
  let reason: String
}

extension JournalError {
  /// Turns any error of a database access into a sentence with advice.
  ///
  /// - Parameters:
  ///   - path: the journal file.
  ///   - doing: "record results", "read the tasks".
  init(_ error: any Error, path: String, doing: String) {
    switch error {
    case let error as JournalError: self = error
    case let error as SQLiteFailure:
      self = .from(
        code: error.code, message: error.message, systemCode: error.systemCode, path: path, doing: doing)
    case let error as DatabaseError:
      self = .from(
        code: error.extendedResultCode.rawValue, message: error.message ?? "no further words",
        systemCode: 0, path: path, doing: doing)
    case let error as ImpossibleRow: self = .damaged(path: path, found: error.found)
    case let error as RefusedRecord: self = .rejected(path: path, reason: error.reason)
    default: self = .damaged(path: path, found: "\(error) (while trying to \(doing))")
    }
  }

  private static func from(
    code: Int32, message: String, systemCode: Int32, path: String, doing: String
  ) -> JournalError {
    let free = freeBytes(under: directory(of: path))
    switch code & 0xFF {
    case SQLITE_CANTOPEN,
      SQLITE_IOERR where isOutOfDescriptors(systemCode) || cannotOpenAnything():
      return .tooManyFiles(path: path, doing: "\(doing) in")
    case SQLITE_FULL: return .diskFull(path: path, freeBytes: free, doing: doing)
    case SQLITE_IOERR:
      // A full disk also shows as a failed flush or a log that cannot grow; less than a page free says which.
      return free < 65_536
        ? .diskFull(path: path, freeBytes: free, doing: doing)
        : .unavailable(
          path: path, doing: "\(doing) in", reason: "\(message) (SQLite \(code)); check the disk with dmesg")
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path, doing: doing)
    case SQLITE_CORRUPT: return .damaged(path: path, found: "\(message) (while trying to \(doing))")
    case SQLITE_NOTADB: return .foreign(path: path, found: message)
    case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG: return .rejected(path: path, reason: message)
    case SQLITE_ERROR: return .damaged(path: path, found: "\(message) (while trying to \(doing))")
    default:
      return .unavailable(path: path, doing: "\(doing) in", reason: "\(message) (SQLite \(code))")
    }
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }
}
