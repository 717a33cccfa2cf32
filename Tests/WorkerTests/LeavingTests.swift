import Glibc
import Messages
import Testing

@testable import Transport
@testable import Worker

/// How a worker goes.
struct LeavingTests {
  private func busy(slots: Int = 1, tasks: Int = 2) -> (CoreDriver, [WireAssignment]) {
    var driver = CoreDriver.ready(slots: slots) { $0.grace = 10 }
    let all = (0..<tasks).map { TaskSamples.assignment(index: $0) }
    driver.assign(all)
    _ = driver.take()
    return (driver, all)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGUSR1, SIGUSR2])
  func `a signal hands everything back and waits for the acknowledgement`(number: Int32) throws {
    var (driver, tasks) = busy()
    driver.handle(.signal(number))
    var actions = driver.take()
    #expect(actions.interrupts(of: 0) == 1)
    driver.slot(0, TaskSamples.ended(tasks[0], .handedBack, started: true))
    actions += driver.take()
    let ended = actions.ended
    #expect(Set(ended.map(\.outcome)) == [.handedBack])
    #expect(ended.filter(\.started).map(\.task) == [tasks[0].task])
    #expect(ended.filter { !$0.started }.map(\.task) == [tasks[1].task])
    #expect(actions.exit == nil)
    driver.acknowledge(actions.reports.map(\.sequence))
    let last = driver.take()
    #expect(last.hasGoodbye)
    #expect(last.exit == 0)
  }

  @Test func `the coordinator hears that a worker leaves before anything is handed back`() {
    var (driver, _) = busy()
    driver.handle(.signal(SIGTERM))
    let actions = driver.take()
    let beat = actions.firstIndex { [$0].heartbeats.first?.leaving == true }
    let report = actions.firstIndex { ![$0].ended.isEmpty } ?? actions.endIndex
    #expect((beat ?? actions.endIndex) < report)
    driver.receive(.helloAgain(WireHelloAgain()))
    #expect(driver.take().hellos.map(\.leaving) == [true])
  }

  @Test func `a task that finishes instead of stopping is a result`() {
    var (driver, tasks) = busy(tasks: 1)
    driver.handle(.signal(SIGTERM))
    driver.slot(0, TaskSamples.finished(tasks[0]))
    #expect(driver.take().finished.count == 1)
  }

  @Test func `new tasks are handed back while leaving`() {
    var (driver, _) = busy()
    driver.handle(.signal(SIGTERM))
    driver.assign([TaskSamples.assignment(index: 9)])
    driver.pass(0.2)
    #expect(driver.take().ended.contains { $0.task == TaskSamples.assignment(index: 9).task && !$0.started })
  }

  @Test func `a task that ignores the request is killed within the grace period`() {
    var (driver, _) = busy(tasks: 1)
    driver.handle(.signal(SIGTERM))
    driver.pass(7.8)
    #expect(driver.take().killed.isEmpty)
    driver.pass(0.6)
    #expect(driver.take().killed == [0])
    driver.handle(.slotExited(0, SlotExit(status: .signalled(9))))
    let actions = driver.take()
    #expect(actions.ended.map(\.outcome) == [.handedBack])
    #expect(actions.spawned.isEmpty)
    driver.pass(2)
    #expect(driver.take().exit == 0)
  }

  @Test(arguments: zip([SIGINT, SIGTERM], [130, 143] as [Int32]))
  func `a second signal means now`(number: Int32, code: Int32) {
    var (driver, _) = busy()
    driver.handle(.signal(SIGTERM))
    driver.handle(.signal(number))
    let actions = driver.take()
    #expect(actions.exit == code)
    #expect(actions.killed == [0])
  }

  @Test func `the time limit leaves early enough for the grace period`() {
    var driver = CoreDriver.ready {
      $0.deadline = 200
      $0.grace = 10
    }
    driver.assign([TaskSamples.assignment()])
    driver.pass(89)
    #expect(driver.take().interrupts(of: 0) == 0)
    driver.pass(1.4)
    #expect(driver.take().interrupts(of: 0) == 1)
  }

  @Test func `a drain from the coordinator leaves too`() {
    var (driver, _) = busy(tasks: 0)
    driver.receive(.drain(WireDrain()))
    #expect(driver.take().exit == 0)
  }

  @Test func `without a coordinator the results wait on disk`() {
    var (driver, tasks) = busy(tasks: 1)
    driver.slot(0, TaskSamples.finished(tasks[0], seconds: 0.1))
    driver.handle(.signal(SIGTERM))
    driver.pass(11, hearing: false)
    let actions = driver.take()
    #expect(actions.exit == 0)
    #expect(actions.spooled.count == 1)
  }
}
