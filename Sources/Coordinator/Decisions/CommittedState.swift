internal import Messages
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel

/// What clients may be told: sweeps as they were in the newest turn of the loop whose batch is on disk.
///
/// The scheduler runs ahead of the disk: for it a result counts when it arrives, so that its worker gets the next
/// task at once. Clients see it after the commit, so that nothing which a census, `wait`, an exit code or a
/// report has said is gone after a power cut. Each turn stages what it changed behind the batch that it wrote,
/// and the commit of that batch shows it.
struct CommittedState {
  /// What a client sees of a sweep.
  struct Sweep: Equatable, Sendable {
    var census: Census
    var state: SweepEntry.State
    var priority: Int
    /// Nil for a grid.
    var refinement: RefinementStatus?

    /// Nothing is left to run, and nothing will be added.
    var isFinished: Bool { SweepCondition.isFinished(census, refinement) }
  }

  /// What a turn changed.
  struct Changes: Sendable {
    var sweeps: [SweepNumber: Sweep] = [:]
    /// Results that each worker gave.
    var results: [WorkerSession: Int] = [:]
    /// Tasks whose state is another one, or that are new.
    var tasks: [TaskNumber] = []
    /// Sweeps that are gone.
    var deleted: [SweepNumber] = []

    var isEmpty: Bool { sweeps.isEmpty && results.isEmpty && tasks.isEmpty && deleted.isEmpty }
  }

  /// Every sweep that a client may know of.
  private(set) var sweeps: [SweepNumber: Sweep] = [:]
  /// Changes whenever a client's answer may have.
  private(set) var version: UInt64
  /// The tasks that changed with each version.
  private(set) var log: ChangeLog
  /// Everything up to this batch is on disk.
  private(set) var durableTag: UInt64 = 0

  /// Sweeps whose deletion is on disk, and whose rows are to go.
  private var deleted: [SweepNumber] = []
  private var staged: [(tag: UInt64, changes: Changes)] = []
  private var results: [WorkerSession: Int] = [:]

  /// - Parameter version: where versions begin, above 0; another one at each start, so that a client's version of an
  ///   earlier start is known for what it is.
  init(version: UInt64 = 1) {
    self.version = version
    log = ChangeLog(since: version)
  }

  /// Results of a worker's session that are on disk.
  func results(of session: WorkerSession) -> Int { results[session] ?? 0 }

  /// Keeps what a turn changed until all batches up to `tag` are on disk.
  ///
  /// - Parameter tag: the turn's own batch, or the last one before it where it has none. Never falls.
  mutating func stage(_ changes: Changes, behind tag: UInt64) {
    if !changes.isEmpty { staged.append((tag, changes)) }
  }

  /// Shows what rests on nothing but batches up to `tag`.
  ///
  /// - Returns: the sweeps that have finished by it, in the order of their numbers.
  mutating func becameDurable(upTo tag: UInt64) -> [SweepNumber] {
    if tag > durableTag {
      durableTag = tag
      // Streamed metrics are no part of a turn's changes, but clients draw them.
      version += 1
    }
    let ready = staged.prefix { $0.tag <= durableTag }
    guard !ready.isEmpty else { return [] }
    version += 1
    var finished: Set<SweepNumber> = []
    for (_, changes) in ready {
      for (number, sweep) in changes.sweeps {
        if sweep.isFinished, sweeps[number]?.isFinished != true { finished.insert(number) }
        sweeps[number] = sweep
      }
      for number in changes.deleted {
        sweeps[number] = nil
        deleted.append(number)
      }
      for (session, count) in changes.results { results[session, default: 0] += count }
      log.add(changes.tasks, at: version)
    }
    staged.removeFirst(ready.count)
    return finished.filter { sweeps[$0]?.isFinished == true }.sorted()
  }

  /// The sweeps whose deletion has come to the disk since the last call.
  mutating func takeDeleted() -> [SweepNumber] {
    guard !deleted.isEmpty else { return [] }
    defer { deleted.removeAll() }
    return deleted
  }

  /// Something changed that no batch tells of: a worker came or went, the disk is full.
  mutating func touch() { version += 1 }

  /// A worker's session is over.
  mutating func forget(_ session: WorkerSession) { results[session] = nil }
}
