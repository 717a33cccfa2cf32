import Scheduling
import SweepModel
import Testing

private let experiment = "probe/1"
private let worker = WorkerSession(worker: WorkerID(high: 1, low: 0), epoch: 1)

/// Sweeps of one priority share the slots by time; a higher priority goes first.
@Suite struct FairShareTests {
  /// A coordinator with one worker, in a world of its own time.
  private final class World {
    var scheduler = Scheduler(now: 0)
    var now = 0.0
    /// Seconds that the tasks of each sweep take.
    var seconds: [SweepNumber: Double] = [:]
    /// What runs in the slots, with its end; what waits at the worker for one.
    var running: [(sweep: SweepNumber, lease: Lease, end: Double)] = []
    var waiting: [(sweep: SweepNumber, lease: Lease)] = []
    var started: [SweepNumber] = []
    /// Seconds of slots that each sweep has had.
    var used: [SweepNumber: Double] = [:]
    let slots: Int
    /// Threads of the tasks of each sweep, and GPUs.
    var needs: [SweepNumber: TaskNeeds] = [:]
    let gpus: Int

    init(slots: Int, gpus: Int = 0) {
      self.slots = slots
      self.gpus = gpus
      _ = scheduler.workerJoined(worker, slots: slots, gpus: gpus, experiments: [experiment], now: 0)
    }

    private func taken(_ part: (TaskNeeds) -> Int) -> Int {
      running.reduce(0) { $0 + part(needs[$1.sweep] ?? TaskNeeds()) }
    }

    func submit(
      _ number: Int, tasks: Int, seconds: Double, priority: Int = 0, together: Int = 1,
      needs: TaskNeeds = TaskNeeds()
    ) {
      self.seconds[SweepNumber(number)] = seconds
      self.needs[SweepNumber(number)] = needs
      scheduler.sweepAdded(
        SweepEntry(
          number: SweepNumber(number), priority: priority, needs: needs, experiment: experiment,
          together: together),
        planned: (0..<tasks).map { .init(task: TaskNumber(number * 10_000 + $0), status: .pending) },
        excluded: 0)
    }

    /// Hands out, starts what has a slot, and goes on to the end of the next task; false where nothing runs.
    func step() -> Bool {
      scheduler.dispatch(now: now)
      for case .assign(_, let sweep, let leases) in scheduler.takeActions() {
        waiting += leases.map { (sweep, $0) }
      }
      while let first = waiting.first.map({ needs[$0.sweep] ?? TaskNeeds() }),
        taken(\.threads) + first.threads <= slots, taken(\.gpus) + first.gpus <= gpus
      {
        let next = waiting.removeFirst()
        started.append(next.sweep)
        running.append((next.sweep, next.lease, now + (seconds[next.sweep] ?? 1)))
      }
      guard let first = running.indices.min(by: { running[$0].end < running[$1].end }) else { return false }
      let ended = running.remove(at: first)
      now = ended.end
      let seconds = self.seconds[ended.sweep] ?? 1
      used[ended.sweep, default: 0] += seconds
      _ = scheduler.attemptFinished(
        ended.lease.task, attempt: ended.lease.attempt, by: worker, seconds: seconds)
      return true
    }
  }

  private let first = SweepNumber(1)
  private let second = SweepNumber(2)

  @Test func `two sweeps that are there have half of the slots each`() {
    let world = World(slots: 8)
    world.submit(1, tasks: 100, seconds: 60)
    world.submit(2, tasks: 100, seconds: 60)
    #expect(world.step())
    #expect(world.started.count == 8)
    #expect(world.started.filter { $0 == second }.count == 4)
  }

