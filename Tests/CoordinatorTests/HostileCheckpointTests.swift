import Foundation
import Journal
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// A checkpoint that nobody can go on from costs one attempt, which does not count.
@Suite(.timeLimit(.minutes(3)))
struct HostileCheckpointTests {
  private let host: CoordinatorHost
  private let client: TestClient
  private let worker: ScriptedWorker

  init() throws {
    host = try CoordinatorHost()
    client = try host.client()
    try client.submitProbes(1, attempts: 1)
    worker = try host.worker()
    try worker.hello()
  }

  /// Saves a checkpoint for the task and hands it back; gives the next attempt.
  private func handBack(_ task: WireAssignment, step: Int64) throws -> WireAssignment {
    let sequence = try worker.report { report in
      report.checkpoints = Array(
        CheckpointPieces.split([9, 9, 9], step: step, task: task.task, attempt: task.attempt))
      report.ended = [.failed(task, .handedBack)]
    }
    try worker.awaitAcknowledgement(of: sequence)
    return try #require(worker.assignments().first)
  }

  private func end(_ task: WireAssignment, _ outcome: WireOutcome, after step: Int64?) throws {
    if let step {
      try worker.send(
        .heartbeat(
          .with {
            $0.epoch = worker.epoch
            $0.running = [
              .with {
                $0.task = task.task
                $0.attempt = task.attempt
                $0.step = step
              }
            ]
          }))
    }
    try worker.awaitAcknowledgement(of: worker.report { $0.ended = [.failed(task, outcome)] })
  }

  @Test(arguments: [.failed, .crashed, .outOfMemory, .stalled] as [WireOutcome])
  func `an attempt that fails before it is past its checkpoint does not count, and the next starts over`(
    outcome: WireOutcome
  ) throws {
    let first = try #require(worker.assignments().first)
    let second = try handBack(first, step: 7)
    #expect(second.checkpoint.step == 7)
    try end(second, outcome, after: 0)
    let third = try #require(worker.assignments().first)
    #expect(!third.hasCheckpoint)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [third.finished(value: 0.5)] })
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map(\.status) == [.done])
    #expect(host.log.wait(for: "starts over: attempt 2 got no further than its checkpoint"))
  }

  @Test func `an attempt that got further than its checkpoint breaks the task as any other`() throws {
    let second = try handBack(try #require(worker.assignments().first), step: 7)
    try end(second, .failed, after: 8)
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map(\.status) == [.failed])
  }

  @Test func `how far an attempt got counts where only its end tells it`() throws {
    let second = try handBack(try #require(worker.assignments().first), step: 7)
    try worker.awaitAcknowledgement(
      of: worker.report {
        var ended = WireEnded.failed(second, .timedOut)
        ended.step = 8
        $0.ended = [ended]
      })
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map(\.status) == [.failed])
  }

  @Test func `a task that always breaks fails, whatever its checkpoints say`() throws {
    var task = try handBack(try #require(worker.assignments().first), step: .max)
    try end(task, .failed, after: nil)
    // Begun anew, it breaks by itself.
    task = try #require(worker.assignments().first)
    #expect(!task.hasCheckpoint)
    try end(task, .failed, after: nil)
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map(\.status) == [.failed])
  }

  @Test func `a checkpoint of a step that cannot be is not taken`() throws {
    let second = try handBack(try #require(worker.assignments().first), step: -1)
    #expect(!second.hasCheckpoint)
  }

  @Test func `after a restart a checkpoint is as suspect as before`() throws {
    let second = try handBack(try #require(worker.assignments().first), step: 7)
    // Until its lease is in the journal; then the coordinator forgets what it knew besides.
    var row: TasksDocument.Row?
    let deadline = Deadline()
    while row == nil, !deadline.isOver {
      try worker.awaitAcknowledgement(of: worker.report { _ in })
      let leased = try host.reader().leases()
      if !leased.isEmpty {
        let tasks: TasksDocument = try client.query("tasks", "last")
        row = tasks.tasks.first
      }
    }
    #expect(row != nil)
    host.stop()
    try host.start()
    try worker.reconnect()
    try worker.hello(held: [second.held])
    #expect(try worker.welcome().unwanted.isEmpty)
    try end(second, .failed, after: 7)
    let third = try #require(worker.assignments().first)
    #expect(!third.hasCheckpoint)
  }
}
