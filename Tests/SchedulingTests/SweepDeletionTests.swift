import Scheduling
import SweepModel
import Testing

private let experiment = "probe/1"
private let worker = WorkerSession(worker: WorkerID(high: 1, low: 0), epoch: 1)

/// A deleted sweep leaves nothing behind, and others as they are.
@Suite struct SweepDeletionTests {
  private func scheduler(_ sweeps: [Int: ClosedRange<Int>]) -> Scheduler {
    var scheduler = Scheduler(now: 0)
    for (number, tasks) in sweeps.sorted(by: { $0.key < $1.key }) {
      scheduler.sweepAdded(
        SweepEntry(number: SweepNumber(number), experiment: experiment),
        planned: tasks.map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0,
        levels: tasks.map { UInt16($0) }, axisCount: 1)
    }
    return scheduler
  }

  @Test func `tasks of its own go, and those of others go on with them`() {
    var scheduler = scheduler([1: 1...6, 2: 5...9])
    scheduler.sweepCancelled(SweepNumber(1), reason: "enough")
    #expect(scheduler.sweepDeleted(SweepNumber(1)).map(\.value) == [1, 2, 3, 4])
    #expect(scheduler.sweeps[SweepNumber(1)] == nil && scheduler.tasks[TaskNumber(1)] == nil)
    #expect(scheduler.tasks[TaskNumber(5)]?.sweep == SweepNumber(2))
    #expect(scheduler.tasks[TaskNumber(6)]?.ordinal == 1, "its place in the sweep that has it now")
    #expect(scheduler.brokenInvariants() == [])
    _ = scheduler.workerJoined(worker, slots: 9, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(scheduler.sweeps[SweepNumber(2)]?.census.running == 5)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `nothing is deleted while one of its tasks runs`() {
    var scheduler = scheduler([1: 1...3])
    _ = scheduler.workerJoined(worker, slots: 1, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(scheduler.sweepDeleted(SweepNumber(1)).isEmpty)
    #expect(scheduler.sweeps[SweepNumber(1)] != nil)
  }

  @Test func `a number may be used again`() {
    var scheduler = scheduler([1: 1...3])
    scheduler.sweepCancelled(SweepNumber(1), reason: "enough")
    _ = scheduler.sweepDeleted(SweepNumber(1))
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), experiment: experiment),
      planned: (2...4).map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0)
    _ = scheduler.workerJoined(worker, slots: 9, experiments: [experiment], now: 0)
    scheduler.dispatch(now: 0)
    #expect(scheduler.sweeps[SweepNumber(1)]?.census.running == 3)
    #expect(scheduler.brokenInvariants() == [])
  }
}
