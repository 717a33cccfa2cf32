import Scheduling
import Spec
import SweepModel

/// One random history of a scheduler in front of a ``ModelJournal``, and what it finds broken.
///
/// Events are dealt from a shuffled deck that holds each kind, so that no history lacks one.
struct RandomHistory {
  enum Event: CaseIterable {
    case join, finish, fail, fallSilent, tick, heartbeats, stay, save, drain, sayGoodbye, sendAgain
    case cancelTask, retryTask, cancelSweep, retrySweep, pause, resume, changePriority, submit
    case planRound, roundArrives, commit, recordLeases, restart

    /// How many of it are in the deck.
    var count: Int {
      switch self {
      case .finish: 14
      case .commit: 7
      case .join: 4
      case .roundArrives, .sendAgain, .tick, .heartbeats: 3
      case .fail, .recordLeases, .resume, .planRound, .cancelTask, .retryTask: 2
      default: 1
      }
    }
  }

  /// A worker's process, which outlives its sessions and the coordinator.
  struct Machine {
    let id: WorkerID
    var epoch: UInt64 = 0
    var isConnected = false
    var held: [Lease] = []
    /// Results that were taken and not acknowledged, and the batch that they are in.
    var unacknowledged: [(lease: Lease, batch: Int)] = []
    /// Results to send once there is a session.
    var unsent: [Lease] = []

    var session: WorkerSession { WorkerSession(worker: id, epoch: epoch) }
  }

  private(set) var scheduler = Scheduler(now: 0)
  private(set) var journal = ModelJournal()
  /// What is wrong; empty when all is well.
  private(set) var broken: [String] = []
  /// How often something really happened.
  private(set) var happened: [Event: Int] = [:]
  private var watch = HistoryWatch()
  private var random: RandomStream
  private var deck: [Event] = []
  private var now = 0.0
  private var machines = (0..<4).map { Machine(id: WorkerID(high: UInt64($0), low: 7)) }
  private var acknowledged: [(lease: Lease, machine: Int)] = []
  private var batch: [ModelJournal.Record] = []
  /// Rounds that are in the journal and that the scheduler has not heard of.
  private var arriving: [(sweep: SweepNumber, planned: [Scheduler.PlannedTask])] = []

  /// Sweeps that grow by rounds.
  private static let refined = [SweepNumber(1), SweepNumber(2)]
  private static let sweepLimit = 5
  private static let taskCount = 140

  init(seed: Int) {
    random = RandomStream(seed: seed, replicate: 0, name: "history", task: nil)
    add(SweepNumber(1), tasks: 1...60)
    add(SweepNumber(2), tasks: 40...90)
  }

  var isFinished: Bool { scheduler.sweeps.values.allSatisfy { $0.census.isFinished } }

  /// The next event, what follows from it, and a look at everything.
  mutating func step() {
    if deck.isEmpty {
      deck = Event.allCases.flatMap { Array(repeating: $0, count: $0.count) }
      for index in deck.indices.dropFirst() { deck.swapAt(index, below(index + 1)) }
    }
    now += random.uniform() * 3
    if let event = deck.popLast(), happens(event) { happened[event, default: 0] += 1 }
    endTurn()
  }

  /// Whatever happened before, one good worker brings every sweep to its end.
  mutating func finish() {
    while arrive() {}
    for number in scheduler.sweeps.keys.sorted() { _ = resume(number) }
    for index in machines.indices { (machines[index].isConnected, machines[index].held) = (false, []) }
    machines.append(Machine(id: WorkerID(high: 99, low: 7)))
    let good = machines.count - 1
    join(good, slots: 4, staying: nil)
    for _ in 0..<2000 where !isFinished {
      now += 1
      if !scheduler.heard(from: machines[good].session, now: now) { join(good, slots: 4, staying: nil) }
      scheduler.tick(now: now)
      endTurn()
      while let lease = machines[good].held.popLast() { deliver(lease, from: good) }
    }
    endTurn()
    commit(journal.handedOver - journal.committed)
    restart()
  }

