internal import Dispatch
internal import GRDB
internal import Glibc
internal import Platform
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
  let ledger: Mutex<Ledger>
  let mark: MarkFile
  let merger: LogMerger
  let watched: WatchedFiles
  let upkeep: Upkeep
  // Held for as long as the journal is open.
  private let lock: DirectoryLock

  private let isOpen = Mutex(true)

  private init(_ lock: DirectoryLock, _ opened: OpenedJournal, upkeep: Upkeep) {
    self.lock = lock
    self.upkeep = upkeep
    directory = lock.directory
    queue = opened.queue
    epoch = opened.epoch
    names = Mutex(opened.names)
    ledger = Mutex(opened.ledger)
    mark = opened.mark
    merger = opened.merger
    watched = opened.watched
  }

  deinit { try? close() }

  /// Opens the journal of a locked directory, or makes it, and brings its schema up to date.
  ///
  /// Before that, the journal is checked: every page, the log, and that nothing is missing that was acknowledged.
  /// Sweeps whose submission did not finish are deleted, with the tasks that no other sweep has.
  ///
  /// - Parameters:
  ///   - lock: the right to write, from ``DataDirectory/lock()``.
  ///   - percolateVersion: recorded for provenance.
  ///   - accepting: take the journal as it is where it holds less than was acknowledged, or was written to by
  ///     another program.
  ///   - upkeep: when the log is merged without being asked to.
  /// - Throws: ``JournalError`` where the file is damaged, foreign, newer, or cannot be written.
  package static func open(
    _ lock: DirectoryLock, percolateVersion: String, accepting: Bool = false, upkeep: Upkeep = Upkeep()
  ) throws(JournalError) -> Journal {
    let directory = lock.directory
    if accepting { try OpenedJournal.accept(directory) }
    let inspection = try JournalInspection(directory)
    PendingFile.removeLeftovers(in: directory.path)
    directory.artifacts.removeLeftovers()
    let opened: OpenedJournal
    do {
      opened = try OpenedJournal(directory, inspection, percolateVersion: percolateVersion)
    } catch {
      throw JournalError(error, path: directory.journalPath, doing: "open the journal")
    }
    let journal = Journal(lock, opened, upkeep: upkeep)
    // What an older version or a crash left in the log alone should not stay there.
    try journal.settle()
    return journal
  }

  /// Merges the write-ahead log into the file and closes it. Later calls of other functions throw.
  package func close() throws(JournalError) {
    let wasOpen = isOpen.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    guard wasOpen else { return }
    do throws(JournalError) {
      try settle()
      try mark.sync()
    } catch {
      // SQLite would merge the log on closing, without the sums of its pages: the connection stays open until the
      // end of the process instead, and the log is left as a killed one leaves it.
      merger.leaveOpen(queue)
      throw error
    }
    do { try queue.close() } catch {
      throw JournalError(error, path: directory.journalPath, doing: "close the journal")
    }
  }

  /// Runs on the one connection, outside of any transaction.
  func access<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
    DiskFreeThread.assertNotCurrent(doing)
    do { return try queue.writeWithoutTransaction(body) } catch {
      throw JournalError(error, path: directory.journalPath, doing: doing)
    }
  }

  /// Runs in one transaction, which is on disk when this returns and undone where `body` throws.
  func transaction<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
    try transaction(doing) { database, _ in try body(database) }
  }

  /// Runs in one transaction, which is on disk and counted when this returns, and undone where `body` throws.
  ///
  /// - Parameter body: is given the database, and what it adds to the ledger's counts.
  /// - Throws: ``JournalError/displaced(path:)`` where the transaction went into files that are not in their
  ///   place any more; what `body` throws, and the others that a write can meet.
  func transaction<Value>(
    _ doing: String, _ body: (Database, inout Ledger.Counts) throws -> Value
  ) throws(JournalError) -> Value {
    try upkeep.throwFailure()
    let value = try access(doing) { database in
      var value: Value?
      var change = Ledger.Counts()
      var next = ledger.withLock { $0 }
      try database.inTransaction(.immediate) {
        value = try body(database, &change)
        next = next.advanced(by: change)
        try next.write(database)
        return .commit
      }
      ledger.withLock { $0 = next }
      try mark.write(next)
      try watched.check()
      guard let value else { throw ImpossibleRow(found: "a transaction ended without its value") }
      return value
    }
    upkeep.wrote(self)
    return value
  }
}
