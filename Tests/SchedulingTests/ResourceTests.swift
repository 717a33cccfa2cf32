import Scheduling
import SweepModel
import Testing

private let experiment = "program/1"
private func session(_ number: UInt64) -> WorkerSession {
  WorkerSession(worker: WorkerID(high: number, low: 0), epoch: 1)
}

/// Workers are filled by all that tasks need: slots, GPUs and memory.
@Suite struct ResourceTests {
  private func scheduler(
    _ needs: TaskNeeds, slots: Int, gpus: Int = 0, memory: Int? = nil, tasks: ClosedRange<Int> = 1...8
  ) -> Scheduler {
    var scheduler = Scheduler(now: 0)
    add(needs, tasks, to: &scheduler)
    _ = scheduler.workerJoined(
      session(1), slots: slots, gpus: gpus, memory: memory, experiments: [experiment], now: 0)
    return scheduler
  }

  private func add(
    _ needs: TaskNeeds, _ tasks: ClosedRange<Int>, number: Int = 1, to scheduler: inout Scheduler
  ) {
    scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(number), needs: needs, experiment: experiment),
      planned: tasks.map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0)
  }

  private func given(_ scheduler: inout Scheduler) -> [Int] {
    scheduler.dispatch(now: 0)
    return scheduler.takeActions().flatMap { action -> [Int] in
      if case .assign(_, _, let leases) = action { leases.map(\.task.value) } else { [] }
    }
  }

  @Test func `a worker holds no more tasks with GPUs than it has GPUs, and gets the next as one ends`() {
    var scheduler = scheduler(TaskNeeds(gpus: 1), slots: 4, gpus: 2)
    #expect(given(&scheduler) == [1, 2])
    #expect(scheduler.explanation(of: TaskNumber(3), now: 0)?.hasPrefix("It waits for a free GPU; ") == true)
    #expect(given(&scheduler) == [])
    // Short as they are: nothing is prefetched that could not run.
    _ = scheduler.attemptFinished(TaskNumber(1), attempt: 1, by: session(1), seconds: 0.0001)
    #expect(given(&scheduler) == [3])
    #expect(scheduler.workers[session(1)]?.gpusInUse == 2)
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `tasks without GPUs fill the slots that those with GPUs leave`() {
    var scheduler = scheduler(TaskNeeds(gpus: 2), slots: 3, gpus: 3, tasks: 1...2)
    add(TaskNeeds(), 3...4, number: 2, to: &scheduler)
    #expect(given(&scheduler) == [1, 3, 4])
    #expect(scheduler.brokenInvariants() == [])
  }

  @Test func `memory is packed where a worker says how much it has`() {
    var small = scheduler(TaskNeeds(memory: 3 << 30), slots: 4, memory: 7 << 30)
    #expect(given(&small) == [1, 2])
    #expect(
      small.explanation(of: TaskNumber(3), now: 0)?.contains("It waits for 3 GiB of free memory") == true)
    var silent = scheduler(TaskNeeds(memory: 3 << 30), slots: 4)
    #expect(given(&silent) == [1, 2, 3, 4])
    #expect(small.brokenInvariants() == [] && silent.brokenInvariants() == [])
  }

  @Test func `what no worker has is said, in the status as well`() {
    for (needs, says) in [
      (TaskNeeds(gpus: 1), "It needs 1 GPU, and no worker has any"),
      (TaskNeeds(threads: 9), "It needs 9 threads, and no worker has more than 4 slots"),
      (TaskNeeds(memory: 8 << 30), "It needs 8 GiB of memory, and no worker has more than 7 GiB"),
    ] {
      var scheduler = scheduler(needs, slots: 4, memory: 7 << 30)
      #expect(given(&scheduler) == [])
      #expect(scheduler.explanation(of: TaskNumber(1), now: 0)?.hasPrefix(says) == true)
      #expect(scheduler.whyNothingFits(SweepNumber(1), now: 0)?.hasPrefix(says) == true)
    }
    var two = scheduler(TaskNeeds(gpus: 3), slots: 4, gpus: 2)
    #expect(given(&two) == [])
    #expect(two.explanation(of: TaskNumber(1), now: 0) == "It needs 3 GPUs, and no worker has more than 2.")
  }
}