  // MARK: Events

  /// - Returns: whether there was anything that it could happen to.
  private mutating func happens(_ event: Event) -> Bool {
    let machine = below(machines.count)
    let number = SweepNumber(1 + below(scheduler.sweeps.count))
    let state = scheduler.sweeps[number]?.state
    switch event {
    case .join:
      join(machine, slots: 1 + below(4), staying: below(3) == 0 ? random.uniform() * 20 : nil)
    case .finish:
      guard let (index, lease) = takeHeld() else { return false }
      deliver(lease, from: index)
    case .fail:
      guard let (index, lease) = takeHeld() else { return false }
      fail(lease, on: index)
    case .fallSilent: machines[machine].isConnected = false
    case .tick: scheduler.tick(now: now)
    case .heartbeats:
      for index in machines.indices where machines[index].isConnected && below(4) > 0 { _ = isHeard(index) }
    case .stay:
      let end = below(2) == 0 ? now + random.uniform() * 20 : nil
      scheduler.workerLeaves(machines[machine].session, at: end, now: now)
    case .save:
      guard let lease = machines.first(where: { !$0.held.isEmpty })?.held.last else { return false }
      scheduler.checkpointSaved(lease.task, attempt: lease.attempt)
    case .drain: scheduler.workerDrains(machines[machine].session)
    case .sayGoodbye:
      guard machines[machine].isConnected else { return false }
      scheduler.workerLeft(machines[machine].session, reason: "goodbye", isItsOwnDoing: true, now: now)
      machines[machine].isConnected = false
    case .sendAgain: return sendAgain(machine)
    case .cancelTask:
      return anyTask { !$0.hasEnded }.map { scheduler.cancel([$0], reason: "random") > 0 } ?? false
    case .retryTask:
      return anyTask { $0 == .failed || $0 == .cancelled }.map { scheduler.retry([$0]) > 0 } ?? false
    case .cancelSweep:
      guard state != .cancelled else { return false }
      batch.append(.sweepState(number, .cancelled))
      scheduler.sweepCancelled(number, reason: "random")
    case .retrySweep:
      if state == .cancelled { reactivate(number) }
      return scheduler.retry(scheduler.sweeps[number]?.tasks ?? []) > 0 || state == .cancelled
    case .pause:
      guard state == .active else { return false }
      batch.append(.sweepState(number, .paused))
      scheduler.sweepPaused(number)
    case .resume: return resume(number)
    case .changePriority:
      let priority = below(5) - 2
      batch.append(.priority(number, priority))
      scheduler.sweepPriorityChanged(number, to: priority)
    case .submit: submit(number)
    case .planRound: return planRound(of: Self.refined[below(2)])
    case .roundArrives: return arrive()
    case .commit: commit(1 + below(max(1, journal.handedOver - journal.committed)))
    case .recordLeases:
      for (lease, session) in scheduler.leases(olderThan: 1, now: now) {
        batch.append(.leased(lease, session.worker))
      }
    case .restart: restart()
    }
    return true
  }

  /// A worker says hello with most of what it holds; a slot of it may have died.
  private mutating func join(_ index: Int, slots: Int, staying seconds: Double?) {
    machines[index].epoch += 1
    machines[index].isConnected = true
    var kept: [Lease] = []
    for lease in machines[index].held where below(4) > 0 { kept.append(lease) }
    let unwanted = scheduler.workerJoined(
      machines[index].session, slots: slots, experiments: ["probe/1"], held: kept,
      leavesAt: seconds.map { now + $0 }, now: now)
    if unwanted == nil { broken.append("a newer hello was taken for an old one") }
    machines[index].held = kept.filter { !(unwanted ?? []).contains($0) }
  }

  private mutating func anyTask(_ isMeant: (TaskStatus) -> Bool) -> TaskNumber? {
    let meant = (1...Self.taskCount).map { TaskNumber($0) }.filter {
      scheduler.tasks[$0].map { isMeant($0.status) } ?? false
    }
    return meant.isEmpty ? nil : meant[below(meant.count)]
  }

