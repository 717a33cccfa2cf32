import Messages
import Testing

@testable import Transport
@testable import Worker

/// Hello, welcome, silence, and what is said again after each.
struct LinkTests {
  @Test func `hello is said at once and again on fresh sockets, more and more slowly`() {
    var driver = CoreDriver()
    driver.handle(.started)
    #expect(driver.take().hellos.map(\.epoch) == [1])
    driver.pass(100, hearing: false)
    let actions = driver.take()
    #expect(actions.dials == actions.hellos.count)
    #expect(actions.hellos.map(\.epoch) == [2, 3, 4, 5, 6, 7])
  }

  @Test func `heartbeats tell what runs`() {
    var driver = CoreDriver.ready()
    let task = TaskSamples.assignment()
    driver.assign([task])
    driver.slot(0, TaskSamples.progress(task, step: 41))
    driver.pass(3)
    let beats = driver.take().heartbeats
    #expect(beats.count >= 2)
    #expect(beats.last?.running.map(\.step) == [41])
  }

  @Test func `silence beyond the lease brings a new session and the same reports`() throws {
    var driver = CoreDriver.ready()
    let tasks = (0..<2).map { TaskSamples.assignment(index: $0) }
    driver.assign(tasks)
    driver.slot(0, TaskSamples.finished(tasks[0]))
    driver.pass(0.2)
    let first = try #require(driver.take().reports.first)
    driver.pass(5.4, hearing: false)
    let hello = try #require(driver.take().hellos.first)
    #expect(hello.epoch == 2)
    // The finished one is still this worker's to report, or it would be run again.
    #expect(Set(hello.held.map(LeaseKey.init)) == Set(tasks.map { HeldTask($0).lease }))
    driver.slot(0, TaskSamples.finished(tasks[1]))
    driver.pass(0.2, hearing: false)
    #expect(driver.take().reports.isEmpty)
    driver.welcome()
    let again = driver.take().reports
    #expect(again.map(\.sequence) == [1, 2])
    #expect(again[0].finished == first.finished)
    #expect(again.allSatisfy { $0.epoch == 2 })
    driver.acknowledge([1, 2])
    #expect(driver.core.ledger.isEmpty)
  }

  @Test func `hello again is answered once`() {
    var driver = CoreDriver.ready()
    driver.receive(.helloAgain(WireHelloAgain()))
    driver.receive(.helloAgain(WireHelloAgain()))
    let actions = driver.take()
    #expect(actions.hellos.count == 1)
    #expect(actions.dials == 0)
  }

  @Test func `a worker tells a coordinator of version 1 apart, with what to upgrade`() {
    var driver = CoreDriver.ready()
    driver.handle(.unreadable(.version(found: 1)))
    guard case .exit(3, let message)? = driver.take().last else { return #expect(Bool(false)) }
    #expect(message?.contains("upgrade percolate on the coordinator's machine") == true)
  }

  @Test func `a refusal and another protocol version end the worker`() {
    var driver = CoreDriver.ready()
    driver.receive(.refusal(WireRefusal(.revoked, "")))
    #expect(driver.take().exit == 3)
    var other = CoreDriver.ready()
    other.handle(.unreadable(.version(found: 9)))
    #expect(other.take().exit == 3)
    var third = CoreDriver.ready()
    third.handle(.unreadable(.malformed("noise")))
    #expect(third.take().exit == nil)
  }

  @Test func `the connect time-out counts only before the first welcome`() {
    var driver = CoreDriver { $0.connectTimeout = 20 }
    driver.handle(.started)
    driver.pass(60, hearing: false)
    #expect(driver.take().exit == 3)
    var welcomed = CoreDriver.ready { $0.connectTimeout = 20 }
    welcomed.pass(60, hearing: false)
    #expect(welcomed.take().exit == nil)
  }

  @Test func `unwanted leases are stopped`() {
    var driver = CoreDriver.ready(slots: 1)
    let tasks = (0..<2).map { TaskSamples.assignment(index: $0) }
    driver.assign(tasks)
    _ = driver.take()
    driver.welcome(unwanted: tasks.map(TaskSamples.held))
    driver.pass(0.2)
    let actions = driver.take()
    #expect(actions.interrupts(of: 0) == 1)
    #expect(actions.ended.map(\.outcome) == [.cancelled])
    driver.slot(0, TaskSamples.ended(tasks[0], .handedBack, started: true))
    driver.pass(0.2)
    #expect(driver.take().ended.map(\.outcome) == [.cancelled])
  }

  @Test func `a revoked task that does not stop is killed`() {
    var driver = CoreDriver.ready()
    let task = TaskSamples.assignment()
    driver.assign([task])
    driver.revoke([task])
    driver.pass(SupervisorCore.revokePatience - 0.5)
    #expect(driver.take().killed.isEmpty)
    driver.pass(1)
    #expect(driver.take().killed == [0])
    driver.handle(.slotExited(0, SlotExit(status: .signalled(9))))
    driver.pass(0.2)
    #expect(driver.take().ended.map(\.outcome) == [.cancelled])
  }

  @Test func `long results go to disk until they are acknowledged, short ones do not`() {
    var driver = CoreDriver.ready()
    let tasks = (0..<2).map { TaskSamples.assignment(index: $0) }
    driver.assign(tasks)
    driver.slot(0, TaskSamples.finished(tasks[0], seconds: 1))
    driver.slot(0, TaskSamples.finished(tasks[1], seconds: 11))
    driver.pass(1)
    #expect(driver.take().spooled.map(\.result.seconds) == [11])
    driver.acknowledge([1, 2])
    #expect(driver.take().unspooled == 1)
  }

  @Test func `results of a dead worker are reported by the next`() throws {
    let kept = try TaskSamples.kept(TaskSamples.assignment())
    var driver = CoreDriver(spooled: [kept])
    driver.handle(.started)
    #expect(driver.take().hellos.first?.held.count == 1)
    driver.welcome()
    driver.pass(0.2)
    let reports = driver.take().reports
    #expect(reports.flatMap(\.finished) == [kept.result])
    #expect(reports.flatMap(\.metrics) == kept.rows)
    driver.acknowledge(reports.map(\.sequence))
    #expect(driver.take().unspooled == 1)
  }
}
