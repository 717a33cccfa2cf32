internal import Glibc
internal import Synchronization

/// The high-water mark: how much has been acknowledged, in a small file apart from the journal and its log.
///
/// SQLite takes a damaged log for a shorter one and says nothing. What it then shows is compared with this
/// file, which is written after each transaction and before anybody is told of it.
///
/// Two slots take turns, so that one that was written half leaves the other. A write reaches the page cache, which
/// is enough against the end of the process; ``sync()`` puts it on disk a moment later. A power cut can
/// therefore leave the mark a moment behind the journal, never ahead of it: the transactions themselves are on
/// disk, and only if the power cut also damaged the end of the log would the loss of that moment go unnoticed.
final class MarkFile: Sendable {
  // The slots lie in different sectors and pages.
  private static let spacing = 4096

  private let path: String
  private let descriptor: Int32
  private let state: Mutex<(mark: Mark, isSynced: Bool)>

  /// Makes the file, or takes over the one that is there, to be written from now on.
  init(_ directory: DataDirectory, _ mark: Mark) throws(JournalError) {
    path = directory.markPath
    var bytes = mark.bytes
    bytes += [UInt8](repeating: 0, count: Self.spacing - bytes.count) + mark.bytes
    if try Self.read(directory) != mark { try JournalFiles.write(bytes, to: path, in: directory.path) }
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFiles.failure("open", path, directory.path) }
    state = Mutex((mark, true))
  }

  deinit { close(descriptor) }

  /// The newest mark of a directory; nil where it has none.
  ///
  /// - Throws: ``JournalError/unmarked(path:found:)`` where neither slot is whole.
  static func read(_ directory: DataDirectory) throws(JournalError) -> Mark? {
    guard let bytes = try JournalFiles.read(directory.markPath) else { return nil }
    let slots = [0, spacing].compactMap { start in
      start + Mark.slotSize <= bytes.count ? Mark(bytes[start..<(start + Mark.slotSize)]) : nil
    }
    guard let newest = slots.max(by: { $0.sequence < $1.sequence }) else {
      throw .unmarked(
        path: directory.markPath,
        found: "neither of its two slots can be read, so that nothing says how much the journal must hold")
    }
    return newest
  }

  /// Says that all of a ledger may be acknowledged. From here on it survives the end of this process.
  func write(_ ledger: Ledger) throws(JournalError) { try update { $0.ledger = ledger } }

  /// Says that there are page sums of so many transactions.
  func write(summed: Int) throws(JournalError) { try update { $0.summed = summed } }

  private func update(_ change: (inout Mark) -> Void) throws(JournalError) {
    let next = state.withLock { state in
      var mark = state.mark
      change(&mark)
      mark.sequence += 1
      return mark
    }
    let bytes = next.bytes
    let offset = next.sequence.isMultiple(of: 2) ? 0 : Self.spacing
    while pwrite(descriptor, bytes, bytes.count, off_t(offset)) != bytes.count {
      guard errno == EINTR else { throw JournalFiles.failure("write", path, path) }
    }
    state.withLock { $0 = (next, false) }
  }

  /// Puts the newest mark on disk, where it is not there yet.
  func sync() throws(JournalError) {
    let wasSynced = state.withLock { state in
      defer { state.isSynced = true }
      return state.isSynced
    }
    if wasSynced { return }
    guard fdatasync(descriptor) == 0 else { throw JournalFiles.failure("flush", path, path) }
  }

  /// What was written last.
  var mark: Mark { state.withLock { $0.mark } }
}
