/// Why the journal, or the directory around it, could not do what was asked.
package enum JournalError: Error, Sendable, Hashable {
  /// Another coordinator works on this data directory.
  case locked(path: String, process: Int, host: String, since: String)
  /// A file or directory could not be made, opened or read.
  case unavailable(path: String, doing: String, reason: String)
  /// There is no journal where one was expected.
  case missing(path: String)
  /// The file is no journal of percolate.
  case foreign(path: String, found: String)
  /// The journal was written by a newer percolate.
  case newer(path: String, found: Int, known: Int)
  /// The journal is older than this percolate, and the caller may not bring it up to date.
  case older(path: String, found: Int, known: Int)
  /// The content contradicts itself.
  case damaged(path: String, found: String)
  /// Less is there than was acknowledged.
  case incomplete(path: String, found: String)
  /// The file is not as it was written.
  case altered(path: String, found: String)
  /// What the journal is checked by is not there or damaged.
  case unmarked(path: String, found: String)
  /// A file was deleted, moved or replaced under a running coordinator.
  case displaced(path: String)
  /// No room for what was to be written; the transaction was rolled back and may be committed again.
  case diskFull(path: String, freeBytes: Int, doing: String)
  /// This process, or the machine, has no file descriptor left; nothing was written, and it may be tried again.
  case tooManyFiles(path: String, doing: String)
  /// Another program holds the journal's write lock.
  case busy(path: String, doing: String)
  /// A record that contradicts the journal: a task it does not have, a number given twice.
  case rejected(path: String, reason: String)
  /// A stored file is not there.
  case artifactMissing(path: String)
  /// A stored file's content does not hash to its name.
  case artifactDamaged(path: String, found: String)
}

extension JournalError: CustomStringConvertible {
  private static let acceptance = "`percolate coordinator --accept-journal` goes on with what is there"

  package var description: String {
    switch self {
    case .locked(let path, let process, let host, let since):
      "\(path) is in use by the coordinator with process id \(process) on \(host), started \(since); "
        + "stop that one first, or give another directory with --data"
    case .unavailable(let path, let doing, let reason):
      "cannot \(doing) \(path): \(reason)"
    case .missing(let path):
      "there is no journal at \(path); give the directory that a coordinator has used with --data"
    case .foreign(let path, let found):
      "\(path) is not a journal of percolate: \(found); "
        + "move it away and restore the journal from a backup, or give another directory with --data"
    case .newer(let path, let found, let known):
      "\(path) has schema version \(found), but this percolate knows versions up to \(known); "
        + "use the percolate that wrote it, or a newer one"
    case .older(let path, let found, let known):
      "\(path) has schema version \(found), but this percolate reads versions from \(known) on; "
        + "start the coordinator on it once, which brings it up to date"
    case .damaged(let path, let found):
      "\(path) is damaged: \(found). Stop the coordinator, keep a copy of the directory, and restore "
        + "the whole directory from a backup; without one, `sqlite3 journal.sqlite .recover | sqlite3 new.sqlite` "
        + "saves what can still be read"
    case .incomplete(let path, let found):
      "\(path) holds less than was acknowledged: \(found). Put back what is missing (journal.sqlite and "
        + "journal.sqlite-wal belong together), or restore the whole directory from a backup. "
        + "\(Self.acceptance), and what is missing of sweeps that are still there runs again"
    case .altered(let path, let found):
      "\(path) is not as it was written: \(found). Restore the whole directory from a backup. "
        + "If another SQLite program has written to it on purpose, or has merged the log: \(Self.acceptance)"
    case .unmarked(let path, let found):
      "\(path) cannot be relied on: \(found). Restore the whole directory from a backup. "
        + "If you know that journal.sqlite is whole: \(Self.acceptance)"
    case .displaced(let path):
      "\(path) was deleted, moved or replaced while the coordinator was using it. The coordinator stops, and nothing "
        + "more is acknowledged; its next start says whether anything is missing"
    case .diskFull(let path, let freeBytes, let doing):
      "no room to \(doing) in \(path) (\(freeBytes) bytes free); nothing of it was written. "
        + "Free some space, for instance with `percolate prune`"
    case .tooManyFiles(let path, let doing):
      "cannot \(doing) \(path): too many files are open; it is tried again. Raise the limit "
        + "(`ulimit -n 65536` before the start, or LimitNOFILE= in a systemd unit), or let fewer workers connect"
    case .busy(let path, let doing):
      "cannot \(doing) in \(path): another program holds it locked; "
        + "close other programs that write to it (an open sqlite3 shell, a backup)"
    case .rejected(let path, let reason):
      "\(path) does not take this: \(reason)"
    case .artifactMissing(let path):
      "the stored file \(path) is not there; restore it from a backup of the data directory"
    case .artifactDamaged(let path, let found):
      "the stored file \(path) is damaged: its content hashes to \(found); "
        + "restore it from a backup of the data directory"
    }
  }
}
