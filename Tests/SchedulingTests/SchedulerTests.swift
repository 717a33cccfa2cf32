import Scheduling
import Spec
import SweepModel
import Testing

private let experiment = "probe/1"
private func session(_ number: UInt64, epoch: UInt64 = 1) -> WorkerSession {
  WorkerSession(worker: WorkerID(high: number, low: 0), epoch: epoch)
}
private func planned(_ numbers: ClosedRange<Int>) -> [Scheduler.PlannedTask] {
  numbers.map { .init(task: TaskNumber($0), status: .pending) }
}

/// A scheduler with one sweep of `count` tasks and one worker of `slots` slots.
private func started(
  tasks count: Int = 4, slots: Int = 2, attempts: Int = 3, configuration: SchedulingConfiguration = .init()
) -> Scheduler {
  var scheduler = Scheduler(configuration: configuration, now: 0)
  scheduler.sweepAdded(
    SweepEntry(number: SweepNumber(1), attemptsAllowed: attempts, experiment: experiment),
    planned: planned(1...count), excluded: 0)
  _ = scheduler.workerJoined(session(1), slots: slots, experiments: [experiment], now: 0)
  scheduler.dispatch(now: 0)
  return scheduler
}

private func assigned(_ actions: [SchedulingAction]) -> [Lease] {
  actions.flatMap { action -> [Lease] in
    if case .assign(_, _, let leases) = action { return leases }
    return []
  }
}

