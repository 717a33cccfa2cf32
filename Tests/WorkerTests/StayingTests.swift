import Glibc
import Messages
import Testing

@testable import Transport
@testable import Worker

/// How long a worker stays, and whether it comes back.
struct StayingTests {
  private func idle(_ limit: Double) -> CoreDriver {
    CoreDriver.ready {
      $0.idleLimit = limit
      $0.grace = 10
    }
  }

  private func acknowledge(_ driver: inout CoreDriver, _ reports: [WireReport], tasksLeft: UInt64? = nil) {
    var acknowledge = WireAcknowledge()
    acknowledge.sequences = reports.map(\.sequence)
    if let tasksLeft { acknowledge.tasksLeft = tasksLeft }
    driver.receive(.acknowledge(acknowledge))
  }

  // MARK: Nothing to do

  @Test func `an idle worker leaves with 0 and says why`() {
    var driver = idle(5)
    driver.pass(4.6)
    #expect(driver.take().exit == nil)
    driver.pass(1)
    let actions = driver.take()
    #expect(actions.exit == 0)
    #expect(actions.hasGoodbye)
    #expect(actions.notices.contains { $0.contains("nothing to do for 5s") })
  }

  @Test func `a worker with a task or an unacknowledged result never counts as idle`() {
    var driver = idle(5)
    let task = TaskSamples.assignment()
    driver.assign([task])
    driver.pass(20)
    #expect(driver.take().exit == nil)
    driver.slot(0, TaskSamples.finished(task))
    driver.pass(20)
    let reports = driver.take().reports
    #expect(reports.count == 1)
    acknowledge(&driver, reports)
    driver.pass(4)
    #expect(driver.take().exit == nil)
    driver.pass(2)
    #expect(driver.take().exit == 0)
  }

  @Test func `each task begins the wait anew`() {
    var driver = idle(5)
    for index in 0..<3 {
      driver.pass(4)
      let task = TaskSamples.assignment(index: index)
      driver.assign([task])
      driver.slot(0, TaskSamples.finished(task))
      driver.pass(0.2)
      let actions = driver.take()
      #expect(actions.exit == nil)
      acknowledge(&driver, actions.reports)
    }
  }

  @Test func `a worker that was never welcomed is not idle, and time in which it was frozen does not count`()
  {
    var lost = CoreDriver { $0.idleLimit = 5 }
    lost.handle(.started)
    lost.pass(20, hearing: false)
    #expect(lost.take().exit == nil)
    var frozen = idle(5)
    frozen.pass(1)
    frozen.now += 100
    frozen.receive(.heartbeat(WireCoordinatorHeartbeat()))
    frozen.handle(.tick)
    frozen.pass(1)
    #expect(frozen.take().exit == nil)
  }

  // MARK: The batch system's limit

  @Test func `a limit that moves moves the end, and the worker's own stays the latest`() throws {
    var driver = CoreDriver.ready {
      $0.deadline = 1000
      $0.grace = 10
    }
    driver.handle(.deadline(200))
    driver.pass(2)
    #expect(try #require(driver.take().heartbeats.last).remainingSeconds < 90)
    driver.handle(.deadline(nil))
    driver.pass(2)
    #expect(try #require(driver.take().heartbeats.last).remainingSeconds > 800)
    driver.handle(.deadline(110))
    driver.pass(2)
    #expect(driver.take().exit == 0)
  }

  // MARK: Another turn

  private static let policy = RequeuePolicy(restarts: 2, limit: 100)

  @Test func `work that is left brings the job back`() {
    for cause in [LeavingCause.signal, .timeLimit] {
      guard case .requeue(let reason) = StayingTests.policy.verdict(cause, tasksLeft: 1, hasContributed: true)
      else {
        Issue.record("\(cause)")
        continue
      }
      #expect(reason == "1 task is left")
    }
  }

  @Test func `nothing brings back a job that is not wanted, has done nothing, or came too often`() {
    func ends(_ policy: RequeuePolicy, _ cause: LeavingCause, _ left: UInt64, _ did: Bool) -> Bool {
      if case .end = policy.verdict(cause, tasksLeft: left, hasContributed: did) { true } else { false }
    }
    #expect(ends(StayingTests.policy, .drain, 5, true))
    #expect(ends(StayingTests.policy, .idle, 5, true))
    #expect(ends(StayingTests.policy, .signal, 0, true))
    #expect(ends(StayingTests.policy, .signal, 5, false))
    #expect(ends(RequeuePolicy(restarts: 100, limit: 100), .signal, 5, true))
    #expect(ends(RequeuePolicy(restarts: 0, limit: 0), .signal, 5, true))
  }

  @Test func `an evicted pod comes back even if it has done nothing, and one that is done does not`() {
    let pod = RequeuePolicy(system: .kubernetes, restarts: 0, limit: 100)
    func comesBack(_ cause: LeavingCause, _ left: UInt64?, _ did: Bool = false) -> Bool {
      if case .requeue = pod.verdict(cause, tasksLeft: left, hasContributed: did) { true } else { false }
    }
    #expect(comesBack(.signal, 5))
    // Nobody has told it yet whether there is work.
    #expect(comesBack(.signal, nil))
    #expect(comesBack(.timeLimit, 5, true))
    #expect(!comesBack(.timeLimit, 5, false))
    #expect(!comesBack(.timeLimit, nil))
    #expect(!comesBack(.signal, 0))
    #expect(!comesBack(.idle, 5, true))
    #expect(!comesBack(.drain, 5, true))
    // Slurm would start such a job again and again.
    guard case .end = StayingTests.policy.verdict(.signal, tasksLeft: nil, hasContributed: false) else {
      Issue.record("a job that reached nobody comes back")
      return
    }
  }

