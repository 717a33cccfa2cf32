internal import Allocation
internal import Journal
internal import Results
internal import SweepModel

/// The queues of batch systems, and who serves them.
///
/// What a queue asks for is decided here and written to the journal before its allocator is told; an allocator only
/// carries it out and says what came of it. So it may be killed at any time, and so may the coordinator.
struct AllocationDesk {
  /// The client that speaks with the batch system for a queue.
  struct Allocator: Equatable {
    var id: [UInt8]
    /// Empty where it came to an earlier life of the coordinator.
    var host = ""
    var process = 0
    /// Monotonic seconds.
    var heardAt: Double

    /// As sentences name it.
    var place: String {
      host.isEmpty
        ? "a host that nobody knows since the coordinator was restarted" : "\(host), process \(process)"
    }
  }

  /// Bytes of a job's name.
  static let keyLimit = 100
  private static let queueLimit = 100
  /// Seconds of silence after which an allocator counts as gone, and another one may serve its queue.
  static let allocatorPatience = 30.0

  private(set) var queues: [String: AllocationQueue] = [:]
  private(set) var allocators: [String: Allocator] = [:]
  private var removed: [String] = []

  var isEmpty: Bool { queues.isEmpty }

  // MARK: Commands

  /// An allocator begins to serve a queue, which is made where there is none.
  ///
  /// - Parameters:
  ///   - nonce: for a queue that is new, a few letters that no other has had.
  ///   - takesOver: whether it knows that the one before it is dead.
  /// - Throws: ``SelectionError`` where it may not.
  mutating func open(
    _ name: String, _ settings: AllocationSettings, by allocator: Allocator, nonce: String,
    takesOver: Bool = false
  ) throws(SelectionError) {
    let now = allocator.heardAt
    if let problem = AllocationQueue.problem(ofName: name) { throw SelectionError(problem) }
    if let problem = settings.problem {
      throw SelectionError("the queue \(name) cannot be served: \(problem)")
    }
    guard allocator.id.count == 16 else { throw SelectionError("an allocator's identity is 16 bytes") }
    guard queues[name] != nil || queues.count < AllocationDesk.queueLimit else {
      throw SelectionError(
        "there are \(queues.count) queues already; remove one with `percolate allocate remove NAME`")
    }
    if !takesOver, let other = allocators[name], other.id != allocator.id,
      now - other.heardAt < AllocationDesk.allocatorPatience
    {
      throw SelectionError(
        "an allocator on \(other.place) serves the queue \(name) and was heard of \(Int(now - other.heardAt)) s ago; two would "
          + "submit everything twice. End it first, or give this one another name")
    }
    if queues[name] == nil {
      queues[name] = AllocationQueue(name: name, nonce: nonce, settings: settings, now: now)
    }
    if allocators[name]?.id != allocator.id || queues[name]?.settings != settings {
      queues[name]?.opened(settings, now: now)
    }
    allocators[name] = allocator
  }

  /// An allocator is heard of. After a restart of the coordinator the first one is taken for the one there was.
  ///
  /// - Throws: ``SelectionError`` where another one has taken its place.
  mutating func heard(_ name: String, from allocator: Allocator) throws(SelectionError) {
    guard queues[name] != nil else { throw SelectionError.noQueue(name, among: Array(queues.keys)) }
    var allocator = allocator
    if let known = allocators[name] {
      guard known.id == allocator.id else {
        throw SelectionError("another allocator, on \(known.place), serves the queue \(name) now")
      }
      (allocator.host, allocator.process) = (known.host, known.process)
    }
    allocators[name] = allocator
  }

  /// The queue's allocator ends; what it was told to submit and has not, nobody will.
  mutating func allocatorLeft(_ name: String, now: Double) {
    allocators[name] = nil
    queues[name]?.allocatorLeft(now: now)
  }

  mutating func submissionEnded(_ name: String, key: String, _ outcome: SubmitOutcome, now: Double) {
    guard let number = queues[name]?.number(of: key) else { return }
    queues[name]?.submissionEnded(number, outcome, now: now)
  }

  mutating func listed(_ name: String, _ jobs: [BatchJob], now: Double) {
    queues[name]?.listed(jobs, now: now)
  }

  mutating func listingFailed(_ name: String, _ why: String) { queues[name]?.listingFailed(why) }

  /// What the queue's allocator should do now.
  ///
  /// - Parameter demand: before what other queues bring.
  mutating func plan(_ name: String, _ demand: AllocationDemand, now: Double) -> AllocationQueue.Orders {
    var demand = demand
    for (other, queue) in queues where other != name {
      let (started, waiting) = queue.slotsForOthers(now: now)
      demand.slotsKept = max(0, demand.slotsKept - started)
      demand.slots = max(0, demand.slots - started - waiting)
    }
    let orders = queues[name]?.plan(demand, now: now) ?? .init()
    if orders.isOver { drop(name) }
    return orders
  }

