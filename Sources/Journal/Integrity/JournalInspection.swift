internal import GRDB

/// What the files of a data directory say, looked at before SQLite may touch them.
///
/// SQLite takes a damaged log for a shorter one and does not check the pages of its file, so both are checked
/// here: the pages by ``PageSums``, the log by its own checksums, and what they hold together by the
/// ``MarkFile``. Changes nothing.
struct JournalInspection: Sendable {
  /// Nil where there is none, which only a new or an older journal may lack.
  private(set) var mark: Mark?
  /// Nil where there are none yet.
  private(set) var sums: PageSums?
  /// Frames in the log, where it holds anything that the file does not.
  private(set) var frames = 0
  /// Whether the log is damaged or old, but all of it was merged into the file before.
  private(set) var hasUselessLog = false

  private let directory: DataDirectory

  /// Looks at a directory that nobody is using.
  ///
  /// - Throws: ``JournalError`` for anything less than a whole journal.
  init(_ directory: DataDirectory) throws(JournalError) {
    self.directory = directory
    mark = try MarkFile.read(directory)
    guard let size = fileSize(directory.journalPath), size > 0 else {
      try checkAbsence()
      return
    }
    try JournalFile.checkHeader(directory)
    if !isMarked { try JournalFile.checkOpenMarker(directory) }
    sums = try expectedSums()
    let log = try LogFile(directory.writeAheadLogPath)?.content() ?? LogFile.Content()
    let isComplete = try checkPages(log)
    frames = log.frames
    do throws(JournalError) {
      try checkLedger()
    } catch {
      // Everything acknowledged is in the file; whatever is wrong with the log, it is not needed.
      guard isComplete, (fileSize(directory.writeAheadLogPath) ?? 0) > 0, needsLog else { throw error }
      frames = 0
      hasUselessLog = true
      try checkLedger()
    }
  }

  /// Whether the log holds anything that the file does not.
  var needsLog: Bool { frames > 0 }

  /// Whether anything has been acknowledged under the eyes of the mark.
  private var isMarked: Bool { (mark?.ledger.commits ?? 0) > 0 }

  private func checkAbsence() throws(JournalError) {
    let path = directory.journalPath
    if let mark, isMarked {
      throw .incomplete(
        path: path, found: "the file is missing or empty, and it held \(mark.ledger.counts)")
    }
    if let size = fileSize(directory.writeAheadLogPath), size > 0 {
      throw .damaged(path: path, found: "the file is missing or empty, but its write-ahead log is there")
    }
    if fileSize(directory.openMarkerPath) != nil {
      throw .damaged(path: path, found: "the file is missing or empty, but it was in use before")
    }
    if mark == nil, directory.hasTraces {
      throw .incomplete(
        path: path,
        found: "the file is missing, and keys or files of tasks beside it show that a coordinator has used "
          + "this directory; to begin anew, use an empty directory")
    }
  }

  private func expectedSums() throws(JournalError) -> PageSums? {
    guard let mark, let summed = mark.summed else { return nil }
    let path = directory.sumsPath
    guard let bytes = try JournalFiles.read(path) else {
      throw .unmarked(
        path: directory.journalPath, found: "journal.sums, which its pages are checked by, is gone")
    }
    guard let sums = PageSums(bytes) else {
      throw .unmarked(path: path, found: "it is damaged, so that the pages of the journal cannot be checked")
    }
    guard sums.commits >= summed, sums.journal == mark.ledger.journal || !isMarked else {
      throw .unmarked(
        path: path, found: "it is an older copy, or of another journal, and says nothing of the newest pages")
    }
    return sums
  }

  /// - Returns: whether the file holds all that was acknowledged without its log.
  private func checkPages(_ log: LogFile.Content) throws(JournalError) -> Bool {
    guard let sums else { return false }
    let found = try PageSums(scanning: directory.journalPath, pageSize: sums.pageSize)
    let alone = sums.differences(from: found, besides: [], pages: max(sums.count, found.count))
    if let mark, alone.isEmpty, sums.commits >= mark.ledger.commits { return true }
    let pages = log.frames > 0 ? log.databasePages : max(sums.count, found.count)
    let different = sums.differences(from: found, besides: log.pages, pages: pages)
    guard let first = different.first else { return false }
    let held = mark.map { " It held \($0.ledger.counts)" } ?? ""
    throw .altered(
      path: directory.journalPath,
      found: "\(different.count) of its \(pages) pages differ, the first is page \(first), at byte "
        + "\((first - 1) * sums.pageSize).\(held), and which of these are affected cannot be told")
  }

  /// Compares what SQLite shows with the mark.
  private func checkLedger() throws(JournalError) {
    let path = directory.journalPath
    guard let ledger = try storedLedger() else {
      guard let mark, isMarked else { return }
      throw .incomplete(
        path: path,
        found: "it is of an older version than the one in use here, which held \(mark.ledger.counts)")
    }
    guard let mark else {
      throw .unmarked(
        path: path,
        found: "journal.mark is gone, which says how much was acknowledged; \(ledger.counts) are there")
    }
    guard isMarked else { return }
    let expected = mark.ledger
    guard ledger.journal == expected.journal else {
      throw .incomplete(
        path: path,
        found: "it is another journal than the one in use here, which held \(expected.counts); "
          + "it holds \(ledger.counts)")
    }
    guard ledger.commits >= expected.commits else {
      let missing = expected.counts.missing(from: ledger.counts) ?? "no results or tasks, but other records"
      throw .incomplete(
        path: path,
        found:
          "\(missing) are missing, of \(expected.counts) (\(expected.commits) transactions were acknowledged, "
          + "and \(ledger.commits) are there). Its log journal.sqlite-wal is damaged, gone, or an old copy")
    }
    guard ledger.commits > expected.commits || ledger.newest == expected.newest else {
      throw .incomplete(
        path: path,
        found:
          "it is a copy that went on by itself: its newest transaction is not the one that was acknowledged "
          + "here. \(expected.counts) were acknowledged; it holds \(ledger.counts)")
    }
  }

  /// Nil where the schema is older than the ledger.
  private func storedLedger() throws(JournalError) -> Ledger? {
    let path = directory.journalPath
    do {
      let queue = try JournalFile.openToRead(directory, withLog: needsLog)
      defer { try? queue.close() }
      return try queue.read { database in
        try JournalFile.checkIdentity(database, path: path) < 3 ? nil : Ledger(database)
      }
    } catch {
      throw JournalError(error, path: path, doing: "open the journal")
    }
  }
}
