import Scheduling
import Spec
import SweepModel
import Testing

/// Refined sweeps, which get tasks while they run.
@Suite struct GrowthTests {
  private let worker = WorkerSession(worker: WorkerID(high: 1, low: 1), epoch: 1)

  private func planned(_ numbers: ClosedRange<Int>, _ status: TaskStatus = .pending) -> [Scheduler
    .PlannedTask]
  {
    numbers.map { .init(task: TaskNumber($0), status: status) }
  }

  /// A scheduler with one sweep of two tasks and a worker that has done them.
  private func finished() -> Scheduler {
    var scheduler = Scheduler(now: 0)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: "e/1"), planned: planned(1...2), excluded: 1)
    _ = scheduler.workerJoined(worker, slots: 4, experiments: ["e/1"], now: 0)
    scheduler.dispatch(now: 0)
    for task in 1...2 {
      _ = scheduler.attemptFinished(TaskNumber(task), attempt: 1, by: worker, seconds: 1)
    }
    _ = scheduler.takeActions()
    return scheduler
  }

  private func assigned(_ scheduler: inout Scheduler) -> [Int] {
    scheduler.dispatch(now: 1)
    return scheduler.takeActions().flatMap { action -> [Int] in
      guard case .assign(_, _, let leases) = action else { return [] }
      return leases.map(\.task.value)
    }
  }

  @Test func `added tasks are handed out in their order to a worker that waits`() {
    var scheduler = finished()
    let isWhole = scheduler.sweepGrew(SweepNumber(1), by: planned(3...5))
    #expect(isWhole)
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.planned == 6)
    #expect(scheduler.brokenInvariants() == [])
    let handedOut = assigned(&scheduler)
    #expect(handedOut == [3, 4, 5])
    for task in 3...5 {
      _ = scheduler.attemptFinished(TaskNumber(task), attempt: 1, by: worker, seconds: 1)
    }
    let actions = scheduler.takeActions()
    #expect(actions.contains(.tasksEnded(SweepNumber(1))))
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `tasks that are done elsewhere end the round at once`() {
    var scheduler = finished()
    scheduler.sweepGrew(SweepNumber(1), by: planned(3...4, .done))
    let actions = scheduler.takeActions()
    #expect(actions.contains(.tasksEnded(SweepNumber(1))))
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.done == 4)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a task that the sweep has already is refused`() {
    var scheduler = finished()
    let isWhole = scheduler.sweepGrew(SweepNumber(1), by: planned(2...3))
    let isKnown = scheduler.sweepGrew(SweepNumber(9), by: planned(4...4))
    #expect(!isWhole && !isKnown)
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.planned == 4)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a round of a sweep that was cancelled meanwhile is cancelled, unless another sweep wants it`() {
    var scheduler = finished()
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(2), experiment: "other/1"), planned: planned(4...4), excluded: 0)
    scheduler.sweepCancelled(SweepNumber(1), reason: "enough")
    scheduler.sweepGrew(SweepNumber(1), by: planned(3...4))
    #expect(scheduler.tasks[TaskNumber(3)]?.status == .cancelled)
    #expect(scheduler.tasks[TaskNumber(4)]?.status == .pending)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `a cancelled sweep of the journal keeps no pending task`() {
    var scheduler = Scheduler(now: 0)
    var entry = SweepEntry(number: SweepNumber(1), experiment: "e/1")
    entry.state = .cancelled
    scheduler.sweepAdded(entry, planned: planned(1...3), excluded: 0)
    scheduler.sweepStaysCancelled(SweepNumber(1))
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.cancelled == 3)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `tasks that were cancelled with another sweep are wanted again`() {
    var scheduler = finished()
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(2), experiment: "e/1"), planned: planned(3...4), excluded: 0)
    scheduler.sweepCancelled(SweepNumber(2), reason: "enough")
    _ = scheduler.takeActions()
    scheduler.sweepGrew(SweepNumber(1), by: planned(3...3))
    let handedOut = assigned(&scheduler)
    #expect(handedOut == [3])
    #expect(scheduler.tasks[TaskNumber(4)]?.status == .cancelled)
    #expect(scheduler.brokenInvariants() == [])
  }
}
