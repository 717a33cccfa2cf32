import SweepModel
import Testing

@testable import Scheduling

private let experiment = "probe/1"
private func session(_ number: UInt64, epoch: UInt64 = 1) -> WorkerSession {
  WorkerSession(worker: WorkerID(high: number, low: 0), epoch: epoch)
}
private let sweep = SweepNumber(1)

/// A scheduler that a test drives with workers that stay for a while only.
private struct Driver {
  var scheduler = Scheduler(now: 0)
  var now = 0.0

  /// - Parameter levels: the point of each task, on one axis; none leaves costs unmodelled.
  init(tasks: Int, levels: [UInt16] = [], savesCheckpoints: Bool = false) {
    scheduler.sweepAdded(
      SweepEntry(
        number: sweep, attemptsAllowed: 1, experiment: experiment, savesCheckpoints: savesCheckpoints),
      planned: (1...tasks).map { .init(task: TaskNumber($0), status: .pending) }, excluded: 0, levels: levels,
      axisCount: levels.isEmpty ? 0 : 1)
  }

  mutating func join(_ number: UInt64, stays: Double?, slots: Int = 1, epoch: UInt64 = 1) {
    _ = scheduler.workerJoined(
      session(number, epoch: epoch), slots: slots, experiments: [experiment],
      leavesAt: stays.map { now + $0 }, now: now)
  }

  /// Lets time pass, with all workers heard, and gives what each is handed.
  mutating func pass(_ seconds: Double = 0) -> [WorkerSession: [Lease]] {
    now += seconds
    for worker in scheduler.workers.keys { _ = scheduler.heard(from: worker, now: now) }
    scheduler.tick(now: now)
    scheduler.dispatch(now: now)
    var handed: [WorkerSession: [Lease]] = [:]
    for case .assign(let worker, _, let leases) in scheduler.takeActions() {
      handed[worker, default: []] += leases
    }
    #expect(scheduler.brokenInvariants() == [])
    return handed
  }

  mutating func finish(_ task: Int, by number: UInt64, seconds: Double, attempt: Int = 1) {
    _ = scheduler.attemptFinished(
      TaskNumber(task), attempt: attempt, by: session(number), seconds: seconds)
  }

  mutating func handBack(_ task: Int, by number: UInt64, ran: Double, attempt: Int = 1) {
    scheduler.attemptEnded(
      TaskNumber(task), attempt: attempt, by: session(number), outcome: .handedBack, reason: "leaving",
      ranSeconds: ran, now: now)
  }

  func why(_ task: Int) -> String { scheduler.explanation(of: TaskNumber(task), now: now) ?? "" }
}

