import Glibc
import Messages
import Testing

@testable import Transport
@testable import Worker

/// Which task goes to which slot, and what becomes of slots that die.
struct SlotLifeTests {
  @Test func `nothing is sent before a slot is ready`() {
    var driver = CoreDriver()
    driver.handle(.started)
    driver.welcome()
    driver.assign([TaskSamples.assignment()])
    #expect(driver.take().runs(of: 0).isEmpty)
    driver.becomeReady(0)
    #expect(driver.take().runs(of: 0).count == 1)
  }

  @Test func `a slot gets one task until tasks prove short`() {
    var driver = CoreDriver.ready()
    let tasks = (0..<100).map { TaskSamples.assignment(index: $0) }
    driver.assign(tasks)
    #expect(driver.take().runs(of: 0) == [tasks[0]])
    driver.slot(0, TaskSamples.finished(tasks[0], seconds: 0.00001))
    let next = driver.take().runs(of: 0)
    #expect(next == Array(tasks[1...64]))
    driver.slot(0, TaskSamples.finished(tasks[1], seconds: 60))
    #expect(driver.take().runs(of: 0).isEmpty)
  }

  @Test func `a short queue is dealt out evenly`() {
    var driver = CoreDriver.ready(slots: 2)
    let first = (0..<2).map { TaskSamples.assignment(index: $0) }
    driver.assign(first)
    driver.slot(0, TaskSamples.finished(first[0], seconds: 0.00001))
    driver.slot(1, TaskSamples.finished(first[1], seconds: 0.00001))
    _ = driver.take()
    driver.assign((10..<20).map { TaskSamples.assignment(index: $0) })
    let actions = driver.take()
    #expect(actions.runs(of: 0).count == 5)
    #expect(actions.runs(of: 1).count == 5)
  }

  @Test func `tasks behind a long one are taken back and go elsewhere`() {
    var driver = CoreDriver.ready(slots: 1)
    let tasks = (0..<5).map { TaskSamples.assignment(index: $0) }
    driver.assign([tasks[0]])
    driver.slot(0, TaskSamples.finished(tasks[0], seconds: 0.00001))
    driver.assign(Array(tasks[1...]))
    _ = driver.take()
    driver.pass(1)
    #expect(driver.take().recalls(of: 0) == 1)
    for task in tasks[2...] { driver.slot(0, TaskSamples.ended(task, .handedBack, started: false)) }
    let actions = driver.take()
    #expect(actions.ended.isEmpty)
    #expect(actions.runs(of: 0).isEmpty)
    driver.slot(0, TaskSamples.finished(tasks[1], seconds: 1))
    #expect(driver.take().runs(of: 0) == [tasks[2]])
  }

  @Test func `a death costs only the task that ran`() {
    var driver = CoreDriver.ready()
    let tasks = (0..<4).map { TaskSamples.assignment(index: $0) }
    driver.assign([tasks[0]])
    driver.slot(0, TaskSamples.finished(tasks[0], seconds: 0.00001))
    driver.assign(Array(tasks[1...]))
    driver.pass(0.2)
    _ = driver.take()
    driver.handle(.slotExited(0, SlotExit(status: .signalled(SIGABRT))))
    driver.becomeReady(0)
    driver.pass(0.2)
    let actions = driver.take()
    #expect(actions.ended.map(\.task) == [tasks[1].task])
    #expect(actions.spawned == [0])
    #expect(actions.runs(of: 0) == Array(tasks[2...]))
  }

  @Test func `a slot that dies at its start is tried again more slowly, then the worker gives up`() {
    var driver = CoreDriver()
    driver.handle(.started)
    _ = driver.take()
    var waits: [Double] = []
    for _ in 1..<SupervisorCore.startAttempts {
      driver.handle(.slotLog(0, ["no such experiment"]))
      driver.handle(.slotExited(0, SlotExit(status: .exited(127))))
      let start = driver.now
      while driver.actions.spawned.isEmpty, driver.now < start + 60 { driver.pass(0.1) }
      #expect(driver.take().spawned == [0])
      waits.append(driver.now - start)
    }
    #expect(waits == waits.sorted())
    driver.handle(.slotExited(0, SlotExit(status: .neverStarted("cannot start it"))))
    #expect(driver.take().exit == 1)
  }

  @Test func `a slot that never says it is ready is replaced`() {
    var driver = CoreDriver()
    driver.handle(.started)
    driver.pass(SupervisorCore.startPatience + 1)
    #expect(driver.take().killed == [0])
  }

  @Test func `a second thread count waits until the slot is empty`() {
    var driver = CoreDriver.ready()
    var wide = TaskSamples.assignment(index: 1)
    wide.threads = 4
    let narrow = TaskSamples.assignment(index: 0)
    driver.assign([narrow, wide])
    #expect(driver.take().runs(of: 0) == [narrow])
    driver.slot(0, TaskSamples.finished(narrow, seconds: 0.00001))
    let actions = driver.take()
    let pins = actions.compactMap { if case .pin(0, let threads) = $0 { threads } else { nil } }
    #expect(pins == [4])
    #expect(actions.runs(of: 0) == [wide])
  }
}
