internal import GRDB

/// Reads a journal, also while a coordinator in this or another process writes it.
///
/// Each call sees one state of the journal, the newest at its start; several threads may call at once.
package final class JournalReader: Sendable {
  package let directory: DataDirectory
  private let pool: DatabasePool

  private init(_ directory: DataDirectory, pool: DatabasePool) {
    self.directory = directory
    self.pool = pool
  }

  /// Opens the journal of a data directory, and changes nothing there.
  ///
  /// - Throws: ``JournalError`` where it is missing, damaged, foreign, newer or older.
  package static func open(at directory: DataDirectory) throws(JournalError) -> JournalReader {
    let path = directory.journalPath
    guard let size = fileSize(path), size > 0 else { throw .missing(path: path) }
    try JournalFile.checkHeader(directory)
    do {
      let pool = try DatabasePool(path: path, configuration: JournalFile.configuration(readOnly: true))
      let version = try pool.read { try JournalFile.checkIdentity($0, path: path) }
      guard version == Schema.version else {
        throw JournalError.older(path: path, found: version, known: Schema.version)
      }
      return JournalReader(directory, pool: pool)
    } catch {
      throw JournalError(error, path: path, doing: "open the journal")
    }
  }

  /// Reads within one snapshot.
  func read<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
    do { return try pool.read(body) } catch {
      throw JournalError(error, path: directory.journalPath, doing: doing)
    }
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
