import Scheduling
import Spec
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

/// Whose word counts about an attempt.
@Suite struct StandingTests {
  private func one(_ configuration: SchedulingConfiguration = .init(), tasks: Int = 1) -> Scheduler {
    var scheduler = Scheduler(configuration: configuration, now: 0)
    _ = add(first, planned(1...tasks), attempts: 1, to: &scheduler)
    return scheduler
  }

  private func join(
    _ worker: WorkerSession, holding held: [Lease] = [], slots: Int = 1, offering: String = experiment,
    _ scheduler: inout Scheduler, now: Double = 0
  ) -> [Lease]? {
    scheduler.workerJoined(worker, slots: slots, experiments: [offering], held: held, now: now)
  }

  @Test func `a result of an attempt that its sender never had is refused`() {
    var scheduler = one()
    _ = join(session(1), &scheduler)
    _ = join(session(2), &scheduler)
    scheduler.dispatch(now: 0)
    _ = scheduler.takeActions()
    for attempt in [0, 1, 2, Int(UInt32.max)] {
      let verdict = scheduler.attemptFinished(TaskNumber(1), attempt: attempt, by: session(2), seconds: 1)
      #expect(verdict == .refused)
    }
    #expect(scheduler.refusedResults == 4)
    #expect(scheduler.takeActions() == [])
    #expect(scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 1) == .accepted)
  }

  @Test func `another worker of the same key speaks for one that is gone, not for one that is there`() {
    var scheduler = one()
    _ = join(session(1), &scheduler)
    _ = join(session(2), &scheduler)
    scheduler.dispatch(now: 0)
    let task = TaskNumber(1)
    func standing(_ scheduler: Scheduler) -> AttemptStanding {
      scheduler.standing(of: task, attempt: 1, with: session(2)) { $0 == session(1).worker }
    }
    #expect(standing(scheduler) == .another)
    scheduler.workerLeft(session(1), reason: "", now: 0)
    #expect(standing(scheduler) == .former)
    #expect(scheduler.standing(of: task, attempt: 1, with: session(2)) == .none)
    // One that a restarted coordinator waits for may still come.
    var restarted = one()
    restarted.leaseRestored(Lease(task: task, attempt: 1), worker: session(1).worker, now: 0)
    _ = join(session(2), &restarted)
    #expect(standing(restarted) == .another)
    restarted.tick(now: restarted.configuration.graceSeconds)
    #expect(standing(restarted) == .former)
  }

  @Test func `what a claimed attempt streamed counts with its result, and is one claim`() {
    var configuration = SchedulingConfiguration()
    configuration.creditLimit = 1
    var scheduler = one(configuration, tasks: 2)
    scheduler.workerRemembered(session(1).worker, slots: 1, now: 0)
    _ = join(session(1), &scheduler)
    func streamed(_ task: Int) -> Bool {
      scheduler.streamed(TaskNumber(task), attempt: 1, by: session(1), values: 3)
    }
    #expect(streamed(1) && streamed(1))
    #expect(!streamed(2), "there is one claim")
    #expect(scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 1) == .accepted)
    #expect(!streamed(1), "it has its result")
    #expect(scheduler.attemptFinished(TaskNumber(2), attempt: 1, by: session(1), seconds: 1) == .refused)
  }

  @Test
  func `claims after a restart are as many as slots hold, of known workers, for what they offer, in time`() {
    var configuration = SchedulingConfiguration()
    configuration.creditLimit = 2
    configuration.graceSeconds = 10
    let all = (1...9).map { Lease(task: TaskNumber($0), attempt: 1) }
    var scheduler = one(configuration, tasks: 9)
    scheduler.workerRemembered(session(1).worker, slots: 2, now: 0)
    scheduler.workerRemembered(session(3).worker, slots: .max, now: 0)
    #expect(join(session(2), holding: all, &scheduler) == all)
    #expect(join(session(3), holding: all, offering: "other/1", &scheduler) == all)
    #expect(join(session(1), holding: all + all, slots: 4000, &scheduler)?.count == 14)
    // Used up, also for a later hello and for results.
    #expect(scheduler.attemptFinished(TaskNumber(9), attempt: 1, by: session(1), seconds: 1) == .refused)
    #expect(join(session(1, epoch: 2), holding: all, &scheduler)?.count == 5)
    #expect(scheduler.brokenInvariants() == [])
    var late = one(configuration, tasks: 9)
    late.workerRemembered(session(1).worker, slots: 2, now: 0)
    late.tick(now: 10)
    #expect(join(session(1), holding: all, &late, now: 10) == all)
  }

