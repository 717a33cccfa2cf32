internal import GRDB
internal import Glibc
internal import Synchronization

/// The coordinator's only durable state: one SQLite file in write-ahead mode, written by one thread.
///
/// Every call is synchronous, and what it wrote is flushed to disk when it returns. Readers, in this
/// process or another, use ``JournalReader`` and neither wait for the writer nor hold it up.
package final class Journal: Sendable {
  package let directory: DataDirectory
  /// How many coordinators have opened this journal, this one included.
  package let epoch: Int
  let queue: DatabaseQueue
  let names: Mutex<MetricNames>
  // Held for as long as the journal is open.
  private let lock: DirectoryLock

  private let isOpen = Mutex(true)

  private init(_ lock: DirectoryLock, queue: DatabaseQueue, names: MetricNames, epoch: Int) {
    self.lock = lock
    self.queue = queue
    self.epoch = epoch
    self.names = Mutex(names)
    directory = lock.directory
  }

  deinit { try? close() }

  /// Opens the journal of a locked directory, or makes it, and brings its schema up to date.
  ///
  /// Sweeps whose submission did not finish are deleted, with the tasks that no other sweep has.
  ///
  /// - Parameters:
  ///   - lock: the right to write, from ``DataDirectory/lock()``.
  ///   - percolateVersion: recorded for provenance.
  /// - Throws: ``JournalError`` where the file is damaged, foreign, newer, or cannot be written.
  package static func open(_ lock: DirectoryLock, percolateVersion: String) throws(JournalError) -> Journal {
    let directory = lock.directory
    let path = directory.journalPath
    try JournalFile.inspect(directory)
    PendingFile.removeLeftovers(in: directory.path)
    directory.artifacts.removeLeftovers()
    do {
      let queue = try DatabaseQueue(path: path, configuration: JournalFile.configuration(readOnly: false))
      try queue.writeWithoutTransaction { database in
        _ = try JournalFile.checkIdentity(database, path: path)
        try JournalFile.checkPages(database, directory)
        // FULL flushes the log at each commit; GRDB and SQLite would settle for NORMAL, which may lose the
        // newest transactions in a power cut. The limit shrinks a log that a long reader has let grow.
        try database.execute(
          sql: """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864
            """)
      }
      try Schema.migrator.migrate(queue)
      let (names, epoch) = try queue.write { database in
        try Submissions(database).deleteUnfinished()
        return (
          try MetricNames(database), try Meta(database).startCoordinator(percolateVersion: percolateVersion)
        )
      }
      try DurableFile.write([], to: directory.openMarkerPath, in: directory.path)
      return Journal(lock, queue: queue, names: names, epoch: epoch)
    } catch {
      throw JournalError(error, path: path, doing: "open the journal")
    }
  }

  /// Merges the write-ahead log into the file and closes it. Later calls of other functions throw.
  package func close() throws(JournalError) {
    let wasOpen = isOpen.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    guard wasOpen else { return }
    let isMerged = try? access("merge the log") { database in
      try PreparedStatement(database, "PRAGMA wal_checkpoint(TRUNCATE)").first { $0.integer(0) == 0 }
    }
    // The log is there but empty: from now on nothing is lost with it.
    if isMerged == true { unlink(directory.openMarkerPath) }
    do { try queue.close() } catch {
      throw JournalError(error, path: directory.journalPath, doing: "close the journal")
    }
    // SQLite deletes the log only after it has merged all of it.
    if fileSize(directory.writeAheadLogPath) == nil { unlink(directory.openMarkerPath) }
  }

  /// Runs on the one connection, outside of any transaction.
  func access<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
    do { return try queue.writeWithoutTransaction(body) } catch {
      throw JournalError(error, path: directory.journalPath, doing: doing)
    }
  }

  /// Runs in one transaction, which is on disk when this returns and undone where `body` throws.
  func transaction<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
    try access(doing) { database in
      var value: Value?
      try database.inTransaction(.immediate) {
        value = try body(database)
        return .commit
      }
      guard let value else { throw ImpossibleRow(found: "a transaction ended without its value") }
      return value
    }
  }
}