  /// Stops submitting for a queue.
  ///
  /// - Returns: whether that is new.
  mutating func pause(_ name: String) throws(SelectionError) -> Bool {
    let before = try queue(name).standing
    if before != .removing { queues[name]?.paused() }
    return before != queues[name]?.standing
  }

  /// - Returns: whether that is new.
  mutating func resume(_ name: String, now: Double) throws(SelectionError) -> Bool {
    let before = try queue(name)
    guard before.standing != .removing else {
      throw SelectionError(
        "the queue \(name) is being removed; `percolate allocate slurm \(name)` makes it anew")
    }
    queues[name]?.resumed(now: now)
    return before.standing != .active || before.failures > 0
  }

  /// Removes a queue: at once where nobody serves it, else once its waiting jobs are cancelled.
  ///
  /// - Returns: the queue as it was, and whether it is gone.
  mutating func remove(_ name: String, now: Double) throws(SelectionError) -> (
    queue: AllocationQueue, isGone: Bool
  ) {
    let queue = try queue(name)
    queues[name]?.removed(now: now)
    guard isServed(name, now: now) else {
      drop(name)
      return (queue, true)
    }
    return (queue, false)
  }

  /// Whether its allocator is there.
  func isServed(_ name: String, now: Double) -> Bool {
    allocators[name].map { now - $0.heardAt < AllocationDesk.allocatorPatience } ?? false
  }

  private func queue(_ name: String) throws(SelectionError) -> AllocationQueue {
    guard let queue = queues[name] else { throw SelectionError.noQueue(name, among: Array(queues.keys)) }
    return queue
  }

  private mutating func drop(_ name: String) {
    queues[name] = nil
    allocators[name] = nil
    removed.append(name)
  }

  // MARK: Workers

  /// A worker came, with the name of its job.
  mutating func workerJoined(_ key: String, now: Double) {
    withQueue(of: key) { $0.workerJoined($1, now: now) }
  }

  /// The worker has had a task.
  mutating func workerWorked(_ key: String, now: Double) {
    withQueue(of: key) { $0.workerWorked($1, now: now) }
  }

  mutating func workerLeft(_ key: String, now: Double) {
    withQueue(of: key) { $0.workerLeft($1, now: now) }
  }

  private mutating func withQueue(of key: String, _ body: (inout AllocationQueue, Int) -> Void) {
    guard !key.isEmpty else { return }
    for name in queues.keys {
      guard let number = queues[name]?.number(of: key), var queue = queues[name] else { continue }
      queues[name] = nil
      body(&queue, number)
      queues[name] = queue
      return
    }
  }

  // MARK: Journal

  /// What changed since the last call.
  ///
  /// - Parameter wall: Unix seconds.
  mutating func takeRecords(wall: Double) -> [JournalRecord] {
    var records = removed.map { JournalRecord.allocationQueueRemoved($0) }
    removed = []
    for name in queues.keys.sorted() {
      guard let changes = queues[name]?.takeChanges(), let queue = queues[name] else { continue }
      if changes.queue { records.append(.allocationQueue(AllocationQueueRecord(queue))) }
      records += changes.allocations.map { .allocation(AllocationRecord($0, of: name, wall: wall)) }
    }
    return records
  }

  /// Takes up what the journal has.
  ///
  /// - Returns: what could not be read, a sentence each.
  mutating func restore(_ state: JournalState, now: Double) -> [String] {
    var problems: [String] = []
    let allocations = Dictionary(grouping: state.allocations, by: \.queue)
    for record in state.allocationQueues {
      guard let queue = AllocationQueue(record, allocations[record.name] ?? [], now: now) else {
        problems.append(
          "the queue \(record.name) of a batch system cannot be read by this version; its jobs are not counted"
        )
        continue
      }
      queues[record.name] = queue
    }
    return problems
  }
}

extension SelectionError {
  fileprivate static func noQueue(_ name: String, among names: [String]) -> SelectionError {
    let found = "there is no queue `\(PlainText.line(String(name.prefix(80))))`"
    if let near = NearestName.of(name, among: names) {
      return SelectionError("\(found); did you mean `\(near)`?")
    }
    return SelectionError(
      names.isEmpty
        ? "\(found): `percolate allocate slurm NAME` makes one"
        : "\(found); there are \(names.sorted().joined(separator: ", "))")
  }
}
