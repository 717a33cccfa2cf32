import SweepModel
import Testing

@testable import Scheduling

/// What tells an operator whether there are enough workers.
@Suite struct WaitsTests {
  private func session(_ number: UInt64) -> WorkerSession {
    WorkerSession(worker: WorkerID(high: number, low: 0), epoch: 1)
  }

  private func scheduler(tasks: Int, threads: Int = 1) -> Scheduler {
    var scheduler = Scheduler(now: 0)
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(1), needs: TaskNeeds(threads: threads), experiment: "probe/1"),
      planned: (1...tasks).map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0, levels: [],
      axisCount: 0)
    return scheduler
  }

  @Test func `a sweep waits from its last hand-out on, while tasks of it are pending`() {
    var scheduler = scheduler(tasks: 3)
    scheduler.tick(now: 1)
    #expect(scheduler.waits(now: 5) == [SweepNumber(1): 4])
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: ["probe/1"], now: 6)
    scheduler.dispatch(now: 6)
    scheduler.tick(now: 7)
    #expect(scheduler.waits(now: 8) == [SweepNumber(1): 2])
    scheduler.sweepPaused(SweepNumber(1))
    scheduler.tick(now: 9)
    #expect(scheduler.waits(now: 9).isEmpty)
    scheduler.sweepResumed(SweepNumber(1))
    scheduler.tick(now: 10)
    #expect(scheduler.waits(now: 11) == [SweepNumber(1): 1])
    _ = scheduler.workerJoined(session(2), slots: 8, experiments: ["probe/1"], now: 12)
    scheduler.dispatch(now: 12)
    scheduler.tick(now: 12.1)
    #expect(scheduler.waits(now: 13).isEmpty)
  }

  @Test func `slots are wanted by what runs and by what waits, whoever is connected`() {
    var scheduler = scheduler(tasks: 10, threads: 2)
    #expect(scheduler.slotsWanted(now: 0) == 20)
    _ = scheduler.workerJoined(session(1), slots: 6, experiments: ["probe/1"], now: 0)
    #expect(scheduler.slotsWanted(now: 0) == 20)
    scheduler.dispatch(now: 0)
    #expect(scheduler.slotsWanted(now: 0) == 20)
    _ = scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 100)
    #expect(scheduler.slotsWanted(now: 100) == 18)
  }
}
