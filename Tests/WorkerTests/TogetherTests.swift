import Foundation
import Messages
import Testing

@testable import Transport
@testable import Worker

/// Replicates of one point share a call, and nothing else.
struct TogetherTests {
  private func replicates(_ range: Range<Int>, index: Int = 0, time: Double = 0) -> [WireAssignment] {
    range.map { TaskSamples.assignment(index: index, time: time, replicate: $0) }
  }

  private func driver(slots: Int = 1) -> CoreDriver {
    CoreDriver.ready(slots: slots) { $0.together = ["scripted": 4] }
  }

  @Test func `replicates of a point go to a slot as one call, up to the experiment's limit`() {
    var driver = driver()
    let tasks = replicates(0..<6)
    driver.assign(tasks)
    #expect(driver.take().calls(of: 0) == [Array(tasks[..<4])])
    for task in tasks[..<3] { driver.slot(0, TaskSamples.finished(task, seconds: 10)) }
    let during = driver.take()
    #expect(during.calls(of: 0).isEmpty, "the call is not over")
    driver.slot(0, TaskSamples.finished(tasks[3], seconds: 10))
    driver.pass(1)
    let actions = driver.take()
    #expect(actions.calls(of: 0) == [Array(tasks[4...])])
    #expect((during.finished + actions.finished).map(\.task) == tasks[..<4].map(\.task))
  }

  @Test func `a short queue is dealt out to all slots`() {
    var driver = driver(slots: 2)
    let tasks = replicates(0..<4)
    driver.assign(tasks)
    let actions = driver.take()
    #expect(actions.calls(of: 0) == [Array(tasks[..<2])])
    #expect(actions.calls(of: 1) == [Array(tasks[2...])])
  }

  @Test func `tasks of different points never share a call`() {
    var driver = driver()
    driver.assign([replicates(0..<1, index: 1)[0], replicates(0..<1, index: 2)[0]])
    let actions = driver.take()
    #expect(actions.calls(of: 0).isEmpty)
    #expect(actions.runs(of: 0).count == 1)
  }

  @Test func `every task of a call may stream`() {
    var driver = driver()
    let tasks = replicates(0..<3)
    driver.assign(tasks)
    for (number, task) in tasks.enumerated() {
      var rows = WireMetricRows()
      rows.task = task.task
      rows.attempt = 1
      rows.name = "signal"
      rows.steps = [Int64(number)]
      rows.values = [1]
      driver.slot(0, WireFromSlot(.metrics(rows)))
    }
    driver.pass(1)
    #expect(Set(driver.take().reports.flatMap(\.metrics).map(\.task)) == Set(tasks.map(\.task)))
  }

  @Test func `after a crash a call's tasks run one by one, and only the culprit is blamed`() {
    var driver = driver()
    let tasks = replicates(0..<3)
    driver.assign(tasks)
    _ = driver.take()
    driver.handle(.slotExited(0, SlotExit(status: .signalled(6))))
    driver.becomeReady(0)
    driver.pass(0.4)
    var actions = driver.take()
    #expect(actions.ended.isEmpty)
    #expect(actions.calls(of: 0).isEmpty)
    #expect(actions.runs(of: 0) == [tasks[0]])
    driver.handle(.slotExited(0, SlotExit(status: .signalled(6))))
    driver.becomeReady(0)
    driver.pass(0.4)
    actions = driver.take()
    #expect(actions.ended.map(\.task) == [tasks[0].task])
    #expect(actions.ended.map(\.outcome) == [.crashed])
    #expect(actions.runs(of: 0) == [tasks[1]])
  }

  @Test func `a call has the time of all its tasks`() {
    var driver = driver()
    driver.assign(replicates(0..<3, time: 2))
    driver.pass(5.8)
    #expect(driver.take().killed.isEmpty)
    driver.pass(0.6)
    #expect(driver.take().killed == [0])
  }

  @Test func `a real slot runs a call at once and ends each task by itself`() throws {
    let slot = try SlotHarness()
    let tasks = [
      TaskSamples.assignment(index: 7, replicate: 0), TaskSamples.assignment(index: 7, replicate: 1),
      TaskSamples.assignment(index: 7, replicate: 2),
    ]
    var call = WireRunTogether()
    call.assignments = tasks
    try slot.send(.together(call))
    var finished: [Data] = []
    var signals: [Data: [Double]] = [:]
    while finished.count < 3, let message = try slot.next()?.message {
      switch message {
      case .finished(let result): finished.append(result.task)
      case .metrics(let rows): signals[rows.task, default: []] += rows.values
      default: break
      }
    }
    #expect(finished == tasks.map(\.task))
    #expect(signals == Dictionary(uniqueKeysWithValues: tasks.map { ($0.task, [3]) }))
  }

  @Test func `a point is a definition without its replicate`() {
    let tasks = replicates(0..<12)
    #expect(Set(tasks.map { HeldTask($0).point }).count == 1)
    #expect(HeldTask(tasks[0]).point != HeldTask(replicates(0..<1, index: 1)[0]).point)
    var damaged = tasks[0]
    damaged.definition = Data("{".utf8)
    #expect(HeldTask(damaged).point == nil)
  }
}