@Suite struct SchedulerTests {
  @Test func `a worker gets one task for each slot, in the order of the spec`() {
    var scheduler = started()
    let actions = scheduler.takeActions()
    #expect(
      actions == [
        .assign(
          session(1), sweep: SweepNumber(1),
          [Lease(task: TaskNumber(1), attempt: 1), Lease(task: TaskNumber(2), attempt: 1)])
      ])
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.running == 2)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `short tasks are prefetched, long ones are not`() {
    var scheduler = started(tasks: 1000)
    for lease in assigned(scheduler.takeActions()) {
      _ = scheduler.attemptFinished(lease.task, attempt: 1, by: session(1), seconds: 0.0001)
    }
    scheduler.dispatch(now: 1)
    #expect(assigned(scheduler.takeActions()).count > 100)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `replicates that share a call are leased together, however long they take`() {
    var scheduler = Scheduler(configuration: .init(), now: 0)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment, together: 4), planned: planned(1...40),
      excluded: 0)
    _ = scheduler.workerJoined(session(1), slots: 2, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    let first = assigned(scheduler.takeActions())
    #expect(first.map(\.task) == (1...8).map { TaskNumber($0) })
    for lease in first[..<4] {
      _ = scheduler.attemptFinished(lease.task, attempt: 1, by: session(1), seconds: 100)
    }
    scheduler.dispatch(now: 100)
    #expect(assigned(scheduler.takeActions()).map(\.task) == (9...12).map { TaskNumber($0) })
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `the first result wins and a second one is counted and dropped`() {
    var scheduler = started()
    let task = TaskNumber(1)
    #expect(scheduler.attemptFinished(task, attempt: 1, by: session(1), seconds: 1) == .accepted)
    #expect(scheduler.attemptFinished(task, attempt: 1, by: session(1), seconds: 1) == .duplicate)
    #expect(scheduler.duplicateResults == 1)
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.done == 1)
  }

  @Test func `a late result of an expired lease is accepted and the new attempt is revoked`() {
    var scheduler = started(tasks: 1, slots: 1)
    _ = scheduler.takeActions()
    for second in 1...20 { scheduler.tick(now: Double(second)) }
    #expect(scheduler.workers.isEmpty)
    _ = scheduler.workerJoined(session(2), slots: 1, experiments: [experiment], now: 20)
    scheduler.dispatch(now: 20)
    #expect(assigned(scheduler.takeActions()) == [Lease(task: TaskNumber(1), attempt: 2)])
    #expect(scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 9) == .accepted)
    #expect(scheduler.takeActions().contains(.revoke(session(2), [Lease(task: TaskNumber(1), attempt: 2)])))
    #expect(scheduler.lateResults == 1)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a task that breaks as often as allowed fails and the sweep goes on`() {
    var scheduler = started(tasks: 2, slots: 1, attempts: 2)
    var now = 0.0
    for attempt in 1...2 {
      #expect(assigned(scheduler.takeActions()) == [Lease(task: TaskNumber(1), attempt: attempt)])
      now += 1
      scheduler.attemptEnded(
        TaskNumber(1), attempt: attempt, by: session(1), outcome: .crashed, reason: "signal 11", now: now)
      scheduler.dispatch(now: now)
    }
    let actions = scheduler.takeActions()
    #expect(actions.contains(.record(TaskNumber(1), .failed, attempts: 2, breaks: 2, reason: "signal 11")))
    #expect(assigned(actions) == [Lease(task: TaskNumber(2), attempt: 1)])
  }

  @Test func `a task that its experiment gives up fails after one attempt`() {
    var scheduler = started(tasks: 1, slots: 1, attempts: 3)
    scheduler.attemptEnded(
      TaskNumber(1), attempt: 1, by: session(1), outcome: .failed, reason: "diverged", now: 1)
    #expect(
      scheduler.takeActions().contains(
        .record(TaskNumber(1), .failed, attempts: 1, breaks: 1, reason: "diverged")))
    #expect(scheduler.retry([TaskNumber(1)]) == 1)
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .pending)
  }

  @Test(arguments: [AttemptOutcome.crashed, .timedOut, .stalled, .outOfMemory])
  func `what may be the machine's fault keeps all its attempts`(outcome: AttemptOutcome) {
    var scheduler = started(tasks: 1, slots: 1, attempts: 3)
    for attempt in 1...3 {
      #expect(scheduler.tasks[TaskNumber(1)]?.status == .running)
      scheduler.attemptEnded(
        TaskNumber(1), attempt: attempt, by: session(1), outcome: outcome, reason: "", now: 1)
      scheduler.dispatch(now: 1)
    }
    #expect(scheduler.tasks[TaskNumber(1)]?.status == .failed)
  }

  @Test func `a failure that is excused, or that another release may not meet, is tried again`() {
    var excused = started(tasks: 1, slots: 1, attempts: 3)
    excused.attemptEnded(
      TaskNumber(1), attempt: 1, by: session(1), outcome: .failed, reason: "", isExcused: true, now: 1)
    #expect(excused.tasks[TaskNumber(1)]?.status == .pending)
    #expect(excused.tasks[TaskNumber(1)]?.breaks == 0)
    var unpromised = started(tasks: 1, slots: 1, attempts: 3)
    unpromised.attemptEnded(
      TaskNumber(1), attempt: 1, by: session(1), outcome: .failed, reason: "", isRepeatable: false, now: 1)
    #expect(unpromised.tasks[TaskNumber(1)]?.status == .pending)
    #expect(unpromised.tasks[TaskNumber(1)]?.breaks == 1)
  }

  @Test(arguments: [AttemptOutcome.lost, .handedBack])
  func `an ending that is not the task's fault never fails it`(outcome: AttemptOutcome) {
    var scheduler = started(tasks: 1, slots: 1, attempts: 1)
    for attempt in 1...20 {
      #expect(assigned(scheduler.takeActions()) == [Lease(task: TaskNumber(1), attempt: attempt)])
      scheduler.attemptEnded(
        TaskNumber(1), attempt: attempt, by: session(1), outcome: outcome, reason: "preempted", now: 0)
      scheduler.dispatch(now: 0)
    }
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.failed == 0)
  }

  @Test
  func `a worker that fails everything while another succeeds backs off, and is then tried with one task`() {
    var scheduler = started(tasks: 100, slots: 8)
    let leases = assigned(scheduler.takeActions())
    _ = scheduler.workerJoined(session(2), slots: 1, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    for lease in assigned(scheduler.takeActions()) {
      _ = scheduler.attemptFinished(lease.task, attempt: 1, by: session(2), seconds: 60)
    }
    for lease in leases.prefix(3) {
      scheduler.attemptEnded(
        lease.task, attempt: 1, by: session(1), outcome: .crashed, reason: "no library", now: 1)
    }
    #expect(scheduler.takeActions().contains(.workerBacksOff(session(1), until: 6, failures: 3)))
    for lease in leases.dropFirst(3) {
      scheduler.attemptEnded(lease.task, attempt: 1, by: session(1), outcome: .crashed, reason: "x", now: 2)
    }
    func taken(by worker: WorkerSession, _ actions: [SchedulingAction]) -> Int {
      actions.reduce(0) { count, action in
        guard case .assign(worker, _, let leases) = action else { return count }
        return count + leases.count
      }
    }
    scheduler.dispatch(now: 3)
    #expect(taken(by: session(1), scheduler.takeActions()) == 0)
    _ = scheduler.heard(from: session(1), now: 7)
    scheduler.tick(now: 7)
    scheduler.dispatch(now: 7)
    #expect(taken(by: session(1), scheduler.takeActions()) == 1)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `where every worker fails nobody backs off, because it is the tasks`() {
    var scheduler = started(tasks: 100, slots: 8)
    for lease in assigned(scheduler.takeActions()) {
      scheduler.attemptEnded(lease.task, attempt: 1, by: session(1), outcome: .failed, reason: "x", now: 1)
    }
    scheduler.dispatch(now: 1)
    #expect(assigned(scheduler.takeActions()).count == 8)
  }

  @Test func `a task that breaks on a second worker too excuses the first one`() {
    var scheduler = started(tasks: 1, slots: 1)
    _ = scheduler.takeActions()
    _ = scheduler.workerJoined(session(2), slots: 1, experiments: [experiment], now: 0)
    scheduler.attemptEnded(TaskNumber(1), attempt: 1, by: session(1), outcome: .crashed, reason: "x", now: 0)
    #expect(scheduler.workers[session(1)]?.failuresInRow == 1)
    scheduler.dispatch(now: 0)
    _ = scheduler.takeActions()
    scheduler.attemptEnded(TaskNumber(1), attempt: 2, by: session(2), outcome: .crashed, reason: "x", now: 0)
    #expect(scheduler.workers[session(1)]?.failuresInRow == 0)
    #expect(scheduler.workers[session(2)]?.failuresInRow == 0)
  }

  @Test func `a task that broke on one worker is tried on another one first`() {
    var scheduler = started(tasks: 1, slots: 1)
    _ = scheduler.takeActions()
    _ = scheduler.workerJoined(session(2), slots: 1, experiments: [experiment], now: 0)
    scheduler.attemptEnded(TaskNumber(1), attempt: 1, by: session(1), outcome: .crashed, reason: "x", now: 0)
    scheduler.dispatch(now: 0)
    #expect(
      scheduler.takeActions().contains(
        .assign(session(2), sweep: SweepNumber(1), [Lease(task: TaskNumber(1), attempt: 2)])))
  }

  @Test func `after a restart a lease waits for its worker and is continued`() {
    var scheduler = Scheduler(now: 100, isRestart: true)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment), planned: planned(1...2), excluded: 0)
    scheduler.leaseRestored(Lease(task: TaskNumber(1), attempt: 3), worker: session(1).worker, now: 100)
    scheduler.workerRemembered(session(1).worker, slots: 2, now: 100)
    let held = [Lease(task: TaskNumber(1), attempt: 3), Lease(task: TaskNumber(2), attempt: 1)]
    let unwanted = scheduler.workerJoined(
      session(1, epoch: 2), slots: 2, experiments: [experiment], held: held, now: 100.5)
    // Task 2 was leased a moment before the crash, too young for the journal: it is adopted all the same.
    #expect(unwanted == [])
    scheduler.dispatch(now: 102)
    #expect(assigned(scheduler.takeActions()).isEmpty)
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.running == 2)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `after a restart a lease whose worker stays away is given to another one`() {
    var scheduler = Scheduler(now: 100, isRestart: true)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment), planned: planned(1...1), excluded: 0)
    scheduler.leaseRestored(Lease(task: TaskNumber(1), attempt: 3), worker: session(1).worker, now: 100)
    _ = scheduler.workerJoined(session(2), slots: 1, experiments: [experiment], now: 101)
    for second in 101...130 {
      _ = scheduler.heard(from: session(2), now: Double(second))
      scheduler.tick(now: Double(second))
      scheduler.dispatch(now: Double(second))
    }
    #expect(assigned(scheduler.takeActions()) == [Lease(task: TaskNumber(1), attempt: 4)])
  }

  @Test func `a hello of an older epoch is ignored`() {
    var scheduler = started()
    #expect(scheduler.workerJoined(session(1), slots: 9, experiments: [experiment], now: 1) == nil)
    #expect(scheduler.workers[session(1)]?.slots == 2)
  }

  @Test func `a coordinator that was frozen itself does not blame its workers`() {
    var scheduler = started()
    scheduler.tick(now: 1)
    scheduler.tick(now: 500)
    #expect(scheduler.workers.count == 1)
  }

  @Test func `cancelling a sweep keeps the tasks that another one wants`() {
    var scheduler = started(tasks: 4, slots: 1)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(2), experiment: experiment), planned: planned(3...6), excluded: 2)
    scheduler.sweepCancelled(SweepNumber(1), reason: "not needed")
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.cancelled == 2)
    #expect(scheduler.sweeps[SweepNumber(2)]?.census.pending == 4)
    #expect(scheduler.sweeps[SweepNumber(2)]?.census.planned == 6)
    #expect(scheduler.takeActions().contains(.revoke(session(1), [Lease(task: TaskNumber(1), attempt: 1)])))
    #expect(scheduler.brokenInvariants() == [])
    #expect(scheduler.retry([TaskNumber(1), TaskNumber(3)]) == 1)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a paused sweep hands out nothing until it is resumed`() {
    var scheduler = Scheduler(now: 0)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment), planned: planned(1...2), excluded: 0)
    scheduler.sweepPaused(SweepNumber(1))
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()).isEmpty)
    scheduler.sweepResumed(SweepNumber(1))
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()).count == 1)
  }

  @Test func `a sweep of higher priority goes first`() {
    var scheduler = Scheduler(now: 0)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment), planned: planned(1...2), excluded: 0)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(2), priority: 5, experiment: experiment), planned: planned(3...4),
      excluded: 0)
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()).map(\.task) == [TaskNumber(3)])
  }

  @Test func `the longest expected task goes first once durations are known`() {
    var scheduler = Scheduler(now: 0)
    // One axis of three values, three replicates: level 1 takes longest.
    let levels: [UInt16] = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment), planned: planned(1...9), excluded: 0,
      levels: levels, axisCount: 1)
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: [experiment], now: 0)
    let seconds = [2.0, 60, 10]
    var ran: [Int] = []
    for _ in 1...9 {
      scheduler.dispatch(now: 0)
      for lease in assigned(scheduler.takeActions()) {
        ran.append(lease.task.value)
        _ = scheduler.attemptFinished(
          lease.task, attempt: 1, by: session(1), seconds: seconds[(lease.task.value - 1) % 3])
      }
    }
    #expect(ran == [1, 2, 5, 8, 3, 6, 9, 4, 7])
  }

  @Test func `a worker without the experiment or without enough slots gets nothing`() {
    var scheduler = Scheduler(now: 0)
    var sweep = SweepEntry(number: SweepNumber(1), needs: TaskNeeds(threads: 4), experiment: experiment)
    sweep.needs.threads = 4
    scheduler.sweepAdded(sweep, planned: planned(1...2), excluded: 0)
    _ = scheduler.workerJoined(session(1), slots: 3, experiments: [experiment], now: 0)
    _ = scheduler.workerJoined(session(2), slots: 4, experiments: ["identity/1"], now: 0)
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()).isEmpty)
    _ = scheduler.workerJoined(session(3), slots: 4, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(assigned(scheduler.takeActions()).count == 1)
    #expect(scheduler.brokenInvariants() == [])
  }
}
