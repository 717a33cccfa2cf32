import Glibc
import Messages
import SweepModel
import Testing

@testable import Transport
@testable import Worker

/// Every way in which an attempt can end without a result, each told apart.
struct EndingTests {
  private func ending(
    of task: WireAssignment, cause: (inout CoreDriver) -> Void, exit: SlotExit, log: [String] = []
  ) -> WireEnded? {
    var driver = CoreDriver.ready()
    driver.assign([task])
    cause(&driver)
    driver.handle(.slotLog(0, log))
    driver.handle(.slotExited(0, exit))
    driver.pass(0.2)
    return driver.take().ended.first
  }

  private func died(by number: Int32, resident: Int = 0, machine: Bool = false) -> SlotExit {
    SlotExit(status: .signalled(number), maximumResident: resident, machineRanOutOfMemory: machine)
  }

  @Test func `a signal is a crash and is named`() {
    let ended = ending(
      of: TaskSamples.assignment(), cause: { _ in }, exit: died(by: SIGSEGV), log: ["one", "two"])
    #expect(ended?.outcome == .crashed)
    #expect(ended?.reason.contains("SIGSEGV") == true)
    #expect(ended?.log == ["one", "two"])
    #expect(ended?.started == true)
  }

  @Test func `a parent's memory, which the kernel carries over, is no task's`() {
    var driver = CoreDriver(slots: 1)
    driver.handle(.started)
    var ready = WireSlotReady()
    ready.inheritedPeak = 900 << 20
    driver.slot(0, WireFromSlot(.ready(ready)))
    driver.welcome()
    driver.assign([TaskSamples.assignment(memory: 200 << 20)])
    driver.handle(.slotExited(0, died(by: SIGABRT, resident: 900 << 20)))
    driver.pass(0.2)
    #expect(driver.take().ended.map(\.outcome) == [.crashed])
  }

  @Test func `leaving without a result is a crash with the exit code`() {
    let ended = ending(of: TaskSamples.assignment(), cause: { _ in }, exit: SlotExit(status: .exited(7)))
    #expect(ended?.outcome == .crashed)
    #expect(ended?.reason.contains("code 7") == true)
  }

  @Test func `an end tells how far it got, so that no heartbeat need have told it before`() {
    let task = TaskSamples.assignment(time: 3)
    let killed = ending(
      of: task, cause: { $0.slot(0, TaskSamples.progress(task, step: 21)) }, exit: died(by: SIGKILL))
    #expect(killed?.step == 21)
    let silent = ending(of: task, cause: { _ in }, exit: died(by: SIGKILL))
    #expect(silent?.step == 0)
    var driver = CoreDriver.ready()
    driver.assign([task])
    driver.slot(0, TaskSamples.progress(task, step: 21), TaskSamples.ended(task, .failed, started: true))
    driver.pass(0.2)
    #expect(driver.take().ended.map(\.step) == [21])
  }

  @Test func `the time limit kills and is named`() {
    var killed: [Int] = []
    let ended = ending(
      of: TaskSamples.assignment(time: 3),
      cause: {
        $0.pass(2.8)
        killed += $0.actions.killed
        $0.pass(0.6)
        killed += $0.actions.killed
      }, exit: died(by: SIGKILL))
    #expect(killed == [0])
    #expect(ended?.outcome == .timedOut)
    #expect(ended?.seconds ?? 0 > 3)
  }

  @Test func `a silent task is stalled, one that steps is not`() {
    let task = TaskSamples.assignment(stall: 1)
    let ended = ending(
      of: task,
      cause: {
        for step in 1...10 {
          $0.pass(0.8)
          $0.slot(0, TaskSamples.progress(task, step: Int64(step)))
        }
        #expect($0.actions.killed.isEmpty)
        $0.pass(1.2)
        #expect($0.actions.killed == [0])
      }, exit: died(by: SIGKILL))
    #expect(ended?.outcome == .stalled)
  }