/// A task goes only to a worker that stays long enough for it, and where there is none, that is said.
@Suite struct TimeLimitTests {
  @Test func `a task that was interrupted goes to a worker that stays longer`() {
    var driver = Driver(tasks: 1)
    driver.join(1, stays: 20)
    #expect(driver.pass()[session(1)]?.count == 1, "nothing is known yet, so it is tried")
    _ = driver.pass(20)
    driver.handBack(1, by: 1, ran: 20)
    driver.scheduler.workerLeft(session(1), reason: "time", isItsOwnDoing: true, now: 0)
    driver.join(2, stays: 20)
    #expect(driver.pass().isEmpty)
    #expect(driver.pass(5).isEmpty)
    #expect(
      driver.why(1)
        == "No worker here stays long enough: it needs more than 20s on one worker, and a fifth to spare, and the "
        + "longest stays for 15s; start one with a longer time limit.")
    #expect(
      driver.scheduler.whyNothingFits(sweep, now: driver.now)?.contains("its tasks need more than 20s")
        == true)
    driver.join(3, stays: 25)
    #expect(driver.pass()[session(3)]?.map(\.attempt) == [2])
  }

  @Test func `without a limit a worker takes everything`() {
    var driver = Driver(tasks: 2)
    driver.join(1, stays: 20)
    _ = driver.pass()
    _ = driver.pass(20)
    driver.handBack(1, by: 1, ran: 20)
    driver.join(2, stays: nil)
    #expect(driver.pass()[session(2)]?.count == 1)
  }

  @Test func `what finished tells what others need, with a fifth to spare`() {
    var driver = Driver(tasks: 4)
    driver.join(1, stays: nil)
    _ = driver.pass()
    _ = driver.pass(40)
    driver.finish(1, by: 1, seconds: 40)
    _ = driver.pass()
    driver.join(2, stays: 47)
    #expect(driver.pass()[session(2)] == nil)
    driver.join(3, stays: 48.5)
    #expect(driver.pass()[session(3)]?.count == 1)
  }

  @Test func `what finished or was interrupted in an earlier life counts as well`() {
    var driver = Driver(tasks: 3, levels: [0, 0, 1])
    driver.scheduler.interruptionRemembered(TaskNumber(3), seconds: 100)
    driver.join(1, stays: 60)
    let first = driver.pass()[session(1)]?.first?.task
    #expect(first == TaskNumber(1))
    driver.scheduler.durationRemembered(TaskNumber(1), seconds: 40)
    driver.join(2, stays: 45)
    #expect(driver.pass()[session(2)] == nil)
    #expect(driver.why(3).contains("it needs more than 1m 40s"))
    driver.join(3, stays: 49)
    #expect(driver.pass()[session(3)]?.map(\.task) == [TaskNumber(2)])
  }

  @Test func `a worker that stays briefly takes the short ones behind the long ones`() {
    // Points take 40 s and 2 s in turn; the first two teach it.
    let levels = (0..<400).map { UInt16($0 % 2) }
    var driver = Driver(tasks: 400, levels: levels)
    driver.join(1, stays: nil, slots: 2)
    _ = driver.pass()
    _ = driver.pass(40)
    driver.finish(1, by: 1, seconds: 40)
    driver.finish(2, by: 1, seconds: 2)
    _ = driver.pass()
    driver.join(2, stays: 20, slots: 4)
    let handed = driver.pass()[session(2)] ?? []
    #expect(handed.count == 4)
    #expect(handed.allSatisfy { $0.task.value % 2 == 0 }, "\(handed)")
    // Until there are none left of them, and no further.
    driver.scheduler.workerLeft(session(1), reason: "gone", now: 0)
    var count = handed.count
    var open = handed
    for _ in 0..<400 where !open.isEmpty {
      for lease in open { driver.finish(lease.task.value, by: 2, seconds: 2, attempt: lease.attempt) }
      driver.scheduler.workerLeaves(session(2), at: driver.now + 20, now: driver.now)
      open = driver.pass(1.1)[session(2)] ?? []
      #expect(open.allSatisfy { $0.task.value % 2 == 0 })
      count += open.count
    }
    #expect(count >= 198)
    #expect(driver.why(3).hasPrefix("No worker here stays long enough: it needs about 40s"))
    #expect(driver.scheduler.whyNothingFits(sweep, now: driver.now) != nil)
  }

  @Test func `short ones that came back are not hidden by many long ones`() {
    let levels = (0..<60).map { UInt16($0 < 40 ? 0 : 1) }
    var driver = Driver(tasks: 60, levels: levels)
    driver.join(1, stays: 30, slots: 60)
    let first = driver.pass()[session(1)] ?? []
    #expect(first.count == 60)
    _ = driver.pass(25)
    // The short ones were not begun; all are in the list of those that came back, the long ones on top.
    for task in 41...60 {
      driver.scheduler.attemptEnded(
        TaskNumber(task), attempt: 1, by: session(1), outcome: .handedBack, reason: "", started: false,
        now: driver.now)
    }
    for task in 1...40 { driver.handBack(task, by: 1, ran: 25) }
    driver.scheduler.workerLeft(session(1), reason: "time", now: 0)
    driver.join(2, stays: 20, slots: 10)
    var handed: [Lease] = []
    for _ in 0..<10 { handed += driver.pass(0.1)[session(2)] ?? [] }
    #expect(handed.count == 10)
    #expect(handed.allSatisfy { $0.task.value > 40 }, "\(handed)")
  }

  @Test func `replicates of an interrupted point wait with it`() {
    var driver = Driver(tasks: 3, levels: [0, 0, 1])
    driver.join(1, stays: 20)
    _ = driver.pass()
    _ = driver.pass(20)
    driver.handBack(1, by: 1, ran: 20)
    driver.scheduler.workerLeft(session(1), reason: "time", now: 0)
    driver.join(2, stays: 20)
    #expect(driver.pass()[session(2)]?.map(\.task) == [TaskNumber(3)], "of another point nothing is known")
  }

  @Test func `a task that saves checkpoints goes anywhere, until it gets nowhere`() {
    var driver = Driver(tasks: 1, savesCheckpoints: true)
    driver.join(1, stays: 20)
    _ = driver.pass()
    driver.scheduler.checkpointSaved(TaskNumber(1), attempt: 1)
    _ = driver.pass(20)
    driver.handBack(1, by: 1, ran: 20)
    driver.scheduler.workerLeft(session(1), reason: "time", now: 0)
    driver.join(2, stays: 20)
    #expect(driver.pass()[session(2)]?.map(\.attempt) == [2])
    _ = driver.pass(20)
    driver.handBack(1, by: 2, ran: 20, attempt: 2)
    driver.scheduler.workerLeft(session(2), reason: "time", now: 0)
    driver.join(3, stays: 20)
    #expect(driver.pass().isEmpty, "attempt 2 saved nothing")
    #expect(driver.why(1).contains("more than 20s"))
  }

  @Test func `a checkpoint shows that an experiment saves them, whatever it declares`() {
    var driver = Driver(tasks: 2)
    driver.join(1, stays: nil)
    _ = driver.pass()
    _ = driver.pass(100)
    driver.scheduler.checkpointSaved(TaskNumber(1), attempt: 1)
    driver.finish(1, by: 1, seconds: 100)
    driver.scheduler.workerLeft(session(1), reason: "gone", now: 0)
    driver.join(2, stays: 20)
    #expect(driver.pass()[session(2)]?.count == 1)
  }

  @Test func `a worker that vanished teaches what it last said it had run`() {
    var driver = Driver(tasks: 1)
    driver.join(1, stays: 60)
    _ = driver.pass()
    driver.now += 30
    _ = driver.scheduler.heard(from: session(1), now: driver.now)
    driver.scheduler.progressed(
      TaskNumber(1), attempt: 1, by: session(1), step: 0, ranSeconds: 1e9, now: driver.now)
    driver.scheduler.workerLeft(session(1), reason: "it fell silent", now: 0)
    driver.join(2, stays: 35)
    #expect(driver.pass().isEmpty)
    #expect(driver.why(1).contains("more than 30s"), "what it says counts up to the lease's age")
    driver.join(3, stays: 37)
    #expect(driver.pass()[session(3)]?.count == 1)
  }

  @Test func `a limit that an administrator raises counts from then on`() {
    var driver = Driver(tasks: 1)
    driver.join(1, stays: 20)
    _ = driver.pass()
    _ = driver.pass(20)
    driver.handBack(1, by: 1, ran: 20)
    driver.join(2, stays: 10)
    #expect(driver.pass().isEmpty)
    driver.scheduler.workerLeaves(session(2), at: driver.now + 100, now: driver.now)
    #expect(driver.pass()[session(2)]?.count == 1)
  }

  @Test func `a task that broke elsewhere is not kept for a worker that leaves too soon`() {
    var driver = Driver(tasks: 1)
    driver.scheduler.sweepAdded(
      SweepEntry(number: SweepNumber(2), attemptsAllowed: 3, experiment: experiment),
      planned: [.init(task: TaskNumber(9), status: .pending)], excluded: 0)
    driver.scheduler.sweepPaused(sweep)
    driver.join(1, stays: nil)
    _ = driver.pass()
    _ = driver.pass(30)
    driver.handBack(9, by: 1, ran: 30)
    _ = driver.pass()
    driver.scheduler.attemptEnded(
      TaskNumber(9), attempt: 2, by: session(1), outcome: .crashed, reason: "", now: driver.now)
    driver.join(2, stays: 10)
    #expect(driver.pass()[session(1)]?.map(\.attempt) == [3])
  }

  @Test func `a worker hears of the work that one like it could be given`() {
    var driver = Driver(tasks: 3)
    driver.join(1, stays: 20)
    #expect(driver.scheduler.tasksLeft(for: session(1)) == 3)
    _ = driver.pass()
    #expect(driver.scheduler.tasksLeft(for: session(1)) == 3, "its own counts")
    driver.join(2, stays: 20)
    _ = driver.pass()
    #expect(driver.scheduler.tasksLeft(for: session(2)) == 2)
    _ = driver.pass(15)
    for task in 1...2 { driver.handBack(task, by: UInt64(task), ran: 18) }
    driver.scheduler.cancel([TaskNumber(3)], reason: "test")
    _ = driver.pass(1)
    #expect(
      driver.scheduler.tasksLeft(for: session(1)) == 2,
      "a fifth more than 15 s, which is what counts, fits 20 s")
    driver.scheduler.sweepPaused(sweep)
    #expect(driver.scheduler.tasksLeft(for: session(1)) == 0)
  }

  @Test func `no work is left for a worker whose whole life would be too short`() {
    var driver = Driver(tasks: 1)
    driver.join(1, stays: 20)
    _ = driver.pass()
    _ = driver.pass(19)
    driver.handBack(1, by: 1, ran: 19)
    _ = driver.pass(1)
    #expect(driver.scheduler.tasksLeft(for: session(1)) == 0)
  }
}
