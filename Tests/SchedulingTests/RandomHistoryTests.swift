import Scheduling
import Spec
import SweepModel
import Testing

/// Drives random histories of joins, results, failures, silences, cancels and restarts, and checks the
/// invariants after each event and that the sweep ends. A failure prints the seed of its history.
@Suite struct RandomHistoryTests {
  private struct History {
    var random: RandomStream
    var scheduler = Scheduler(now: 0)
    var now = 0.0
    var epochs: [UInt64: UInt64] = [:]
    /// What each live session believes to hold.
    var held: [WorkerSession: [Lease]] = [:]
    var recordedDone: Set<TaskNumber> = []
    let taskCount = 40
    /// Tasks that sweeps may get while they run.
    let grownCount = 10

    init(seed: Int) {
      random = RandomStream(seed: seed, replicate: 0, name: "history", task: nil)
      for sweep in 1...2 {
        let tasks = (sweep == 1 ? 1...30 : 20...taskCount).map {
          Scheduler.PlannedTask(task: TaskNumber($0), status: .pending)
        }
        scheduler.sweepAdded(
          SweepEntry(number: SweepNumber(sweep), threads: sweep, experiment: "probe/1"), planned: tasks,
          excluded: sweep)
      }
    }

    /// One sweep gets a task of its own, or one that the other has.
    mutating func grow() {
      let task = TaskNumber(below(3) == 0 ? 1 + below(taskCount) : taskCount + 1 + below(grownCount))
      scheduler.sweepGrew(SweepNumber(1 + below(2)), by: [.init(task: task, status: .pending)])
    }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    mutating func step() {
      now += random.uniform() * 3
      let sessions = held.keys.sorted { $0.worker.bytes.lexicographicallyPrecedes($1.worker.bytes) }
      let session = sessions.isEmpty ? nil : sessions[below(sessions.count)]
      switch below(12) {
      case 0, 1: join()
      case 2, 3, 4, 5:
        if let session, let lease = held[session]?.popLast() {
          let verdict = scheduler.attemptFinished(
            lease.task, attempt: lease.attempt, by: session, seconds: random.uniform())
          if verdict == .accepted {
            #expect(recordedDone.insert(lease.task).inserted, "task \(lease.task) was recorded twice")
          }
        }
      case 6:
        if let session, let lease = held[session]?.popLast() {
          let outcomes: [AttemptOutcome] = [.crashed, .failed, .stalled, .lost, .handedBack]
          scheduler.attemptEnded(
            lease.task, attempt: lease.attempt, by: session, outcome: outcomes[below(outcomes.count)],
            reason: "random", started: below(2) == 0, ranSeconds: random.uniform() * 9, now: now)
        }
      case 7: if let session, below(3) == 0 { held[session] = nil }
      case 8:
        scheduler.tick(now: now)
        if let session {
          scheduler.workerLeaves(session, at: below(2) == 0 ? now + random.uniform() * 20 : nil, now: now)
          if let lease = held[session]?.last, below(2) == 0 {
            scheduler.checkpointSaved(lease.task, attempt: lease.attempt)
          }
        }
      case 9:
        for session in sessions where below(4) > 0 { _ = scheduler.heard(from: session, now: now) }
      case 10:
        let task = TaskNumber(1 + below(taskCount))
        switch below(7) {
        case 6: grow()
        case 0: scheduler.cancel([task], reason: "random")
        case 1: _ = scheduler.retry([task])
        case 2: scheduler.sweepPaused(SweepNumber(1 + below(2)))
        default: (1...2).forEach { scheduler.sweepResumed(SweepNumber($0)) }
        }
      default: if let session, below(4) == 0 { scheduler.workerLeft(session, reason: "goodbye") }
      }
      scheduler.dispatch(now: now)
      obey()
    }

    mutating func join() {
      let worker = UInt64(below(4))
      let id = WorkerID(high: worker, low: 7)
      let old = WorkerSession(worker: id, epoch: epochs[worker, default: 0])
      epochs[worker, default: 0] += 1
      let session = WorkerSession(worker: id, epoch: epochs[worker, default: 1])
      let kept = held.removeValue(forKey: old)?.filter { _ in true } ?? []
      let unwanted = scheduler.workerJoined(
        session, slots: 1 + below(4), experiments: ["probe/1"], held: kept,
        leavesAt: below(2) == 0 ? now + random.uniform() * 20 : nil, now: now)
      held[session] = kept.filter { !(unwanted ?? []).contains($0) }
    }

    mutating func obey() {
      for action in scheduler.takeActions() {
        switch action {
        case .assign(let session, _, let leases): held[session]?.append(contentsOf: leases)
        case .revoke(let session, let leases): held[session]?.removeAll { leases.contains($0) }
        default: break
        }
      }
    }
  }

  @Test(arguments: 0..<60)
  func `invariants hold after every event and every sweep ends`(seed: Int) {
    var history = History(seed: seed)
    for number in 0..<400 {
      history.step()
      let broken = history.scheduler.brokenInvariants()
      if !broken.isEmpty {
        Issue.record("seed \(seed), event \(number): \(broken)")
        return
      }
    }
    // Let one good worker finish everything.
    (1...2).forEach { history.scheduler.sweepResumed(SweepNumber($0)) }
    history.held.removeAll()
    let session = WorkerSession(worker: WorkerID(high: 99, low: 0), epoch: 1)
    history.held[session] = []
    _ = history.scheduler.workerJoined(session, slots: 4, experiments: ["probe/1"], now: history.now)
    for _ in 0..<2000 {
      history.now += 1
      _ = history.scheduler.heard(from: session, now: history.now)
      history.scheduler.tick(now: history.now)
      history.scheduler.dispatch(now: history.now)
      history.obey()
      for lease in history.held[session] ?? [] {
        _ = history.scheduler.attemptFinished(lease.task, attempt: lease.attempt, by: session, seconds: 0.1)
      }
      history.held[session] = []
      if history.scheduler.sweeps.values.allSatisfy({ $0.census.isFinished }) { break }
    }
    for sweep in history.scheduler.sweeps.values {
      #expect(sweep.census.isFinished, "seed \(seed): \(sweep.census)")
    }
    #expect(history.scheduler.brokenInvariants() == [])
  }
}