  @Test func `too much resident memory kills and is named`() {
    let ended = ending(
      of: TaskSamples.assignment(memory: 100 << 20),
      cause: {
        $0.handle(.memory(0, resident: 120 << 20))
        #expect($0.actions.killed.isEmpty)
        $0.handle(.memory(0, resident: 200 << 20))
        #expect($0.actions.killed == [0])
      }, exit: died(by: SIGKILL))
    #expect(ended?.outcome == .outOfMemory)
    #expect(ended?.reason.contains("100 MiB") == true)
  }

  @Test(
    arguments: [
      (
        SIGABRT as Int32, 0, false,
        ["Fatal error: failed to allocate 16777248 bytes of memory with alignment 16"] as [String]
      ),
      (SIGKILL, 0, true, []), (SIGSEGV, 160 << 20, false, []),
    ] as [(Int32, Int, Bool, [String])])
  func `deaths that memory explains`(number: Int32, resident: Int, machine: Bool, log: [String]) {
    let ended = ending(
      of: TaskSamples.assignment(memory: 100 << 20), cause: { _ in },
      exit: died(by: number, resident: resident, machine: machine), log: log)
    #expect(ended?.outcome == .outOfMemory)
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGHUP, SIGUSR1, SIGQUIT, 37])
  func `a signal that somebody else sent is not the task's fault`(number: Int32) {
    let ended = ending(of: TaskSamples.assignment(), cause: { _ in }, exit: died(by: number))
    #expect(ended?.outcome == .lost)
    #expect(ended?.reason.contains("sent from outside") == true)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGKILL])
  func `whatever ends a slot while its worker leaves, the task is handed back`(number: Int32) {
    var driver = CoreDriver.ready()
    driver.assign([TaskSamples.assignment()])
    driver.handle(.signal(SIGTERM))
    driver.handle(.slotExited(0, died(by: number)))
    driver.pass(0.2)
    #expect(driver.take().ended.map(\.outcome) == [.handedBack])
  }

  @Test func `a stream that cannot be read kills the slot`() {
    let ended = ending(
      of: TaskSamples.assignment(),
      cause: {
        $0.handle(.slotUnreadable(0, "bad length"))
        #expect($0.actions.killed == [0])
      }, exit: died(by: SIGKILL))
    #expect(ended?.outcome == .crashed)
    #expect(ended?.reason.contains("bad length") == true)
  }

  @Test func `a failure that the experiment reports keeps its log`() {
    var driver = CoreDriver.ready()
    let task = TaskSamples.assignment()
    driver.assign([task])
    driver.handle(.slotLog(0, (1...150).map { "line \($0)" }))
    driver.slot(0, TaskSamples.ended(task, .failed, started: true))
    let ended = driver.take().ended
    #expect(ended.first?.outcome == .failed)
    #expect(ended.first?.log.count == 100)
    #expect(ended.first?.log.first == "line 51")
  }

  @Test func `time in which the whole worker stood still is nobody's fault`() {
    var driver = CoreDriver.ready()
    driver.assign([TaskSamples.assignment(time: 10, stall: 5)])
    driver.pass(1)
    driver.now += 3600
    driver.handle(.tick)
    #expect(driver.take().killed.isEmpty)
    driver.pass(5)
    #expect(driver.take().killed == [0])
  }

  @Test func `a limit that kills too late blames nobody`() {
    var driver = CoreDriver.ready()
    let tasks = (0..<3).map { TaskSamples.assignment(index: $0, time: 3) }
    driver.assign([tasks[0]])
    driver.slot(0, TaskSamples.finished(tasks[0], seconds: 0.00001))
    driver.assign(Array(tasks[1...]))
    driver.now += 1
    driver.handle(.tick)
    driver.now += 1.9
    driver.handle(.tick)
    driver.now += 0.2
    driver.handle(.tick)
    #expect(driver.take().killed == [0])
    // Its result was already in the pipe, and the next task had begun.
    driver.slot(0, TaskSamples.finished(tasks[1], seconds: 3.05))
    driver.handle(.slotExited(0, died(by: SIGKILL)))
    driver.becomeReady(0)
    driver.pass(0.2)
    let actions = driver.take()
    #expect(actions.ended.isEmpty)
    #expect(actions.finished.map(\.task) == [tasks[1].task])
    #expect(actions.runs(of: 0).map(\.task) == [tasks[2].task])
  }
}