  private mutating func takeHeld() -> (Int, Lease)? {
    let busy = machines.indices.filter { machines[$0].isConnected && !machines[$0].held.isEmpty }
    guard !busy.isEmpty else { return nil }
    let index = busy[below(busy.count)]
    return machines[index].held.popLast().map { (index, $0) }
  }

  private mutating func isHeard(_ index: Int) -> Bool {
    if scheduler.heard(from: machines[index].session, now: now) { return true }
    machines[index].isConnected = false
    return false
  }

  private mutating func deliver(_ lease: Lease, from index: Int) {
    guard isHeard(index) else { return machines[index].unsent.append(lease) }
    let verdict = scheduler.attemptFinished(
      lease.task, attempt: lease.attempt, by: machines[index].session, seconds: random.uniform())
    guard verdict == .accepted else { return }
    if !watch.accept(lease.task) { broken.append("task \(lease.task) was recorded twice") }
    batch.append(.done(lease))
    machines[index].unacknowledged.append((lease, journal.handedOver + 1))
  }

  private mutating func fail(_ lease: Lease, on index: Int) {
    guard isHeard(index) else { return }
    let outcomes: [AttemptOutcome] = [.crashed, .failed, .stalled, .lost, .handedBack]
    scheduler.attemptEnded(
      lease.task, attempt: lease.attempt, by: machines[index].session,
      outcome: outcomes[below(outcomes.count)],
      reason: "random", started: below(2) == 0, ranSeconds: random.uniform() * 9, now: now)
  }

  /// A result that was never acknowledged comes again, or one that was, which must change nothing.
  private mutating func sendAgain(_ index: Int) -> Bool {
    if machines[index].isConnected, let lease = machines[index].unsent.popLast() {
      deliver(lease, from: index)
      return true
    }
    guard !acknowledged.isEmpty else { return false }
    let (lease, sender) = acknowledged[below(acknowledged.count)]
    let verdict = scheduler.attemptFinished(
      lease.task, attempt: lease.attempt, by: machines[sender].session, seconds: 1)
    if verdict != .duplicate {
      broken.append("the result of task \(lease.task) was \(verdict) a second time")
    }
    return true
  }

  private mutating func reactivate(_ number: SweepNumber) {
    batch.append(.sweepState(number, .active))
    scheduler.sweepReactivated(number)
  }

  private mutating func resume(_ number: SweepNumber) -> Bool {
    guard scheduler.sweeps[number]?.state == .paused else { return false }
    batch.append(.sweepState(number, .active))
    scheduler.sweepResumed(number)
    return true
  }

  /// A new sweep, which may share tasks with others; once there are enough, an old one again.
  private mutating func submit(_ number: SweepNumber) {
    guard scheduler.sweeps.count < Self.sweepLimit else {
      if scheduler.sweeps[number]?.state == .cancelled { reactivate(number) }
      return
    }
    let first = 1 + below(Self.taskCount - 20)
    let new = SweepNumber(scheduler.sweeps.count + 1)
    add(new, tasks: first...(first + 10 + below(10)))
    scheduler.sweepWants(new)
  }

  private mutating func add(_ number: SweepNumber, tasks: ClosedRange<Int>) {
    journal.add(number, excluded: number.value, threads: number.value % 3 == 2 ? 2 : 1)
    let planned = journal.plan(tasks.map { TaskNumber($0) }, in: number)
    acknowledge()
    scheduler.sweepAdded(
      SweepEntry(
        number: number, needs: TaskNeeds(threads: number.value % 3 == 2 ? 2 : 1), experiment: "probe/1"),
      planned: planned, excluded: number.value)
    watch.plan(planned.map(\.task), in: number)
  }

