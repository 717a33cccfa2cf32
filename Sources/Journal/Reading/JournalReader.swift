internal import GRDB
internal import Platform

/// Reads a journal, also while a coordinator in this or another process writes it.
///
/// Each call sees one state of the journal, the newest at its start; several threads may call at once.
package final class JournalReader: Sendable {
  package let directory: DataDirectory
  private let connections: ReaderPool
  /// Where the journal was opened as a file that nobody changes: the mark that says whether that is still so.
  private let rest: Mark?

  private init(_ directory: DataDirectory, _ connections: ReaderPool, rest: Mark?) {
    self.directory = directory
    self.connections = connections
    self.rest = rest
  }

  /// Opens the journal of a data directory.
  ///
  /// Where no coordinator uses the directory, the journal is checked first as a coordinator does at its start.
  /// Nothing is changed there; only if a coordinator was killed and left a log, SQLite may make the index
  /// `journal.sqlite-shm` anew, which holds nothing of its own.
  ///
  /// - Throws: ``JournalError`` where it is missing, damaged, foreign, newer or older.
  package static func open(at directory: DataDirectory) throws(JournalError) -> JournalReader {
    if !directory.isInUse {
      do throws(JournalError) {
        return try open(at: directory, JournalInspection(directory))
      } catch {
        // A coordinator that has started meanwhile changes the files while they are looked at.
        if !directory.isInUse { throw error }
      }
    }
    guard let size = fileSize(directory.journalPath), size > 0 else {
      throw .missing(path: directory.journalPath)
    }
    return try open(at: directory, nil)
  }

  private static func open(
    at directory: DataDirectory, _ inspection: JournalInspection?
  ) throws(JournalError) -> JournalReader {
    let path = directory.journalPath
    guard let size = fileSize(path), size > 0 else { throw .missing(path: path) }
    let withLog = inspection?.needsLog ?? true
    do {
      let connections = try ReaderPool(directory, withLog: withLog)
      let version = try connections.read { try JournalFile.checkIdentity($0, path: path) }
      guard version >= Schema.oldestRead else {
        throw JournalError.older(path: path, found: version, known: Schema.oldestRead)
      }
      return JournalReader(directory, connections, rest: withLog ? nil : inspection?.mark)
    } catch {
      throw JournalError(error, path: path, doing: "open the journal")
    }
  }

  /// Reads within one snapshot.
  func read<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
    try withConnection(doing) { try $0.read(body) }
  }

  /// Lends one of its connections.
  func withConnection<Value>(
    _ doing: String, _ body: (DatabaseQueue) throws -> Value
  ) throws(JournalError) -> Value {
    DiskFreeThread.assertNotCurrent(doing)
    let value: Value
    do { value = try connections.withConnection(body) } catch {
      throw JournalError(error, path: directory.journalPath, doing: doing)
    }
    if let rest, try MarkFile.read(directory) != rest {
      throw .unavailable(
        path: directory.journalPath, doing: doing,
        reason: "a coordinator has started on this directory meanwhile; run the command again")
    }
    return value
  }

  /// All sweeps but those still being submitted, oldest first.
  package func sweeps() throws(JournalError) -> [StoredSweep] {
    try read("read the sweeps") { try Rows.sweeps($0, where: "state <> 'submitting'") }
  }

  /// All workers that ever said hello, oldest first.
  package func workers() throws(JournalError) -> [WorkerRecord] {
    try read("read the workers") { try Rows.workers($0) }
  }

  /// All access keys, revoked ones too, oldest first.
  package func keys() throws(JournalError) -> [AccessKey] {
    try read("read the keys") { try Rows.keys($0) }
  }

  /// Leases that have lived for a while.
  package func leases() throws(JournalError) -> [LeaseRecord] {
    try read("read the leases") { try Rows.leases($0) }
  }

  /// The journal's notes about itself: "percolate-version", "created-at", "host", "coordinator-epoch".
  package func notes() throws(JournalError) -> [String: String] {
    try read("read the notes") { try Meta($0).all() }
  }
}
