internal import GRDB
internal import Glibc

/// A journal's connection and all that is kept beside it, on the way to a ``Journal``.
struct OpenedJournal {
  let queue: DatabaseQueue
  let names: MetricNames
  let epoch: Int
  let ledger: Ledger
  let mark: MarkFile
  let merger: LogMerger
  let watched: WatchedFiles

  /// Opens a journal that was inspected, or makes it.
  init(_ directory: DataDirectory, _ inspection: JournalInspection, percolateVersion: String) throws {
    let path = directory.journalPath
    if inspection.hasUselessLog {
      // Kept, because somebody may want to know what happened to it.
      let log = directory.writeAheadLogPath
      guard rename(log, log + ".damaged") == 0 else {
        throw JournalFiles.failure("rename", log, directory.path)
      }
    }
    // There before the journal's first transaction, so that a journal of this version without a mark has lost it.
    let mark = try MarkFile(directory, inspection.mark ?? Mark(ledger: Ledger()))
    let sums = try inspection.sums ?? PageSums(scanning: path)
    let queue = try DatabaseQueue(path: path, configuration: JournalFile.configuration(readOnly: false))
    let merger = LogMerger(directory, sums: sums, frames: inspection.frames, mark: mark)
    do {
      (names, epoch, ledger) = try Self.start(
        queue, directory, merger, isSummed: inspection.sums != nil, percolateVersion: percolateVersion)
    } catch {
      if (fileSize(directory.writeAheadLogPath) ?? 0) > 0 { merger.leaveOpen(queue) }
      throw error
    }
    try mark.write(ledger)
    // From here on a missing log shows by the mark.
    unlink(directory.openMarkerPath)
    watched = WatchedFiles([path, directory.writeAheadLogPath, directory.markPath])
    self.queue = queue
    self.mark = mark
    self.merger = merger
  }

  /// Sets the connection up, brings the schema up to date, and counts one more coordinator.
  private static func start(
    _ queue: DatabaseQueue, _ directory: DataDirectory, _ merger: LogMerger, isSummed: Bool,
    percolateVersion: String
  ) throws -> (MetricNames, epoch: Int, Ledger) {
    try queue.writeWithoutTransaction { database in
      let version = try JournalFile.checkIdentity(database, path: directory.journalPath)
      if !isSummed { try JournalFile.checkPages(database, directory) }
      // FULL flushes the log at each commit; GRDB and SQLite would settle for NORMAL, which may lose the
      // newest transactions in a power cut. The limit shrinks a log that a long reader has let grow.
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
      try merger.attach(database)
      // Nobody has been told anything of a journal without tables: the first commit that counts flushes what made
      // them, and a power cut before it leaves the log's first few, each whole, from which the next start goes on.
      if version == 0 { try database.execute(sql: "PRAGMA synchronous = OFF") }
    }
    try Schema.migrator.migrate(queue)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return try queue.write { database in
      var change = Ledger.Counts()
      try Submissions(database).deleteUnfinished(&change)
      let epoch = try Meta(database).startCoordinator(percolateVersion: percolateVersion)
      let ledger = try Ledger(database).advanced(by: change)
      try ledger.write(database)
      return (try MetricNames(database), epoch, ledger)
    }
  }

  /// Makes what lies in a directory the journal, whatever the mark and the page sums say of it.
  ///
  /// - Throws: ``JournalError`` where it is no journal, or its pages do not fit together.
  static func accept(_ directory: DataDirectory) throws(JournalError) {
    let path = directory.journalPath
    do {
      if let size = fileSize(path), size > 0 {
        try JournalFile.checkHeader(directory)
        let queue = try DatabaseQueue(path: path, configuration: JournalFile.configuration(readOnly: false))
        try queue.writeWithoutTransaction { database in
          let version = try JournalFile.checkIdentity(database, path: path)
          try JournalFile.checkPages(database, directory)
          try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
          if version >= 3 { try Ledger.recount(database) }
        }
        // Merges the log.
        try queue.close()
      } else {
        // A log without its journal is of no use to the one that is made now.
        unlink(directory.writeAheadLogPath)
        unlink(path)
      }
      unlink(directory.sumsPath)
      unlink(directory.openMarkerPath)
      unlink(directory.markPath)
      _ = try MarkFile(directory, Mark(ledger: Ledger()))
    } catch {
      throw JournalError(error, path: path, doing: "accept the journal")
    }
  }
}
