internal import Dispatch
internal import Synchronization

/// When a journal puts its mark on disk and merges its log without being asked to.
package final class Upkeep: Sendable {
  private let queue = DispatchQueue(label: "journal-upkeep", qos: .utility)
  private let syncSeconds: Double?
  private let mergeSeconds: Double?
  private let state = Mutex(State())

  private struct State {
    var willSync = false
    var willMerge = false
    var failure: JournalError?
  }

  /// - Parameters:
  ///   - syncSeconds: from a transaction until the mark is on disk as well; nil for only at the end.
  ///   - mergeSeconds: from a transaction until it is merged into the file; nil for only when the log is long.
  package init(syncSeconds: Double? = 0.2, mergeSeconds: Double? = 2) {
    self.syncSeconds = syncSeconds
    self.mergeSeconds = mergeSeconds
  }

  /// Says that a transaction was written.
  func wrote(_ journal: Journal) {
    if journal.merger.isDue { attempt { () throws(JournalError) in try journal.merge(.available) } }
    if let syncSeconds, state.withLock({ $0.willSync.set() }) {
      queue.asyncAfter(deadline: .now() + syncSeconds) { [weak self, weak journal] in
        self?.state.withLock { $0.willSync = false }
        guard let journal else { return }
        self?.attempt { () throws(JournalError) in try journal.mark.sync() }
      }
    }
    scheduleMerge(journal)
  }

  private func scheduleMerge(_ journal: Journal) {
    guard let mergeSeconds, state.withLock({ $0.willMerge.set() }) else { return }
    queue.asyncAfter(deadline: .now() + mergeSeconds) { [weak self, weak journal] in
      self?.state.withLock { $0.willMerge = false }
      guard let journal else { return }
      self?.attempt { () throws(JournalError) in try journal.settle() }
      // A reader still needs some of it, or the disk is full.
      if !journal.merger.isEmpty { self?.scheduleMerge(journal) }
    }
  }

  /// Throws what went wrong meanwhile: nothing more may be acknowledged.
  func throwFailure() throws(JournalError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func attempt(_ body: () throws(JournalError) -> Void) {
    do throws(JournalError) { try body() } catch {
      switch error {
      // These pass. The log holds everything until it is merged, which is tried again.
      case .diskFull, .busy, .tooManyFiles: return
      default: state.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }
}

extension Bool {
  /// Makes it true; says whether it was false.
  fileprivate mutating func set() -> Bool {
    defer { self = true }
    return !self
  }
}

extension Journal {
  /// Merges what can be merged, and leaves the log empty where no reader needs it.
  package func settle() throws(JournalError) { try merge(.all) }

  func merge(_ extent: LogMerger.Extent) throws(JournalError) {
    try access("merge the log") { database in
      try watched.check()
      try merger.merge(database, ledger.withLock { $0 }, extent)
    }
  }
}
