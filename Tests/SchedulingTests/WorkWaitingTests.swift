import SweepModel
import Testing

@testable import Scheduling

/// What workers that are not there yet would have to do.
@Suite struct WorkWaitingTests {
  private let number = SweepNumber(1)
  private func scheduler(
    tasks: Int, needs: TaskNeeds = TaskNeeds(), savesCheckpoints: Bool = false
  ) -> Scheduler {
    var scheduler = Scheduler(now: 0)
    scheduler.sweepAdded(
      SweepEntry(
        number: number, needs: needs, experiment: "probe/1", savesCheckpoints: savesCheckpoints),
      planned: (1...tasks).map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0, levels: [],
      axisCount: 0)
    return scheduler
  }

  private func session(_ number: UInt64) -> WorkerSession {
    WorkerSession(worker: WorkerID(high: number, low: 0), epoch: 1)
  }

  private let worker = WorkWaiting.Worker(slots: 4, stays: 100)

  @Test func `each task wants its threads, beyond what connected workers have free`() {
    var scheduler = scheduler(tasks: 10, needs: TaskNeeds(threads: 2))
    #expect(scheduler.workWaiting(for: worker, now: 0).slots == 20)
    _ = scheduler.workerJoined(session(1), slots: 6, experiments: ["probe/1"], now: 0)
    #expect(scheduler.workWaiting(for: worker, now: 0).slots == 14)
    scheduler.dispatch(now: 0)
    #expect(scheduler.workWaiting(for: worker, now: 0).slots == 14)
    #expect(scheduler.workWaiting(for: worker, now: 0).tasks == 7)
  }

  @Test func `many tasks of no length are no reason for many workers`() {
    var scheduler = scheduler(tasks: 1000)
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: ["probe/1"], now: 0)
    scheduler.dispatch(now: 0)
    _ = scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 0.01)
    let waiting = scheduler.workWaiting(for: worker, now: 0)
    #expect(waiting.tasks == 999)
    // Ten seconds of work, of which the connected worker does a part.
    #expect(waiting.slots == 4)
  }

  @Test func `paused sweeps want nothing`() {
    var scheduler = scheduler(tasks: 10)
    scheduler.sweepPaused(number)
    #expect(scheduler.workWaiting(for: worker, now: 0) == WorkWaiting())
  }

  @Test func `what such a worker has not enough of is said`() {
    let wide = scheduler(tasks: 3, needs: TaskNeeds(threads: 8)).workWaiting(for: worker, now: 0)
    #expect(wide.slots == 0)
    #expect(wide.obstacles == ["its workers have 4 slots, and tasks need 8 threads; it needs more --slots"])
    let gpus = scheduler(tasks: 3, needs: TaskNeeds(gpus: 1)).workWaiting(for: worker, now: 0)
    #expect(gpus.obstacles == ["its workers have no GPUs, and tasks need 1; it needs more --gpus"])
  }

  @Test func `tasks that can neither end nor save in its time are no reason to start one`() {
    var scheduler = scheduler(tasks: 3)
    _ = scheduler.workerJoined(session(1), slots: 1, experiments: ["probe/1"], now: 0)
    scheduler.dispatch(now: 0)
    _ = scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 90)
    scheduler.workerLeft(session(1), reason: "it left", now: 90)
    let short = scheduler.workWaiting(for: worker, now: 90)
    #expect(short.slots == 0)
    #expect(
      short.obstacles.first?.contains("tasks need about 1m 30s on one worker and a fifth to spare") == true)
    let long = scheduler.workWaiting(for: .init(slots: 4, stays: 110), now: 90)
    #expect(long.slots == 2)
    #expect(long.obstacles == [])
  }
}
