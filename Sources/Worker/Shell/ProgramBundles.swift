internal import Platform
internal import Programs
internal import SweepModel
internal import Synchronization

/// The files of programs that a worker's tasks need, held on its disk.
///
/// They are unpacked by a thread of their own: heartbeats must not wait for ten thousand files.
final class ProgramBundles {
  /// A bundle that was to be unpacked.
  struct Outcome: Sendable {
    var bundle: ProgramBundle
    var held: Result<BundleCache.Held, FileProblem>
  }

  private final class Outcomes: Sendable {
    let all = Mutex<[Outcome]>([])
  }

  /// Bundles that stay, of the tasks that came last.
  private static let heldLimit = 16

  private let cache: BundleCache
  private let thread = SerialThread(name: "files")
  private let outcomes = Outcomes()
  /// Used last at the end.
  private var held: [(bundle: ProgramBundle, held: BundleCache.Held)] = []

  init(_ cache: BundleCache) { self.cache = cache }

  deinit { thread.stop() }

  /// Whether a bundle is here; it then stays while it is among those used last.
  func find(_ bundle: ProgramBundle) -> Bool {
    if let index = held.firstIndex(where: { $0.bundle == bundle }) {
      held.append(held.remove(at: index))
      return true
    }
    guard let found = cache.hold(bundle) else { return false }
    keep(bundle, found)
    return true
  }

  /// Has a bundle unpacked; ``takeOutcomes()`` tells how that went.
  func add(_ bytes: [UInt8], _ bundle: ProgramBundle) {
    thread.run { [cache, outcomes] in
      let result = Result { () throws(FileProblem) in try cache.add(bytes, bundle) }
      outcomes.all.withLock { $0.append(Outcome(bundle: bundle, held: result)) }
    }
  }

  /// What became of bundles since the last call: nil, or why one could not be unpacked.
  func takeOutcomes() -> [(bundle: ProgramBundle, problem: String?)] {
    let taken = outcomes.all.withLock { all in
      defer { all.removeAll() }
      return all
    }
    return taken.map { outcome in
      switch outcome.held {
      case .success(let held):
        keep(outcome.bundle, held)
        return (outcome.bundle, nil)
      case .failure(let problem): return (outcome.bundle, problem.description)
      }
    }
  }

  private func keep(_ bundle: ProgramBundle, _ found: BundleCache.Held) {
    held.append((bundle, found))
    if held.count > ProgramBundles.heldLimit { held.removeFirst() }
  }
}
