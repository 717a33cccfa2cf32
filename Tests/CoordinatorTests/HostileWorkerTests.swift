import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// What a worker with a valid key may say costs at most its own attempt.
@Suite(.timeLimit(.minutes(2)))
struct HostileWorkerTests {
  private func artifact(_ name: String, _ content: String) -> WireArtifact {
    .with {
      $0.name = name
      $0.mediaType = "text/plain"
      $0.content = Data(content.utf8)
    }
  }

  @Test(arguments: [["payload", "payload"], ["../../keys"], ["payload", "\u{1B}[2J"]])
  func
    `Artifacts that the experiment does not leave fail their attempt, and the sweep stays readable`(
      names: [String]
    ) throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1, attempts: 1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    let report = try worker.report { report in
      var finished = task.finished()
      finished.artifacts = names.enumerated().map { artifact($1, "content \($0)") }
      report.finished = [finished]
    }
    try worker.awaitAcknowledgement(of: report)
    try client.awaitStatus { $0.sweeps.first?.census.failed == 1 }
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map(\.status) == [.failed])
    #expect(tasks.tasks.first?.reason?.contains("artifact") == true)
    #expect(tasks.tasks.first?.reason?.contains("\u{1B}") == false)
  }

  @Test func `one artifact of a declared name is kept`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    let report = try worker.report { report in
      var finished = task.finished()
      finished.artifacts = [artifact("payload", "content")]
      report.finished = [finished]
    }
    try worker.awaitAcknowledgement(of: report)
    let explained: ExplainDocument = try client.query("explain", task.hex)
    #expect(explained.artifacts.map(\.name) == ["payload"])
  }

  @Test
  func `a connection is one worker: a second identity on it is refused and the first goes on`()
    throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    let other = try host.worker()
    try worker.send(.hello(other.hello(1, 1, [])))
    #expect(try worker.refusal().code == .malformed)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [task.finished()] })
    let workers: WorkersDocument = try client.query("workers")
    #expect(workers.workers.count == 1)
  }

  @Test func `words of a worker reach people short, on one line and without control characters`()
    throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    let worker = try host.worker()
    var hello = worker.hello(1, 1, [])
    hello.machine.host = "node\n2026-01-01 error: all is lost\u{1B}[2J"
    hello.machine.cpu = "e" + String(repeating: "\u{301}", count: 100_000)
    hello.experiments = ["probe/1", String(repeating: "x", count: 100_000)]
    hello.remainingSeconds = .infinity
    try worker.send(.hello(hello))
    _ = try worker.welcome()
    let workers: WorkersDocument = try client.query("workers")
    let row = try #require(workers.workers.first)
    #expect(row.host == "node\u{FFFD}2026-01-01 error: all is lost\u{FFFD}[2J")
    #expect(row.cpu.unicodeScalars.count == 200)
    #expect(row.remainingSeconds?.isFinite == true)
  }

  @Test(arguments: [1e300, -1, .infinity, .nan])
  func `seconds that cannot have passed are not recorded`(seconds: Double) throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    let report = try worker.report { report in
      var finished = task.finished()
      finished.seconds = seconds
      report.finished = [finished]
    }
    try worker.awaitAcknowledgement(of: report)
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect((0...1e9).contains(tasks.tasks.first?.seconds ?? -1))
  }

  @Test func `an attempt count that a worker made up does not stop the coordinator`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    var task = try #require(worker.assignments().first)
    try worker.reconnect()
    task.attempt = .max
    try worker.hello(held: [task.held])
    #expect(try worker.welcome().unwanted == [task.held])
    let again = try #require(worker.assignments().first)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [again.finished()] })
  }
}

extension WireAssignment {
  fileprivate var hex: String { task.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
