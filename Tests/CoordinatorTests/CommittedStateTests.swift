import Foundation
import Journal
import Scheduling
import Spec
import SweepModel
import Testing

@testable import Coordinator

/// Clients are told nothing that a restart then denies, however late, rarely or not at all the disk writes.
@Suite(.timeLimit(.minutes(5)))
struct CommittedStateTests {
  @Test(arguments: 0..<40)
  func `what clients were told is what the journal holds, over lagging, failing and cut off commits`(
    seed: Int
  ) throws {
    var history = try LaggingHistory(seed: seed)
    for event in 0..<300 {
      try history.step()
      let untrue = try history.untrueStatements()
      guard untrue.isEmpty else {
        Issue.record("seed \(seed), event \(event): \(untrue)")
        return
      }
    }
    // A history that wrote nothing would show nothing.
    #expect(history.commits > 5 && history.restarts > 0, "\(history.commits), \(history.restarts)")
  }

  @Test func `a change shows when the batch that it rests on is on disk, and not before`() {
    var state = CommittedState()
    var census = Census()
    census.pending = 2
    func sweep() -> CommittedState.Sweep { .init(census: census, state: .active, priority: 0) }
    let number = SweepNumber(1)
    state.stage(.init(sweeps: [number: sweep()]), behind: 0)
    #expect(state.becameDurable(upTo: 0) == [])
    #expect(state.sweeps[number]?.census.pending == 2)
    let version = state.version
    census.pending = 1
    census.done = 1
    state.stage(.init(sweeps: [number: sweep()]), behind: 1)
    census.pending = 0
    census.done = 2
    state.stage(.init(sweeps: [number: sweep()]), behind: 2)
    #expect(state.becameDurable(upTo: 0) == [] && state.version == version)
    #expect(state.becameDurable(upTo: 1) == [] && state.version > version)
    #expect(state.sweeps[number]?.census.done == 1)
    #expect(state.becameDurable(upTo: 2) == [number])
    #expect(state.becameDurable(upTo: 3) == [], "a sweep finishes once")
  }

  @Test func `a sweep that ended and goes on within one commit does not count as finished`() {
    var state = CommittedState()
    let number = SweepNumber(1)
    var ended = Census()
    ended.done = 1
    var grown = ended
    grown.pending = 1
    state.stage(
      .init(sweeps: [number: .init(census: ended, state: .active, priority: 0)]), behind: 1)
    state.stage(
      .init(sweeps: [number: .init(census: grown, state: .active, priority: 0)]), behind: 2)
    #expect(state.becameDurable(upTo: 2) == [])
  }
}

/// A coordinator without sockets and threads, in front of a real journal that is written at random moments.
private struct LaggingHistory {
  /// What a client can know of a sweep and a restart may not take back: running tasks count as pending, since
  /// who runs them is not written down at once.
  struct Statement: Equatable {
    var done: Int
    var failed: Int
    var cancelled: Int
    var waiting: Int
    var state: String

    init(_ census: Census, state: String) {
      done = census.done
      failed = census.failed
      cancelled = census.cancelled
      waiting = census.pending + census.running
      self.state = state
    }
  }

  private let cleaner: Cleaner
  private let lock: DirectoryLock
  private var journal: Journal
  private var random: RandomStream
  private var now = 0.0
  private var scheduler = Scheduler(now: 0)
  private var recorder = ActionRecorder()
  private var committed = CommittedState()
  private var held: [WorkerSession: [Lease]] = [:]
  private var nextEpoch: UInt64 = 1
  private var records: [JournalRecord] = []
  private var nextTag: UInt64 = 1
  /// Handed to the thread that writes, and not written yet.
  private var queue: [(tag: UInt64, records: [JournalRecord])] = []
  /// What the journal held after the commit of a batch.
  private var truths: [UInt64: [SweepNumber: Statement]] = [:]
  private var writtenTag: UInt64 = 0
  private(set) var commits = 0
  private(set) var restarts = 0
  /// The newest statements.
  private(set) var told: [SweepNumber: Statement] = [:]

