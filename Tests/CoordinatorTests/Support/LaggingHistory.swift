import Analysis
import Experiments
import Foundation
import Journal
import Messages
import Results
import Scheduling
import Spec
import SweepModel
import Testing

@testable import Coordinator

/// A coordinator without sockets and threads, in front of a real journal that is written at random moments: two grids
/// that share tasks, and a refined sweep whose curve has another experiment's laid over it.
struct LaggingHistory {
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
  private(set) var rounds = 0
  /// The newest statements.
  private(set) var told: [SweepNumber: Statement] = [:]

  private var refined = SweepNumber(0)
  private var live: LiveRefinement?
  /// A round that was planned, and that the scheduler has not heard of.
  private var arriving: RefinementRound.Outcome?
  /// Tasks in the journal that the scheduler had not heard of when a batch was handed over.
  private var unheard: [UInt64: Int] = [:]
  /// The version at which what clients are told of the refinement was last held against the journal.
  private var lookedAt: UInt64 = 0
  /// Whether clients were told that the refined sweep is finished, and nobody has asked for more since.
  private var isToldFinished = false

  private static let spec = """
    name: refined
    experiment: diffusion
    parameters: {image-size: 16, base-width: 8}
    axes: {lambda: {from: 0.1, to: 1.0, step: 0.1}}
    refine: {metric: accuracy, level: 0.6, along: lambda, tolerance: 0.1}
    curves:
      - {name: accuracy, x: lambda, y: accuracy,
         overlay: {experiment: percolation, y: largest-cluster-ratio, threshold: 0.005}}
    """

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
      try journal.commit([.sweepSubmitted(number)])
    }
    try submitRefined()
    try load()
  }

  private mutating func submitRefined() throws {
    let sweep = try SpecParser.parse([UInt8](Self.spec.utf8), file: "spec", catalog: .builtIn)
    let header = SweepHeader(
      id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
      resolved: sweep.resolvedJSON, source: Self.spec, priority: 1, submittedAt: 0, planned: sweep.taskCount)
    guard case .begun(let number) = try journal.beginSubmission(header) else { return }
    var rows: [PlannedTaskRow] = []
    sweep.forEachTask { task in
      rows.append(
        PlannedTaskRow(
          ordinal: task.ordinal, replicate: task.replicate, id: task.id, definition: task.definitionJSON))
    }
    _ = try journal.appendTasks(rows, to: number)
    let runs = PlacementRun.runs(of: SweepRefinement.firstReasons(of: sweep), from: 0, round: 0)
    try journal.placeTasks(runs, of: number)
    try journal.commit([.sweepSubmitted(number)])
    refined = number
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
    (live, arriving, unheard) = (nil, nil, [:])
    for stored in loaded.state.sweeps.sorted(by: { $0.number < $1.number }) {
      let entry = SweepEntry(
        number: stored.number, state: .init(stored.state), priority: stored.header.priority,
        attemptsAllowed: 2,
        experiment: "\(stored.header.experiment)/\(stored.header.version)")
      scheduler.sweepAdded(
        entry, planned: loaded.planned[stored.number, default: []], excluded: 0)
      // The grids' specs are made up.
      let sweep = try? Sweep(resolvedJSON: stored.header.resolved, catalog: .builtIn)
      if let sweep, sweep.refinement != nil { live = LiveRefinement(sweep: sweep) }
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
    scheduler.sweepStaysCancelled(refined)
  }

  private mutating func takeChanges() -> CommittedState.Changes {
    var changes = CommittedState.Changes()
    for number in scheduler.takeChangedSweeps().union([refined]) {
      guard let entry = scheduler.sweeps[number] else { continue }
      changes.sweeps[number] = .init(
        census: entry.census, state: entry.state, priority: entry.priority,
        refinement: number == refined
          ? live?.status(isEnded: entry.census.isFinished, isCancelled: entry.state == .cancelled) : nil)
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
    var newest = truths[committed.durableTag] ?? [:]
    newest[refined]?.waiting -= unheard[committed.durableTag] ?? 0
    var untrue = try untrueOfRefinement()
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

  /// Settled is said only of what the journal, by itself, says it of too.
  private mutating func untrueOfRefinement() throws -> [String] {
    guard lookedAt != committed.version, committed.durableTag == writtenTag, arriving == nil,
      let sweep = committed.sweeps[refined], sweep.isFinished
    else { return [] }
    lookedAt = committed.version
    if sweep.state != .cancelled, queue.isEmpty, live?.isOpen == false { isToldFinished = true }
    let reader = try JournalReader.open(at: journal.directory)
    guard let stored = try reader.sweeps().first(where: { $0.number == refined }) else {
      return ["the refined sweep is not in the journal"]
    }
    let service = DocumentService(JournalSource(reader, catalog: .builtIn, version: "test"))
    let answer = try service.answer(.status(of: stored.header.id.digest.hex)) as? StatusDocument
    let status = answer?.sweeps.first?.refinement
    return status?.isSettled == true
      ? []
      : [
        "clients were told that the sweep is settled, the journal has \(status.map { "\($0)" } ?? "nothing")"
      ]
  }

  mutating func step() throws {
    now += random.uniform()
    let sessions = held.keys.sorted { $0.epoch < $1.epoch }
    let session = sessions.isEmpty ? nil : sessions[below(sessions.count)]
    if scheduler.sweeps[refined].map({ !$0.census.isFinished || $0.state == .cancelled }) ?? true {
      isToldFinished = false
    }
    switch below(20) {
    case 0: join()
    case 1, 2, 3, 4, 5:
      if let session { for _ in 0...below(4) { finish(session) } }
    case 6: if let session, let lease = held[session]?.popLast() { fail(lease, session) }
    case 7: try decide()
    case 8, 9, 10: try write()
    case 11, 12: tell()
    case 13: recorder.record(scheduler.leases(olderThan: 1, now: now), wall: now, in: &records)
    case 14: scheduler.tick(now: now)
    case 15, 16: try planRound()
    case 17, 18: arrive()
    default: if below(3) == 0 { try restart() }
    }
    scheduler.dispatch(now: now)
    for action in scheduler.takeActions() {
      recorder.record(action, wall: now, row: { _ in nil }, in: &records)
      switch action {
      case .assign(let session, _, let leases): held[session]?.append(contentsOf: leases)
      case .revoke(let session, let leases): held[session]?.removeAll { leases.contains($0) }
      case .workerLost(let session, _): held[session] = nil
      case .tasksEnded(let number), .sweepActivated(let number):
        if number == refined { live?.becomeDue() }
      default: break
      }
    }
    let changes = takeChanges()
    unheard[records.isEmpty ? nextTag - 1 : nextTag] = unheardNow
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

  /// Tasks of a round that is in the journal and has not arrived.
  private var unheardNow: Int {
    if case .added(_, let planned, _) = arriving { planned.count } else { 0 }
  }

  /// Another thread plans the next round from the journal, behind all that was handed over.
  private mutating func planRound() throws {
    guard arriving == nil, let entry = scheduler.sweeps[refined], let sweep = live?.sweep,
      live?.beginRound(now: now, isEnded: entry.census.isFinished, isCancelled: entry.state == .cancelled)
        == true
    else { return }
    if !queue.isEmpty { try write(queue.count) }
    let reader = try JournalReader.open(at: journal.directory)
    let journal = journal
    let number = refined
    arriving = RefinementRound(number: number, sweep: sweep, reader: reader).outcome { rows, runs in
      try journal.extend(number, with: rows, runs: runs)
    }
    truths[writtenTag] = try truth()
    unheard[writtenTag] = unheardNow
    rounds += 1
  }

  private mutating func arrive() {
    guard let outcome = arriving else { return }
    arriving = nil
    live?.endRound(outcome, now: now)
    switch outcome {
    case .added(_, let planned, _):
      #expect(!isToldFinished, "the sweep goes on, and clients were told that it is finished")
      scheduler.sweepGrew(refined, by: planned)
    case .broken(let why), .postponed(let why): Issue.record("a round could not be planned: \(why)")
    case .settled, .overtaken: break
    }
  }

  private mutating func join() {
    let session = WorkerSession(worker: WorkerID(high: nextEpoch, low: 1), epoch: nextEpoch)
    nextEpoch += 1
    let experiments = Set(scheduler.sweeps.values.map(\.experiment))
    _ = scheduler.workerJoined(session, slots: 1 + below(3), experiments: experiments, now: now)
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
          metrics: [
            .init(name: "index", value: Double(lease.task.value)),
            .init(name: "accuracy", value: random.uniform()),
          ])))
    recorder.leaseEndedByResult(of: lease.task)
  }

  private mutating func fail(_ lease: Lease, _ session: WorkerSession) {
    scheduler.attemptEnded(
      lease.task, attempt: lease.attempt, by: session, outcome: below(2) == 0 ? .crashed : .handedBack,
      reason: "random", now: now)
  }

  /// What clients command.
  private mutating func decide() throws {
    let number = SweepNumber(1 + below(3))
    switch below(6) {
    case 0:
      guard scheduler.sweeps[number]?.state != .cancelled else { return }
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
    try write(1 + below(queue.count))
  }

  private mutating func write(_ count: Int) throws {
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
