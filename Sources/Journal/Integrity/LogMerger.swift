internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Merges the log into the journal, and keeps the page sums that go with it.
///
/// SQLite would merge on its own by the size of the log alone, and a small sweep would live in the log until the
/// end. Here the sums of all pages in the log are on disk before any of them is merged. After a crash a page is
/// therefore either still in the log, or as its sum says.
///
/// Used on the thread of the journal's connection only.
final class LogMerger: Sendable {
  /// How far merging goes.
  enum Extent: Sendable {
    /// What can be merged without waiting for readers. The log starts over by itself where that was all.
    case available
    /// The same, and an empty log where no reader needs it any more.
    case all
  }

  private struct State {
    var sums: PageSums
    /// Which round of the log the frames are of.
    var salts: [UInt8] = []
    /// Frames of this round whose pages are in the sums.
    var frames = 0
  }

  private let directory: DataDirectory
  private let mark: MarkFile
  private let state: Mutex<State>
  /// Committed frames in the log, as SQLite says after each transaction.
  private let length = LogLength()

  /// - Parameters:
  ///   - sums: of the journal file as it lies, without what the log holds.
  ///   - frames: in the log when it is opened.
  init(_ directory: DataDirectory, sums: PageSums, frames: Int, mark: MarkFile) {
    self.directory = directory
    self.mark = mark
    state = Mutex(State(sums: sums))
    length.frames.store(frames, ordering: .relaxed)
  }

  /// Takes merging over from SQLite, which from here on tells how long the log is.
  func attach(_ database: Database) throws {
    try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    // The owner keeps this object until the connection is closed.
    sqlite3_wal_hook(
      database.sqliteConnection,
      { context, _, _, frames in
        guard let context else { return SQLITE_OK }
        Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().frames
          .store(Int(frames), ordering: .relaxed)
        return SQLITE_OK
      }, Unmanaged.passUnretained(length).toOpaque())
  }

  /// Whether so much of the log is unmerged that readers would get slow.
  ///
  /// 16 MB, and more in large journals: the file of sums is written whole each time, a page of it for 512 of theirs.
  /// What was merged counts no more, though it stays in the log while anybody reads: a log that could not start over
  /// would otherwise be merged after each transaction, with all flushes that this takes.
  var isDue: Bool {
    let frames = length.frames.load(ordering: .relaxed)
    return state.withLock { state in
      // Fewer than there were: the log has started over.
      let unmerged = frames < state.frames ? frames : frames - state.frames
      return unmerged > max(4000, state.sums.count / 64)
    }
  }

  /// Merges the log.
  ///
  /// - Parameter ledger: of the newest transaction, which the mark has.
  func merge(_ database: Database, _ ledger: Ledger, _ extent: Extent) throws {
    let frames = length.frames.load(ordering: .relaxed)
    guard frames > 0, try takeSums(frames, ledger) else { return }
    switch extent {
    case .available: try run("PRAGMA wal_checkpoint(PASSIVE)", database)
    case .all:
      // A reader that takes long must not hold the writer up: what it needs stays for the next time.
      sqlite3_busy_timeout(database.sqliteConnection, 0)
      defer { sqlite3_busy_timeout(database.sqliteConnection, 5000) }
      try run("PRAGMA wal_checkpoint(TRUNCATE)", database)
    }
    if fileSize(directory.writeAheadLogPath) == 0 { length.frames.store(0, ordering: .relaxed) }
  }

  /// Keeps a connection open until the end of the process.
  ///
  /// SQLite merges the log when the last connection is closed, and would do so without the sums of its pages. Left
  /// open, it leaves the log as a killed process does.
  func leaveOpen(_ queue: DatabaseQueue) {
    _ = Unmanaged.passRetained(queue)
    _ = Unmanaged.passRetained(length)
  }

  /// Whether all of the log is merged.
  var isEmpty: Bool { length.frames.load(ordering: .relaxed) == 0 }

  private func run(_ sql: String, _ database: Database) throws {
    _ = try PreparedStatement(database, sql).first { $0.integer(0) }
  }

  /// Puts the sums of all pages in the log on disk.
  ///
  /// - Returns: false where there is no log.
  private func takeSums(_ frames: Int, _ ledger: Ledger) throws(JournalError) -> Bool {
    var next = state.withLock { $0 }
    guard let log = try LogFile(directory.writeAheadLogPath) else {
      throw .displaced(path: directory.writeAheadLogPath)
    }
    if log.header.salts != next.salts {
      next.salts = log.header.salts
      next.frames = 0
    }
    if next.sums.count == 0 { next.sums.pageSize = log.header.pageSize }
    guard next.frames < frames || next.sums.commits != ledger.commits else { return true }
    try log.visit(next.frames..<max(frames, next.frames)) { page, bytes in
      next.sums[page] = PageSums.sum(bytes, number: page)
    }
    next.frames = frames
    next.sums.commits = ledger.commits
    next.sums.journal = ledger.journal
    try next.sums.write(directory)
    try mark.write(summed: ledger.commits)
    state.withLock { $0 = next }
    return true
  }
}

/// How many frames the log has, written by SQLite's hook.
private final class LogLength: Sendable {
  let frames = Atomic(0)
}
