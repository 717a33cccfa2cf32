import Scheduling
import SweepModel
import Testing

private let experiment = "probe/1"
private let first = SweepNumber(1)
private let second = SweepNumber(2)

private func session(_ number: UInt64, epoch: UInt64 = 1) -> WorkerSession {
  WorkerSession(worker: WorkerID(high: number, low: 0), epoch: epoch)
}

private func planned(_ numbers: ClosedRange<Int>, breaks: Int = 0) -> [Scheduler.PlannedTask] {
  numbers.map { .init(task: TaskNumber($0), status: .pending, breaks: breaks) }
}

private func add(
  _ number: SweepNumber, _ plan: [Scheduler.PlannedTask], attempts: Int = 3, to scheduler: inout Scheduler
) -> Bool {
  scheduler.sweepAdded(
    SweepEntry(number: number, attemptsAllowed: attempts, experiment: experiment), planned: plan, excluded: 0)
}

private func assigned(_ actions: [SchedulingAction]) -> [Lease] {
  actions.flatMap { action -> [Lease] in
    if case .assign(_, _, let leases) = action { return leases }
    return []
  }
}

/// What a peer or a damaged journal says must never trap, nor leave a task behind.
@Suite struct HostileEventTests {
  @Test(arguments: [0, 100_000, Int(UInt32.max)])
  func `a worker cannot drive a task's count of attempts to its end`(attempt: Int) {
    var scheduler = Scheduler(now: 0)
    _ = add(first, planned(1...1), to: &scheduler)
    let lease = Lease(task: TaskNumber(1), attempt: attempt)
    let unwanted = scheduler.workerJoined(
      session(1), slots: 1, experiments: [experiment], held: [lease], now: 0)
    #expect(unwanted == [lease])
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()) == [Lease(task: TaskNumber(1), attempt: 1)])
  }

  @Test func `counters of a journal that are at their end stay there`() {
    var scheduler = Scheduler(now: 0)
    let plan = [
      Scheduler.PlannedTask(task: TaskNumber(1), status: .pending, attempts: .max, breaks: .max)
    ]
    _ = add(first, plan, attempts: .max, to: &scheduler)
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    let lease = assigned(scheduler.takeActions()).first
    #expect(lease?.attempt == Int(UInt32.max))
    scheduler.attemptEnded(
      TaskNumber(1), attempt: Int(UInt32.max), by: session(1), outcome: .crashed, reason: "", now: 1)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .pending)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a task that stands twice in a sweep is told`() {
    var scheduler = Scheduler(now: 0)
    #expect(add(first, planned(1...3), to: &scheduler))
    #expect(add(second, planned(2...4), to: &scheduler))
    #expect(!add(SweepNumber(3), planned(5...6) + planned(6...6), to: &scheduler))
    #expect(!add(SweepNumber(4), planned(Int.max...Int.max), to: &scheduler))
  }

  @Test func `leases of the journal run out each at its own time`() {
    var configuration = SchedulingConfiguration()
    configuration.graceSeconds = 10
    var scheduler = Scheduler(configuration: configuration, now: 0, isRestart: true)
    _ = add(first, planned(1...2), to: &scheduler)
    for task in 1...2 {
      scheduler.leaseRestored(
        Lease(task: TaskNumber(task), attempt: 1), worker: session(9).worker, now: Double(task * 5))
    }
    scheduler.tick(now: 14)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .running)
    scheduler.tick(now: 15)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .pending)
    #expect(scheduler.tasks[TaskNumber(2)]?.status == .running)
    scheduler.tick(now: 20)
    #expect(scheduler.tasks[TaskNumber(2)]?.status == .pending)
    #expect(scheduler.brokenInvariants() == [])
  }
}

/// Tasks that two sweeps want.
@Suite struct SharedTaskTests {
  @Test func `a new sweep runs the tasks that were cancelled for an earlier one`() {
    var scheduler = Scheduler(now: 0)
    _ = add(first, planned(1...3), to: &scheduler)
    scheduler.sweepCancelled(first, reason: "a typo")
    _ = add(second, planned(2...4), to: &scheduler)
    _ = scheduler.takeActions()
    scheduler.sweepWants(second)
    #expect(scheduler.sweeps[second]?.census.pending == 3)
    #expect(scheduler.sweeps[first]?.state == .cancelled)
    #expect(scheduler.sweeps[first]?.census.cancelled == 1)
    let recorded = scheduler.takeActions()
    #expect(recorded.contains(.record(TaskNumber(2), .pending, attempts: 0, breaks: 0, reason: nil)))
    _ = scheduler.workerJoined(session(1), slots: 4, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(Set(assigned(scheduler.takeActions()).map(\.task.value)) == [2, 3, 4])
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a cancelled sweep that goes on for one task says so, for the journal`() {
    var scheduler = Scheduler(now: 0)
    _ = add(first, planned(1...3), to: &scheduler)
    scheduler.sweepCancelled(first, reason: "")
    _ = scheduler.takeActions()
    #expect(scheduler.retry([TaskNumber(2), TaskNumber(3)]) == 2)
    #expect(scheduler.takeActions().filter { $0 == .sweepActivated(first) }.count == 1)
    #expect(scheduler.brokenInvariants() == [])
  }
}