  @Test func `a pod that is evicted before its coordinator answers asks for another one`() {
    var driver = CoreDriver(slots: 1) {
      $0.requeue = RequeuePolicy(system: .kubernetes, restarts: 0, limit: 100)
      $0.grace = 10
    }
    driver.handle(.started)
    driver.becomeReady(0)
    driver.handle(.signal(SIGTERM))
    let actions = driver.take()
    #expect(actions.asksForRequeue)
    #expect(actions.notices.contains { $0.contains("exit code 75") }, "\(actions.notices)")
  }

  /// A worker that has had a result taken, and is told to leave with a task in its slot.
  private func told(hasResult: Bool = true) -> (CoreDriver, WireAssignment) {
    var driver = CoreDriver.ready {
      $0.requeue = StayingTests.policy
      $0.grace = 10
    }
    let tasks = (0..<2).map { TaskSamples.assignment(index: $0) }
    driver.assign(tasks)
    if hasResult {
      driver.slot(0, TaskSamples.finished(tasks[0]))
    } else {
      driver.slot(0, TaskSamples.ended(tasks[0], .failed, started: true))
    }
    driver.pass(0.2)
    acknowledge(&driver, driver.take().reports)
    driver.handle(.signal(SIGTERM))
    driver.slot(0, TaskSamples.ended(tasks[1], .handedBack, started: true))
    return (driver, tasks[1])
  }

  @Test func `the last acknowledgement says whether work is left`() {
    var (driver, _) = told()
    acknowledge(&driver, driver.take().reports, tasksLeft: 1)
    let actions = driver.take()
    #expect(actions.asksForRequeue)
    #expect(actions.exit == 0)
    var (done, _) = told()
    acknowledge(&done, done.take().reports, tasksLeft: 0)
    #expect(!done.take().asksForRequeue)
  }

  @Test func `a run that brought nothing does not come back`() {
    var (driver, _) = told(hasResult: false)
    acknowledge(&driver, driver.take().reports, tasksLeft: 2)
    let actions = driver.take()
    #expect(!actions.asksForRequeue)
    #expect(actions.notices.contains { $0.contains("neither a result nor a checkpoint") })
  }

  @Test func `a saved checkpoint counts as something done`() {
    var (driver, task) = told(hasResult: false)
    var part = WireCheckpointPart()
    part.task = task.task
    part.attempt = task.attempt
    part.size = 8
    part.content = .init(repeating: 1, count: 8)
    #expect(driver.take().exit == nil)
    var ledger = ReportLedger()
    ledger.add(part, now: 0)
    ledger.seal(now: 1, force: true)
    #expect(ledger.hasProgress(in: [1]))
    #expect(!ledger.hasProgress(in: [2]))
    var half = ReportLedger()
    part.size = 16
    half.add(part, now: 0)
    half.seal(now: 1, force: true)
    #expect(!half.hasProgress(in: [1]))
  }

  // MARK: A refused key

  @Test func `a refused key ends the worker at once, and its results stay on its disk`() {
    var driver = CoreDriver.ready()
    let task = TaskSamples.assignment()
    driver.assign([task])
    driver.slot(0, TaskSamples.finished(task, seconds: 0.1))
    _ = driver.take()
    driver.handle(.connection(.refused))
    let actions = driver.take()
    #expect(actions.exit == 3)
    #expect(actions.spooled.count == 1)
  }

  @Test func `a result is kept with what it streamed and the coordinator has not acknowledged`() throws {
    var driver = CoreDriver.ready()
    let task = TaskSamples.assignment()
    let kept = try TaskSamples.kept(task)
    driver.assign([task])
    driver.slot(0, WireFromSlot(.metrics(TaskSamples.rows(of: task, step: 1))))
    driver.pass(1)
    driver.acknowledge(driver.take().reports.map(\.sequence))
    // Of another task, which has no result.
    driver.slot(0, WireFromSlot(.metrics(TaskSamples.rows(of: TaskSamples.assignment(index: 1), step: 4))))
    for rows in kept.rows { driver.slot(0, WireFromSlot(.metrics(rows))) }
    driver.slot(0, WireFromSlot(.finished(kept.result)))
    driver.handle(.connection(.refused))
    let actions = driver.take()
    #expect(actions.exit == 3)
    #expect(actions.spooled == [kept])
  }

  @Test func `what closes connections is told at once, an absent coordinator only after a while`() {
    var driver = CoreDriver()
    driver.handle(.started)
    driver.handle(.connection(.closed))
    #expect(driver.take().warnings.contains { $0.contains("another key") })
    var absent = CoreDriver()
    absent.handle(.started)
    absent.pass(20, hearing: false)
    #expect(absent.take().warnings.isEmpty)
    absent.pass(60, hearing: false)
    #expect(absent.take().warnings.contains { $0.contains("nothing answers there") })
  }
}

extension [WorkerAction] {
  fileprivate var notices: [String] {
    compactMap { if case .log(.notice, let text) = $0 { text } else { nil } }
  }

  fileprivate var warnings: [String] {
    compactMap { if case .log(.warning, let text) = $0 { text } else { nil } }
  }

  fileprivate var asksForRequeue: Bool {
    contains { if case .requeue = $0 { true } else { false } }
  }
}