  private final class Cleaner: Sendable {
    let path: String
    init(_ path: String) { self.path = path }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  init(seed: Int) throws {
    let path = FileManager.default.temporaryDirectory.path + "/lagging-\(UUID().uuidString)"
    cleaner = Cleaner(path)
    random = RandomStream(seed: seed, replicate: 0, name: "lag", task: nil)
    lock = try DataDirectory.create(at: path).lock()
    journal = try Journal.open(lock, percolateVersion: "test")
    for (name, indices) in [("first", 1...20), ("second", 15...30)] {
      let resolved = #"{"name":"\#(name)"}"#
      let header = SweepHeader(
        id: SweepID(Digest(of: resolved.utf8)), name: name, experiment: "probe", version: 1,
        resolved: resolved, source: "", file: nil, priority: 0, submittedAt: 0, exclusions: [],
        planned: indices.count)
      guard case .begun(let number) = try journal.beginSubmission(header) else { continue }
      _ = try journal.appendTasks(
        indices.enumerated().map { ordinal, index in
          PlannedTaskRow(
            ordinal: ordinal,
            TaskDefinition(
              experiment: "probe", version: 1, parameters: ["index": .integer(index)], seed: 1,
              replicate: 0))
        }, to: number)
      try journal.finishSubmission(number)
    }
    try load()
  }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  /// Everything in memory is gone; what the journal holds is read again.
  private mutating func load() throws {
    let loaded = try LoadedJournal(journal)
    scheduler = Scheduler(now: now)
    recorder = ActionRecorder()
    committed = CommittedState()
    held = [:]
    records = []
    queue = []
    nextTag = 1
    for stored in loaded.state.sweeps.sorted(by: { $0.number < $1.number }) {
      let entry = SweepEntry(
        number: stored.number, state: .init(stored.state), attemptsAllowed: 2, experiment: "probe/1")
      scheduler.sweepAdded(
        entry, planned: loaded.planned[stored.number, default: []], excluded: 0)
    }
    for lease in loaded.state.leases {
      scheduler.leaseRestored(
        Lease(task: lease.task, attempt: lease.attempt), worker: lease.holder.worker, now: now)
      recorder.leaseIsJournaled(of: lease.task)
    }
    truths = [0: try truth()]
    writtenTag = 0
    committed.stage(takeChanges(), behind: 0)
    _ = committed.becameDurable(upTo: 0)
  }

  private mutating func takeChanges() -> CommittedState.Changes {
    var changes = CommittedState.Changes()
    for number in scheduler.takeChangedSweeps() {
      guard let entry = scheduler.sweeps[number] else { continue }
      changes.sweeps[number] = .init(
        census: entry.census, state: entry.state, priority: entry.priority)
    }
    return changes
  }

  /// What the journal holds of each sweep.
  private func truth() throws -> [SweepNumber: Statement] {
    let reader = try JournalReader.open(at: journal.directory)
    var truth: [SweepNumber: Statement] = [:]
    for sweep in try reader.sweeps() {
      truth[sweep.number] = Statement(
        try reader.census(of: sweep.number), state: sweep.state.rawValue)
    }
    return truth
  }

  /// Statements that the journal does not bear out; empty when all is well.
  mutating func untrueStatements() throws -> [String] {
    let newest = truths[committed.durableTag] ?? [:]
    var untrue: [String] = []
    for (number, sweep) in committed.sweeps {
      let statement = Statement(sweep.census, state: sweep.state.rawValue)
      told[number] = statement
      guard newest[number] != statement else { continue }
      untrue.append(
        "sweep \(number): clients were told \(statement), the journal has "
          + "\(newest[number].map { "\($0)" } ?? "nothing")")
    }
    return untrue
  }