  @Test func `a claimed attempt may finish, and its failure is nobody's`() {
    var scheduler = one(tasks: 2)
    scheduler.workerRemembered(session(1).worker, slots: 1, now: 0)
    let held = (1...2).map { Lease(task: TaskNumber($0), attempt: 1) }
    #expect(join(session(1), holding: held, &scheduler) == [])
    scheduler.attemptEnded(TaskNumber(1), attempt: 1, by: session(1), outcome: .failed, reason: "", now: 1)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .pending)
    #expect(scheduler.tasks[TaskNumber(1)]?.breaks == 0)
    #expect(scheduler.attemptFinished(TaskNumber(2), attempt: 1, by: session(1), seconds: 1) == .accepted)
    // Handed out by this coordinator, the same failure counts.
    scheduler.dispatch(now: 1)
    scheduler.attemptEnded(TaskNumber(1), attempt: 2, by: session(1), outcome: .failed, reason: "", now: 1)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .failed)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `an attempt that was lost is its worker's again, and an excused failure does not count`() {
    var scheduler = one()
    _ = join(session(1), &scheduler)
    scheduler.dispatch(now: 0)
    scheduler.workerLeft(session(1), reason: "", now: 0)
    let lease = Lease(task: TaskNumber(1), attempt: 1)
    #expect(join(session(2), holding: [lease], &scheduler) == [lease])
    #expect(join(session(1, epoch: 2), holding: [lease], &scheduler) == [])
    scheduler.attemptEnded(
      TaskNumber(1), attempt: 1, by: session(1, epoch: 2), outcome: .crashed, reason: "", isExcused: true,
      now: 1)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .pending)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `lost attempts are remembered up to a number, also those of the journal`() {
    var scheduler = one()
    for attempt in 1...100 {
      scheduler.attemptRemembered(TaskNumber(1), attempt: attempt, worker: session(1).worker)
    }
    _ = join(session(1), &scheduler)
    let standings = (1...100).map { scheduler.standing(of: TaskNumber(1), attempt: $0, with: session(1)) }
    #expect(standings.count { $0 == .former } == 16)
    #expect(standings.last == .former)
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()) == [Lease(task: TaskNumber(1), attempt: 101)])
  }

  @Test func `a worker that comes back without its tasks again and again has to wait`() {
    var scheduler = one()
    var handed = 0
    for epoch in 1...50 {
      _ = join(session(1, epoch: UInt64(epoch)), &scheduler)
      scheduler.dispatch(now: 0)
      handed += assigned(scheduler.takeActions()).count
    }
    #expect(handed == 3)
    scheduler.tick(now: 5)
    scheduler.dispatch(now: 5)
    #expect(assigned(scheduler.takeActions()).count == 1)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a lost attempt took as long as its holder last said`() {
    var scheduler = one(SchedulingConfiguration())
    _ = join(session(1), &scheduler)
    _ = join(session(2), &scheduler)
    scheduler.dispatch(now: 0)
    _ = scheduler.takeActions()
    let task = TaskNumber(1)
    for (attempt, worker, seconds) in [(1, 1, 9.0), (1, 2, 5000), (1, 1, -3), (1, 1, .nan), (2, 1, 7)] {
      scheduler.progressed(
        task, attempt: attempt, by: session(UInt64(worker)), step: 1, ranSeconds: seconds, now: 20)
    }
    scheduler.workerLeft(session(1), reason: "gone", now: 0)
    let lost = SchedulingAction.recordLost(
      task, attempt: 1, worker: session(1).worker, seconds: 9, reason: "gone")
    #expect(scheduler.takeActions().contains(lost))
  }

  @Test func `steps and values are the holder's, up to a number`() {
    var configuration = SchedulingConfiguration()
    configuration.streamedValuesLimit = 10
    var scheduler = one(configuration)
    _ = join(session(1), &scheduler)
    _ = join(session(2), &scheduler)
    scheduler.dispatch(now: 0)
    let task = TaskNumber(1)
    scheduler.progressed(task, attempt: 1, by: session(2), step: 5)
    scheduler.progressed(task, attempt: 1, by: session(1), step: -5)
    #expect(scheduler.lease(of: task)?.step == nil)
    scheduler.progressed(task, attempt: 1, by: session(1), step: 5)
    #expect(scheduler.lease(of: task)?.step == 5)
    #expect(scheduler.streamed(task, attempt: 1, by: session(2), values: 1) == false)
    #expect(scheduler.streamed(task, attempt: 1, by: session(1), values: 10) == true)
    #expect(scheduler.streamed(task, attempt: 1, by: session(1), values: 1) == false)
    scheduler.workerLeft(session(1), reason: "", now: 0)
    #expect(scheduler.streamed(task, attempt: 1, by: session(1), values: 10) == true)
    #expect(scheduler.streamed(task, attempt: 1, by: session(1), values: 1) == false)
    #expect(scheduler.streamed(task, attempt: 1, by: session(2), values: 0) == false)
    #expect(scheduler.streamed(task, attempt: 1, by: session(2), values: 0, isSame: { _ in true }) == true)
    _ = scheduler.attemptFinished(task, attempt: 1, by: session(1), seconds: 1)
    #expect(scheduler.streamed(task, attempt: 1, by: session(1), values: 0) == false)
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
