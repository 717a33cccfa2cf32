internal import SweepModel
internal import Synchronization

/// The sweeps that submissions are writing: two specs that come to the same sweep must not write it twice at
/// once.
final class SweepsBeingWritten: Sendable {
  private let sweeps = Mutex<Set<SweepID>>([])

  /// Claims a sweep; false where another submission has it.
  func claim(_ id: SweepID) -> Bool { sweeps.withLock { $0.insert(id).inserted } }

  /// Gives a claim back.
  func release(_ id: SweepID) { _ = sweeps.withLock { $0.remove(id) } }
}