  mutating func step() throws {
    now += random.uniform()
    let sessions = held.keys.sorted { $0.epoch < $1.epoch }
    let session = sessions.isEmpty ? nil : sessions[below(sessions.count)]
    switch below(16) {
    case 0: join()
    case 1, 2, 3, 4, 5: if let session { finish(session) }
    case 6: if let session, let lease = held[session]?.popLast() { fail(lease, session) }
    case 7: try decide()
    case 8, 9, 10: try write()
    case 11, 12: tell()
    case 13: recorder.record(scheduler.leases(olderThan: 1, now: now), wall: now, in: &records)
    case 14: scheduler.tick(now: now)
    default: if below(3) == 0 { try restart() }
    }
    scheduler.dispatch(now: now)
    for action in scheduler.takeActions() {
      recorder.record(action, wall: now, row: { _ in nil }, in: &records)
      switch action {
      case .assign(let session, _, let leases): held[session]?.append(contentsOf: leases)
      case .revoke(let session, let leases): held[session]?.removeAll { leases.contains($0) }
      case .workerLost(let session, _): held[session] = nil
      default: break
      }
    }
    let changes = takeChanges()
    if records.isEmpty {
      committed.stage(changes, behind: nextTag - 1)
    } else {
      committed.stage(changes, behind: nextTag)
      queue.append((nextTag, records))
      nextTag += 1
      records = []
    }
    _ = committed.becameDurable(upTo: committed.durableTag)
  }

  private mutating func join() {
    let session = WorkerSession(worker: WorkerID(high: nextEpoch, low: 1), epoch: nextEpoch)
    nextEpoch += 1
    _ = scheduler.workerJoined(session, slots: 1 + below(3), experiments: ["probe/1"], now: now)
    held[session] = []
  }

  private mutating func finish(_ session: WorkerSession) {
    guard let lease = held[session]?.popLast(),
      scheduler.attemptFinished(lease.task, attempt: lease.attempt, by: session, seconds: 0.1) == .accepted
    else { return }
    records.append(
      .taskDone(
        ResultRecord(
          task: lease.task, attempt: lease.attempt, worker: 1, seconds: 0.1, finishedAt: now,
          metrics: [.init(name: "index", value: Double(lease.task.value))])))
    recorder.leaseEndedByResult(of: lease.task)
  }

  private mutating func fail(_ lease: Lease, _ session: WorkerSession) {
    scheduler.attemptEnded(
      lease.task, attempt: lease.attempt, by: session, outcome: below(2) == 0 ? .crashed : .handedBack,
      reason: "random", now: now)
  }

  /// What clients command.
  private mutating func decide() throws {
    let number = SweepNumber(1 + below(2))
    switch below(6) {
    case 0:
      scheduler.sweepCancelled(number, reason: "random")
      records.append(.sweepStateChanged(number, .cancelled))
    case 1, 2: _ = scheduler.retry(scheduler.sweeps[number]?.tasks ?? [])
    case 3 where scheduler.sweeps[number]?.state == .active:
      scheduler.sweepPaused(number)
      records.append(.sweepStateChanged(number, .paused))
    case 4, 5:
      guard scheduler.sweeps[number]?.state == .paused else { return }
      scheduler.sweepResumed(number)
      records.append(.sweepStateChanged(number, .active))
    default: scheduler.cancel([TaskNumber(1 + below(30))], reason: "random")
    }
  }

  /// The disk takes some of what waits, as one transaction, or refuses.
  private mutating func write() throws {
    guard !queue.isEmpty, below(4) > 0 else { return }
    let count = 1 + below(queue.count)
    try journal.commit(queue.prefix(count).flatMap(\.records))
    writtenTag = queue[count - 1].tag
    queue.removeFirst(count)
    truths[writtenTag] = try truth()
    commits += 1
  }

  /// The coordinator hears how far the disk is.
  private mutating func tell() { _ = committed.becameDurable(upTo: writtenTag) }

  /// kill -9, or a power cut.
  private mutating func restart() throws {
    try journal.close()
    journal = try Journal.open(lock, percolateVersion: "test")
    try load()
    restarts += 1
    for (number, before) in told {
      let after = truths[0]?[number]
      #expect((after?.done ?? 0) >= before.done, "results that a client was told of are gone")
    }
  }
}
