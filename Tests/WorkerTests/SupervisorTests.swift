import Foundation
import Glibc
import Messages
import Platform
import Testing

@testable import Worker

/// A whole worker with real slot processes against a scripted coordinator.
@Suite(.timeLimit(.minutes(2)))
struct SupervisorTests {
  @Test func `tasks run, results are reported, and the worker leaves when drained`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker(slots: 2)
    let hello = try coordinator.nextHello()
    #expect(hello.slots == 2)
    #expect(!hello.machine.host.isEmpty)
    try coordinator.welcome()
    try coordinator.assign((0..<50).map { TaskSamples.assignment(index: $0) })
    var done: Set<Data> = []
    while done.count < 50 { done.formUnion(try coordinator.nextReport().finished.map(\.task)) }
    #expect(try coordinator.drain() == 0)
  }

  @Test(
    arguments: zip(
      ["crash", "leave", "hang", "memory", "fail"],
      [.crashed, .crashed, .stalled, .outOfMemory, .failed] as [WireOutcome]))
  func `every ending is told apart and the next task runs`(action: String, outcome: WireOutcome) throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker()
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    try coordinator.assign([
      TaskSamples.assignment(action, stall: action == "hang" ? 0.3 : 0, memory: 256 << 20),
      TaskSamples.assignment(index: 1),
    ])
    var ended: [WireEnded] = []
    var finished: [WireFinished] = []
    while finished.isEmpty || ended.isEmpty {
      let report = try coordinator.nextReport()
      ended += report.ended
      finished += report.finished
    }
    #expect(ended.map(\.outcome) == [outcome])
    if action == "crash" { #expect(ended.first?.log.first == "about to abort") }
    #expect(try coordinator.drain() == 0)
  }

  @Test func `a time limit is enforced`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker()
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    try coordinator.assign([TaskSamples.assignment("until-stopped", time: 0.3)])
    #expect(try coordinator.nextReport().ended.map(\.outcome) == [.timedOut])
    #expect(try coordinator.drain() == 0)
  }

  @Test func `a drain saves a checkpoint and hands back`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker()
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    try coordinator.assign([TaskSamples.assignment("until-stopped")])
    var isRunning = false
    while !isRunning {
      if case .heartbeat(let beat)? = try coordinator.next() {
        isRunning = beat.running.contains { $0.step == 1 }
      }
    }
    try coordinator.send(.drain(WireDrain()))
    var checkpoints: [WireCheckpointPart] = []
    var ended: [WireEnded] = []
    while ended.isEmpty {
      let report = try coordinator.nextReport()
      checkpoints += report.checkpoints
      ended += report.ended
    }
    #expect(checkpoints.map(\.content) == [Data([1, 2, 3])])
    #expect(ended.map(\.outcome) == [.handedBack])
    #expect(ended.map(\.started) == [true])
    while true { if case .goodbye? = try coordinator.next() { break } }
    #expect(coordinator.workersExit() == 0)
  }

  @Test func `after a silent coordinator everything unacknowledged comes again`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.lease = 0.3
    coordinator.startWorker()
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    try coordinator.assign([TaskSamples.assignment(index: 3)])
    let first = try coordinator.nextReport(acknowledging: false)
    let hello = try coordinator.nextHello()
    #expect(hello.epoch == 2)
    #expect(hello.held.count == 1)
    coordinator.lease = 60
    try coordinator.welcome()
    let again = try coordinator.nextReport()
    #expect(again.sequence == first.sequence)
    #expect(again.finished == first.finished)
    #expect(try coordinator.drain() == 0)
  }

  @Test func `a refused worker leaves with code 3`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker()
    _ = try coordinator.nextHello()
    try coordinator.send(.refusal(WireRefusal(.revoked, "this key was revoked")))
    #expect(coordinator.workersExit() == 3)
  }

  @Test func `slots that cannot start end the worker`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker { $0.slotCommand = SlotCommand(executable: "/no/such/program") }
    #expect(coordinator.workersExit() == 1)
  }

  @Test func `many short tasks pass through one slot`() throws {
    let coordinator = try ScriptedCoordinator()
    coordinator.startWorker(slots: 1)
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    let tasks = (0..<20_000).map { TaskSamples.assignment(index: $0) }
    let start = MonotonicClock.seconds
    var done: Set<Data> = []
    var next = 0
    while done.count < tasks.count {
      while next < tasks.count, next - done.count < 1000 {
        let end = min(next + 250, tasks.count)
        try coordinator.assign(Array(tasks[next..<end]))
        next = end
      }
      done.formUnion(try coordinator.nextReport().finished.map(\.task))
    }
    print("worker: \(Int(Double(tasks.count) / (MonotonicClock.seconds - start))) tasks/s")
    #expect(try coordinator.drain() == 0)
  }
}
