/// Decides when a batch system is to be asked for workers, and for how many.
///
/// A value with one mutating method per event. Time is an argument (monotonic seconds); what is to be done comes from
/// ``plan(now:)``, and what is to be written from ``takeChanges()``. Nothing is submitted whose number is not written
/// down before: the number is in the job's name, so that a list of jobs finds again what a crash left.
package struct AllocationQueue: Sendable {
  package enum Standing: Hashable, Sendable {
    case active
    case paused
    /// The batch system would never run what this queue submits; with a sentence.
    case blocked(String)
    /// Waiting jobs are cancelled, and nothing is submitted any more.
    case removing
  }

  /// Seconds that a job which was started counts as capacity without its worker.
  static let startPatience = 60.0
  /// Seconds that an intended job has to be there for before its absence from lists means anything.
  static let submissionPatience = 30.0
  /// Seconds that there have to be too many waiting jobs before some are cancelled.
  static let settleSeconds = 15.0
  /// Seconds after which a list of the batch system is too old to submit by.
  static let listLifetime = 180.0
  /// Seconds between two orders to cancel the same job.
  static let cancelInterval = 30.0
  /// Ended allocations that are kept.
  static let keptEnded = 200

  package let name: String
  /// Tells this queue's jobs from those of an older queue with its name.
  package let nonce: String
  package private(set) var settings: AllocationSettings
  package internal(set) var standing = Standing.active
  package internal(set) var allocations: [Int: Allocation] = [:]
  package internal(set) var nextNumber = 1
  /// Jobs in a row that were of no use.
  package internal(set) var failures = 0
  package internal(set) var lastFailure = ""
  /// Why the batch system could not be asked the last time; nil where it could.
  package internal(set) var trouble: String?
  package internal(set) var demand = AllocationDemand.none
  /// Failures of jobs on a node since one there was of use.
  var nodeFailures: [String: Int] = [:]

  var failedAt = -Double.infinity
  var listedAt: Double?
  /// When something last happened that the next list may tell more of.
  var eventAt: Double
  var surplusSince: Double?
  var changed: Set<Int> = []
  var isChanged = false

  package init(
    name: String, nonce: String, settings: AllocationSettings, standing: Standing = .active, now: Double
  ) {
    self.name = name
    self.nonce = nonce
    self.settings = settings
    self.standing = standing
    eventAt = now
  }

  /// What every job of this queue is called, before its number.
  package var prefix: String { "percolate-\(name)-\(nonce)-" }

  /// The name of an allocation's job.
  package func key(of number: Int) -> String { prefix + "\(number)" }

  /// The allocation whose job is called that; nil where it is none of this queue.
  package func number(of key: String) -> Int? {
    guard key.hasPrefix(prefix), let number = Int(key.dropFirst(prefix.count)), key == self.key(of: number)
    else { return nil }
    return number
  }

  /// Those that are not ended, by number.
  package var alive: [Allocation] {
    allocations.values.filter { $0.state != .ended }.sorted { $0.number < $1.number }
  }

  /// Slots of workers that are on their way.
  package var incomingSlots: Int {
    allocations.values.filter { isIncoming($0) }.count * settings.slots
  }

  /// Slots that another queue can count on: of jobs that were started, and of those that wait for less than a minute.
  package func slotsForOthers(now: Double) -> (started: Int, waiting: Int) {
    let incoming = allocations.values.filter { isIncoming($0) }
    let started = incoming.filter { $0.state == .started }.count
    let waiting = incoming.filter { $0.isWaiting && now - $0.since < AllocationQueue.startPatience }.count
    return (started * settings.slots, waiting * settings.slots)
  }

  /// Whether its worker is still to come, as far as anybody knows.
  func isIncoming(_ allocation: Allocation) -> Bool {
    switch allocation.state {
    case .intended, .queued: !allocation.isUnneeded
    case .started: !allocation.isOverdue
    case .working, .leaving, .ended: false
    }
  }

  /// Nodes on which two jobs in a row were of no use.
  package var excludedNodes: [String] { nodeFailures.filter { $0.value >= 2 }.map(\.key).sorted() }

  // MARK: Commands

  /// An allocator begins to serve the queue. What one before it was told to submit may have been submitted.
  ///
  /// A queue that is being removed is there again: its jobs are, and count towards what it may have.
  package mutating func opened(_ settings: AllocationSettings, now: Double) {
    if standing == .removing { standing = .active }
    if settings != self.settings {
      // What would never have run as it was asked for may run as it is asked for now.
      if case .blocked = standing { standing = .active }
      forgiveFailures()
    }
    self.settings = settings
    isChanged = true
    listedAt = nil
    eventAt = now
    for number in allocations.keys where allocations[number]?.state == .intended {
      allocations[number]?.isUncertain = true
    }
  }

  /// The allocator ends and has told all that it did: what it was told to submit and has not, nobody will.
  package mutating func allocatorLeft(now: Double) {
    for allocation in alive where allocation.state == .intended && !allocation.isUncertain {
      end(allocation.number, .unneeded, "its allocator ended before it was submitted", now: now)
    }
  }

  package mutating func paused() { change(to: .paused) }

  /// Goes on, whatever stood against it.
  package mutating func resumed(now: Double) {
    change(to: .active)
    forgiveFailures()
    eventAt = now
  }

  package mutating func removed(now: Double) {
    change(to: .removing)
    eventAt = now
  }

  mutating func change(to standing: Standing) {
    guard self.standing != standing else { return }
    self.standing = standing
    isChanged = true
  }

  private mutating func forgiveFailures() {
    failures = 0
    failedAt = -.infinity
    lastFailure = ""
    nodeFailures = [:]
  }

  // MARK: Events

  /// What came of a submission.
  package mutating func submissionEnded(_ number: Int, _ outcome: SubmitOutcome, now: Double) {
    guard let allocation = allocations[number] else { return }
    if case .submitted(let job) = outcome, allocation.job.isEmpty {
      update(number, now: now, isNewState: false) { $0.job = job }
    }
    // Told again, found in a list before, or its worker was faster.
    guard allocation.state == .intended else { return }
    eventAt = now
    switch outcome {
    case .submitted: update(number, now: now) { $0.state = .queued }
    case .unknown(let why):
      update(number, now: now) {
        $0.isUncertain = true
        $0.reason = why
      }
    case .refused(let why, let isHopeless):
      end(number, .failed, why, now: now)
      if isHopeless, standing == .active { change(to: .blocked(why)) }
    }
  }

  /// The worker of a job came.
  package mutating func workerJoined(_ number: Int, now: Double) {
    guard let allocation = allocations[number], allocation.state != .working else { return }
    eventAt = now
    update(number, now: now) {
      $0.state = .working
      // A worker is there, whatever was known of its job.
      $0.outcome = nil
      $0.reason = ""
      $0.isUnneeded = false
      $0.isOverdue = false
      $0.workerMissingSince = nil
      $0.absences = 0
    }
  }

  /// The worker of a job has had a task: jobs of this queue are of use.
  package mutating func workerWorked(_ number: Int, now: Double) {
    guard let allocation = allocations[number], !allocation.hasWorked else { return }
    update(number, now: now, isNewState: false) { $0.hasWorked = true }
    nodeFailures[allocation.node] = nil
    (failures, lastFailure) = (0, "")
  }

  /// The worker of a job is gone.
  package mutating func workerLeft(_ number: Int, now: Double) {
    guard let allocation = allocations[number], allocation.state == .working else { return }
    eventAt = now
    update(number, now: now) {
      $0.state = .leaving
      $0.workerMissingSince = now
    }
  }

  // MARK: Changes

  /// Numbers of the allocations that changed since the last call, and whether the queue itself did.
  package mutating func takeChanges() -> (queue: Bool, allocations: [Allocation]) {
    defer {
      changed = []
      isChanged = false
    }
    return (isChanged, changed.sorted().compactMap { allocations[$0] })
  }

  mutating func update(
    _ number: Int, now: Double, isNewState: Bool = true, _ change: (inout Allocation) -> Void
  ) {
    guard var allocation = allocations[number] else { return }
    let before = allocation
    change(&allocation)
    if isNewState, allocation.state != before.state { allocation.since = now }
    allocations[number] = allocation
    if allocation != before { changed.insert(number) }
  }

  /// The batch system has a job no longer, or never had it.
  mutating func end(_ number: Int, _ outcome: Allocation.Outcome, _ reason: String, now: Double) {
    guard let allocation = allocations[number], allocation.state != .ended else { return }
    eventAt = now
    update(number, now: now) {
      $0.state = .ended
      $0.outcome = outcome
      $0.reason = reason
    }
    if outcome == .failed, !allocation.isOverdue { noteFailure(reason, on: allocation.node, now: now) }
    let ended = allocations.values.filter { $0.state == .ended }.map(\.number).sorted()
    for number in ended.dropLast(AllocationQueue.keptEnded) { allocations[number] = nil }
  }

  mutating func noteFailure(_ reason: String, on node: String, now: Double) {
    failures += 1
    failedAt = now
    lastFailure = reason
    eventAt = now
    if !node.isEmpty { nodeFailures[node, default: 0] += 1 }
  }
}