  /// The journal gets a round at once; the scheduler hears of it later.
  private mutating func planRound(of number: SweepNumber) -> Bool {
    guard journal.sweeps[number]?.state != .cancelled, !arriving.contains(where: { $0.sweep == number })
    else {
      return false
    }
    var round: [TaskNumber] = []
    for _ in 0...below(3) {
      let task = TaskNumber(1 + below(Self.taskCount))
      if journal.sweeps[number]?.tasks.contains(task) == false, !round.contains(task) { round.append(task) }
    }
    arriving.append((number, journal.plan(round, in: number)))
    acknowledge()
    return !round.isEmpty
  }

  private mutating func arrive() -> Bool {
    guard let (number, planned) = arriving.popLast() else { return false }
    if !scheduler.sweepGrew(number, by: planned) { broken.append("sweep \(number) has a task twice") }
    watch.plan(planned.map(\.task), in: number)
    return true
  }

  private mutating func commit(_ count: Int) {
    journal.commit(count)
    acknowledge()
  }

  /// Clients and workers hear what is on disk.
  private mutating func acknowledge() {
    watch.becameDurable(upTo: journal.committed)
    for index in machines.indices {
      let mine = machines[index].unacknowledged
      acknowledged += mine.filter { $0.batch <= journal.committed }.map { ($0.lease, index) }
      machines[index].unacknowledged = mine.filter { $0.batch > journal.committed }
    }
  }

  /// kill -9, and a new coordinator that knows what is on disk. Workers go on with what they have.
  private mutating func restart() {
    journal.loseQueue()
    for index in machines.indices {
      machines[index].unsent += machines[index].unacknowledged.map(\.lease)
      machines[index].unacknowledged = []
    }
    (batch, arriving) = ([], [])
    scheduler = journal.scheduler(now: now, workers: machines.map(\.id), refined: [])
    broken += watch.restarted(scheduler, journal)
    for number in Self.refined { scheduler.sweepStaysCancelled(number) }
  }

  // MARK: What follows

  private mutating func endTurn() {
    scheduler.dispatch(now: now)
    obey()
    if !batch.isEmpty { journal.hand(batch) }
    batch = []
    broken += watch.look(at: &scheduler, behind: journal.handedOver)
    broken += journal.problems
    watch.becameDurable(upTo: journal.committed)
  }

  private mutating func obey() {
    var served: [WorkerSession: Int] = [:]
    for action in scheduler.takeActions() {
      switch action {
      case .assign(let session, let sweep, let leases):
        let priority = scheduler.sweeps[sweep]?.priority ?? 0
        if served[session].map({ $0 < priority }) == true { broken.append("sweep \(sweep) had to wait") }
        served[session] = priority
        if scheduler.sweeps[sweep]?.state != .active { broken.append("sweep \(sweep) is not to be served") }
        for lease in leases { hand(lease, to: session) }
      case .revoke(let session, let leases):
        for lease in leases where below(4) > 0 {
          // The others are finished already, and their results come late.
          for index in machines.indices where machines[index].session == session {
            machines[index].held.removeAll { $0 == lease }
          }
        }
      case .record(let task, let status, let attempts, let breaks, _):
        batch.append(.state(task, .init(status: status, attempts: attempts, breaks: breaks)))
      case .recordLost(let task, let attempt, let worker, _, _):
        batch.append(.lost(Lease(task: task, attempt: attempt), worker))
      case .sweepActivated(let number): batch.append(.sweepState(number, .active))
      case .workerLost(let session, _):
        for index in machines.indices where machines[index].session == session {
          machines[index].isConnected = false
        }
      case .workerBacksOff, .tasksEnded: break
      }
    }
  }

  private mutating func hand(_ lease: Lease, to session: WorkerSession) {
    if !watch.hand(lease) {
      broken.append("task \(lease.task) attempt \(lease.attempt) was handed out twice")
    }
    if lease.attempt <= journal.newestAttempt(of: lease.task) {
      broken.append("task \(lease.task) attempt \(lease.attempt) is in the journal already")
    }
    if !scheduler.holds(lease, session) { broken.append("task \(lease.task) was handed out without a lease") }
    for index in machines.indices where machines[index].session == session && machines[index].isConnected {
      machines[index].held.append(lease)
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
}
