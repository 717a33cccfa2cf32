import Foundation
import Glibc
import Messages
import Platform
import Testing

@testable import Transport
@testable import Worker

/// A real slot process behind real pipes.
struct SlotProcessTests {
  private func outcome(_ action: String, memory: UInt64 = 0) throws -> (WireFromSlot.OneOf_Message?, [String])
  {
    let slot = try SlotHarness()
    try slot.run(TaskSamples.assignment(action, memory: memory))
    return (try slot.nextEnd(), slot.lines)
  }

  @Test func `it says that it is ready, then runs what it gets in order`() throws {
    let slot = try SlotHarness()
    guard case .ready(let ready)? = try slot.next()?.message else { return #expect(Bool(false)) }
    #expect(ready.processID == UInt32(slot.processID))
    let tasks = (0..<3).map { TaskSamples.assignment(index: $0) }
    try slot.run(tasks[0], tasks[1], tasks[2])
    for task in tasks {
      guard case .finished(let finished)? = try slot.nextEnd() else { return #expect(Bool(false)) }
      #expect(finished.task == task.task)
      #expect(finished.metrics.first?.name == "value")
    }
  }

  @Test(
    arguments: zip(
      ["fail", "nan", "unknown", "restore"],
      ["told to fail", "metric value", "metric values", "no checkpoint"]))
  func `failures are told with a reason`(action: String, part: String) throws {
    guard case .ended(let ended)? = try outcome(action).0 else { return #expect(Bool(false)) }
    #expect(ended.outcome == .failed)
    #expect(ended.reason.contains(part))
  }

  @Test func `a failure tells how far it got, though its step is younger than what is sent together`() throws
  {
    guard case .ended(let ended)? = try outcome("fail-at-5").0 else { return #expect(Bool(false)) }
    #expect(ended.step == 5)
  }

  @Test func `a definition that does not match its id is refused`() throws {
    let slot = try SlotHarness()
    var task = TaskSamples.assignment()
    task.definition.append(32)
    try slot.run(task)
    guard case .ended(let ended)? = try slot.nextEnd() else { return #expect(Bool(false)) }
    // It was damaged on its way, and another attempt gets it whole.
    #expect(ended.outcome == .crashed)
    #expect(ended.reason.contains("does not match its id"))
  }

  @Test func `a task that is handed out as another experiment's, or another version's, is refused`() throws {
    let slot = try SlotHarness()
    for change in [{ $0.experiment = "probe" }, { $0.experimentVersion = 2 }]
      as [(inout WireAssignment) -> Void]
    {
      var task = TaskSamples.assignment()
      change(&task)
      try slot.run(task)
      guard case .ended(let ended)? = try slot.nextEnd() else { return #expect(Bool(false)) }
      #expect(ended.outcome == .crashed)
      #expect(ended.reason.contains("but its definition says scripted version 1"))
    }
  }

  @Test func `stray prints become log lines and do not disturb the stream`() throws {
    let slot = try SlotHarness()
    try slot.run(TaskSamples.assignment("print"))
    guard case .finished? = try slot.nextEnd() else { return #expect(Bool(false)) }
    while slot.lines.isEmpty { try slot.run(TaskSamples.assignment("print")); _ = try slot.nextEnd() }
    #expect(slot.lines.first == "a stray print")
  }

  @Test func `streamed values all arrive before the result`() throws {
    let slot = try SlotHarness()
    try slot.run(TaskSamples.assignment("stream"))
    var steps: [Int64] = []
    while let message = try slot.next()?.message {
      if case .metrics(let rows) = message { steps += rows.steps }
      if case .finished = message { break }
    }
    #expect(steps == Array(1...1000))
  }

  @Test func `artifacts come with the result`() throws {
    guard case .finished(let finished)? = try outcome("file").0 else { return #expect(Bool(false)) }
    #expect(finished.artifacts.map(\.name) == ["file"])
    #expect(finished.artifacts.first?.content == Data("word".utf8))
  }

  @Test func `an interrupt reaches a busy task, brings back those that wait, and the checkpoint goes on`()
    throws
  {
    let slot = try SlotHarness()
    let waiting = TaskSamples.assignment(index: 5)
    try slot.run(TaskSamples.assignment("until-stopped"), waiting)
    while let message = try slot.next()?.message {
      if case .progress = message { break }
    }
    try slot.send(.interrupt(WireInterrupt()))
    var ended: [WireEnded] = []
    var checkpoint: [UInt8]?
    while ended.count < 2, let message = try slot.next()?.message {
      if case .ended(let one) = message { ended.append(one) }
      if case .checkpoint(let saved) = message { checkpoint = [UInt8](saved.content) }
    }
    #expect(ended.allSatisfy { $0.outcome == .handedBack })
    #expect(ended.first { !$0.started }?.task == waiting.task)
    #expect(checkpoint == [1, 2, 3])
    // The request is over: the next task runs as if nothing had been.
    let again = TaskSamples.assignment("restore", checkpoint: checkpoint)
    for piece in TaskSamples.pieces(checkpoint ?? [], of: again) { try slot.send(.checkpoint(piece)) }
    try slot.run(again)
    guard case .finished? = try slot.nextEnd() else { return #expect(Bool(false)) }
  }

  @Test func `a recall brings back those that wait while the running one goes on`() throws {
    let slot = try SlotHarness()
    let waiting = TaskSamples.assignment(index: 5)
    try slot.run(TaskSamples.assignment("until-stopped"), waiting)
    while let message = try slot.next()?.message {
      if case .progress = message { break }
    }
    try slot.send(.recall(WireRecall()))
    guard case .ended(let ended)? = try slot.nextEnd() else { return #expect(Bool(false)) }
    #expect(ended.task == waiting.task)
    #expect(!ended.started)
  }

  @Test func `a task over its memory limit takes the slot down with a telling line`() throws {
    let slot = try SlotHarness()
    let task = TaskSamples.assignment("memory", memory: 256 << 20)
    try slot.run(task)
    #expect(try slot.nextEnd() == nil)
    let verdict = SlotEnding.verdict(
      exit: SlotExit(status: .signalled(SIGILL), maximumResident: 260 << 20), cause: nil, task: task,
      idleResident: 8 << 20, log: slot.lines)
    #expect(verdict.outcome == .outOfMemory)
  }

  @Test func `ten thousand empty tasks pass through in order`() throws {
    let slot = try SlotHarness()
    let tasks = (0..<10_000).map { TaskSamples.assignment(index: $0) }
    let start = MonotonicClock.seconds
    for first in stride(from: 0, to: tasks.count, by: 100) {
      for task in tasks[first..<(first + 100)] { try slot.run(task) }
      for task in tasks[first..<(first + 100)] {
        guard case .finished(let finished)? = try slot.nextEnd() else { return #expect(Bool(false)) }
        #expect(finished.task == task.task)
      }
    }
    print("slot: \(Int(Double(tasks.count) / (MonotonicClock.seconds - start))) tasks/s")
  }
}