  @Test func `a sweep of three tasks does not wait behind one of a week`() {
    let world = World(slots: 2)
    world.submit(1, tasks: 5000, seconds: 240)
    for _ in 0..<100 { #expect(world.step()) }
    world.submit(2, tasks: 3, seconds: 240)
    let before = world.started.count
    while world.used[second, default: 0] < 3 * 240, world.step() {}
    #expect(world.used[second] == 720.0)
    // Every second slot that became free was its own.
    #expect(world.started.count - before <= 7)
    while world.started.count < 200, world.step() {}
    #expect(world.started.suffix(90).allSatisfy { $0 == first })
    #expect(world.scheduler.brokenInvariants() == [])
  }

  @Test(arguments: [(1.0, 10.0), (0.01, 60.0), (30.0, 0.001)])
  func `it is time that is shared, not tasks`(seconds: (Double, Double)) {
    let world = World(slots: 4)
    world.submit(1, tasks: 1500, seconds: seconds.0)
    world.submit(2, tasks: 1500, seconds: seconds.1)
    let longest = max(seconds.0, seconds.1)
    let shortest = min(seconds.0, seconds.1)
    // Until the shorter ones are used up.
    while world.started.filter({ $0 == (seconds.0 < seconds.1 ? first : second) }).count < 1400, world.step()
    {}
    let (left, right) = (world.used[first, default: 0], world.used[second, default: 0])
    #expect(abs(left - right) <= 8 * longest + 64 * shortest, "\(left) s and \(right) s")
    #expect(min(left, right) > 0)
  }

  @Test func `who was away has saved up nothing`() {
    let world = World(slots: 1)
    world.submit(1, tasks: 1000, seconds: 1)
    world.submit(2, tasks: 1000, seconds: 1)
    world.scheduler.sweepPaused(second)
    for _ in 0..<200 { #expect(world.step()) }
    world.scheduler.sweepResumed(second)
    let before = world.started.count
    for _ in 0..<20 { #expect(world.step()) }
    let since = world.started.dropFirst(before)
    #expect(since.filter { $0 == first }.count >= 9)
    #expect(since.filter { $0 == second }.count >= 9)
  }

  @Test func `a higher priority goes first, and a changed one at once`() {
    let world = World(slots: 1)
    world.submit(1, tasks: 100, seconds: 1)
    world.submit(2, tasks: 10, seconds: 1, priority: 5)
    for _ in 0..<10 { #expect(world.step()) }
    #expect(world.started.allSatisfy { $0 == second })
    world.submit(3, tasks: 100, seconds: 1)
    for _ in 0..<10 { #expect(world.step()) }
    world.scheduler.sweepPriorityChanged(SweepNumber(3), to: 1)
    let before = world.started.count
    for _ in 0..<10 { #expect(world.step()) }
    // One more was at the worker already.
    #expect(world.started.dropFirst(before).filter { $0 == first }.count <= 1)
  }

  @Test func `nothing short waits at a worker behind the long tasks of another sweep`() {
    let world = World(slots: 2)
    world.submit(1, tasks: 5000, seconds: 0.001)
    for _ in 0..<500 { #expect(world.step()) }
    #expect(world.scheduler.workers[worker]?.load ?? 0 > 2, "alone it is prefetched")
    world.submit(2, tasks: 50, seconds: 1000)
    while !world.started.contains(second), world.step() {}
    while world.started.filter({ $0 == second }).count < 4, world.step() {
      #expect(
        world.waiting.filter { $0.sweep == first }.isEmpty || !world.running.contains { $0.sweep == second })
    }
  }

  @Test func `replicates of one call stay together`() {
    let world = World(slots: 1)
    world.submit(1, tasks: 100, seconds: 1, together: 4)
    world.submit(2, tasks: 100, seconds: 1)
    for _ in 0..<20 { #expect(world.step()) }
    // The last run is not over.
    let runs = world.started.split { $0 == second }.map(\.count).dropLast()
    #expect(runs.allSatisfy { $0.isMultiple(of: 4) }, "\(runs)")
  }

  @Test(arguments: 1...8)
  func `sweeps of many replicates in a call and of few tasks end beside others`(_ slots: Int) {
    for tasks in [1, 2, 3, 7, 15, 16, 17, 40] {
      let world = World(slots: slots)
      world.submit(1, tasks: 60, seconds: 0.5)
      world.submit(2, tasks: tasks, seconds: 0.05, together: 16)
      var steps = 0
      while steps < 1000, world.step() { steps += 1 }
      #expect(world.started.count == 60 + tasks, "\(slots) slots, \(tasks) tasks")
      #expect(world.scheduler.brokenInvariants() == [])
    }
  }

  @Test func `a sweep beside one of many replicates in a call has its share`() {
    let world = World(slots: 2)
    world.submit(1, tasks: 2000, seconds: 0.02, together: 16)
    world.submit(2, tasks: 200, seconds: 0.2)
    while world.now < 8, world.step() {}
    let (left, right) = (world.used[first, default: 0], world.used[second, default: 0])
    #expect(min(left, right) > 0.35 * (left + right), "\(left) s and \(right) s")
  }

  @Test func `a sweep of wide tasks is not kept waiting by one of narrow tasks`() {
    let world = World(slots: 2)
    world.submit(1, tasks: 400, seconds: 1)
    world.submit(2, tasks: 50, seconds: 1, needs: TaskNeeds(threads: 2))
    // Out of step with each other, so that never two slots become free at once.
    while world.now < 60, world.step() {}
    let wide = 2 * world.used[second, default: 0]
    let narrow = world.used[first, default: 0]
    #expect(min(wide, narrow) > 0.35 * (wide + narrow), "\(narrow) s and \(wide) s of slots")
    #expect(world.scheduler.brokenInvariants() == [])
  }

  @Test func `tasks of two GPUs are not kept waiting by those of one, and those of none go on`() {
    let world = World(slots: 4, gpus: 2)
    world.submit(1, tasks: 400, seconds: 1, needs: TaskNeeds(gpus: 1))
    world.submit(2, tasks: 50, seconds: 1.5, needs: TaskNeeds(gpus: 2))
    world.submit(3, tasks: 400, seconds: 0.7)
    while world.now < 60, world.step() {}
    #expect(world.used[second, default: 0] > 10)
    #expect(world.used[first, default: 0] > 10)
    #expect(world.used[SweepNumber(3), default: 0] > 30)
    #expect(world.scheduler.brokenInvariants() == [])
  }

  @Test func `a sweep whose tasks are too long for a worker keeps nobody waiting`() {
    let world = World(slots: 1)
    world.submit(1, tasks: 10, seconds: 1)
    world.submit(2, tasks: 10, seconds: 1)
    world.scheduler.workerLeaves(worker, at: 1000, now: 0)
    // Both have shown what they take; then the second one's tasks need longer than the worker stays.
    for task in 0..<10 {
      world.scheduler.interruptionRemembered(TaskNumber(20_000 + task), seconds: 5000)
    }
    var steps = 0
    while steps < 50, world.step() { steps += 1 }
    #expect(world.started.filter { $0 == first }.count == 10)
    #expect(!world.started.contains(second))
  }
}
