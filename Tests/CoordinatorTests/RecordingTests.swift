import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// Whatever a worker sends, a task has one result, and only a result that its experiment promises.
@Suite(.timeLimit(.minutes(2)))
struct RecordingTests {
  @Test func `a result that comes twice is recorded once, and both are acknowledged`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    let first = try worker.report { $0.finished = [task.finished(value: 0.25)] }
    try worker.awaitAcknowledgement(of: first)
    let second = try worker.report { $0.finished = [task.finished(value: 0.75)] }
    try worker.awaitAcknowledgement(of: second)
    let tasks: TasksDocument = try client.query("tasks", "last")
    let status = try client.awaitStatus { $0.duplicateResults == 1 }
    #expect(tasks.tasks.map { $0.metrics["value"] } == [0.25])
    #expect(status.sweeps.first?.census.done == 1)
  }

  @Test func `results that were never acknowledged come again after a reconnect and count once`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2)
    let worker = try host.worker()
    try worker.hello(slots: 2)
    var tasks: [WireAssignment] = []
    while tasks.count < 2 { tasks += try worker.assignments() }
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [tasks[0].finished()] })
    // The connection breaks; the worker does not know what arrived, and resends all of it.
    try worker.reconnect()
    try worker.hello(slots: 2, held: tasks.map(\.held))
    let unwanted = try worker.welcome().unwanted
    #expect(unwanted.map(\.task) == [tasks[0].task])
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = tasks.map { $0.finished() } })
    let status = try client.awaitStatus { $0.sweeps.first?.census.done == 2 }
    #expect(status.duplicateResults == 1)
  }

  @Test func `a report of an old epoch is not taken, and the worker is asked to say hello`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello(epoch: 5)
    let task = try #require(worker.assignments().first)
    try worker.send(
      .report(
        .with {
          $0.epoch = 4
          $0.sequence = 1
          $0.finished = [task.finished()]
        }))
    guard case .helloAgain? = try worker.next() else {
      Issue.record("an old epoch was taken")
      return
    }
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.done == 0)
  }

  @Test func `a hello of an older epoch, such as a replayed one, gets nothing`() throws {
    let host = try CoordinatorHost()
    let worker = try host.worker()
    try worker.hello(epoch: 9)
    _ = try worker.welcome()
    try worker.send(.hello(worker.hello(9, 1, [])))
    try worker.send(.hello(worker.hello(3, 1, [])))
    // Messages of one connection are read in order: with the answer to this one, both were.
    try worker.send(frames: [[0], [0]])
    #expect(try worker.refusal().code == .malformed)
    host.stop()
    #expect(host.log.count("refused a message from 127.0.0.1: it is an old hello") == 1)
    #expect(
      host.log.count("refused 1 more message from 127.0.0.1 in the last minute: it is an old hello") == 1)
    #expect(host.log.count("joined") == 1)
  }

  @Test func `results of unknown tasks are acknowledged and change nothing`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    var stranger = task
    stranger.task = Data(repeating: 7, count: 32)
    var short = task
    short.task = Data([1, 2, 3])
    let sequence = try worker.report {
      $0.finished = [stranger.finished(), short.finished()]
      $0.ended = [
        .with {
          $0.task = stranger.task
          $0.outcome = .crashed
          $0.started = true
        }
      ]
      $0.checkpoints = [.with { $0.task = stranger.task }]
      $0.metrics = [
        .with {
          $0.task = stranger.task
          $0.name = "signal"
          $0.steps = [1]
          $0.values = [1]
        }
      ]
    }
    try worker.awaitAcknowledgement(of: sequence)
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.done == 0)
    #expect(status.sweeps.first?.census.running == 1)
  }

  @Test(arguments: [("surprise", 1.0, "does not declare"), ("value", Double.nan, "not a finite number")])
  func `a result with a metric that cannot be is a failed attempt with its reason`(
    name: String, value: Double, reason: String
  ) throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1, attempts: 1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [task.finished(extra: [name: value])] })
    let status = try client.awaitStatus { $0.sweeps.first?.census.isFinished == true }
    #expect(status.sweeps.first?.census.failed == 1)
    let tasks: TasksDocument = try client.query("tasks", "last")
    let explained: ExplainDocument = try client.query("explain", try #require(tasks.tasks.first).id)
    #expect(explained.attempts.map(\.reason).allSatisfy { $0?.contains(reason) == true })
    #expect(explained.result == nil)
  }

  @Test func `what was acknowledged is there after a restart, and leases are taken up again`() throws {
    let host = try CoordinatorHost()
    try host.client().submitProbes(2)
    let worker = try host.worker()
    try worker.hello(slots: 2)
    var tasks: [WireAssignment] = []
    while tasks.count < 2 { tasks += try worker.assignments() }
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [tasks[0].finished(value: 0.125)] })
    host.stop()
    try host.start()
    let client = try host.client()
    let before: StatusDocument = try client.query("status")
    #expect(before.sweeps.first?.census.done == 1)
    try worker.reconnect()
    try worker.hello(slots: 2, held: [tasks[1].held])
    #expect(try worker.welcome().unwanted.isEmpty)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [tasks[1].finished()] })
    let after = try client.awaitStatus { $0.sweeps.first?.census.done == 2 }
    #expect(after.duplicateResults + after.lateResults == 0)
  }

  @Test func `metrics come in pages that end between two tasks, also where one is larger than a page`() throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(3)
    let worker = try host.worker()
    try worker.hello()
    var tasks: [WireAssignment] = []
    for count in [3, 1, 1] {
      if tasks.isEmpty { tasks = try worker.assignments() }
      let task = tasks.removeFirst()
      let sequence = try worker.report {
        $0.metrics = [
          .with {
            $0.task = task.task
            $0.attempt = task.attempt
            $0.name = "signal"
            $0.steps = (1...Int64(count)).map { $0 }
            $0.values = (1...count).map { Double($0) / 4 }
          }
        ]
        $0.finished = [task.finished()]
      }
      try worker.awaitAcknowledgement(of: sequence)
    }
    var pages: [[[Double]]] = []
    var next: Int? = 0
    while let offset = next {
      var request = WireRequest()
      request.query.metrics.selector = "last"
      request.query.metrics.offset = UInt64(offset)
      request.query.metrics.limit = 2
      let page = try client.ask(MetricsDocument.self, request)
      pages.append(page.series.map(\.values))
      next = page.nextOrdinal
    }
    #expect(pages == [[[0.25, 0.5, 0.75]], [[0.25], [0.25]]])
  }
}
