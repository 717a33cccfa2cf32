import Foundation
import Journal
import Messages
import Scheduling
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// How long tasks take is not forgotten when the coordinator is restarted.
@Suite(.timeLimit(.minutes(3)))
struct RestartedTimesTests {
  /// A worker that stays for so many seconds.
  private func join(_ host: CoordinatorHost, stays seconds: Double?) throws -> ScriptedWorker {
    let worker = try host.worker()
    var hello = worker.hello(1, 1, [])
    hello.remainingSeconds = seconds ?? 0
    worker.adopt(epoch: 1)
    try worker.send(.hello(hello))
    _ = try worker.welcome()
    return worker
  }

  private func explanation(_ client: TestClient) throws -> String {
    let tasks: TasksDocument = try client.query("tasks", "last")
    let pending = try #require(tasks.tasks.first { $0.status == .pending })
    let document: ExplainDocument = try client.query("explain", pending.id)
    return document.explanation
  }

  @Test func `an interrupted task waits for a worker that stays longer, also after a restart`() throws {
    let host = try CoordinatorHost()
    var client = try host.client()
    try client.submitProbes(1)
    let worker = try join(host, stays: nil)
    let task = try #require(worker.assignments().first)
    // The scheduler believes no more than has passed.
    let start = Date()
    while Date().timeIntervalSince(start) < 1.5 { _ = try worker.next(within: 0.1) }
    let report = try worker.report { report in
      report.ended = [
        .with {
          $0.task = task.task
          $0.attempt = task.attempt
          $0.outcome = .handedBack
          $0.started = true
          $0.seconds = 1e6
        }
      ]
    }
    try worker.awaitAcknowledgement(of: report)
    host.stop()
    try host.start()
    client = try host.client()
    let brief = try join(host, stays: 1.2)
    let answer = try explanation(client)
    #expect(answer.hasPrefix("No worker here stays long enough: it needs more than"), "\(answer)")
    #expect(try brief.next(within: 0.5) == nil)
    let long = try join(host, stays: 1000)
    #expect(try long.assignments().map(\.attempt) == [task.attempt + 1])
  }

  @Test func `how long finished tasks took is read at a restart`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2)
    let worker = try join(host, stays: nil)
    let task = try #require(worker.assignments().first)
    var finished = task.finished()
    finished.seconds = 40
    let report = try worker.report { $0.finished = [finished] }
    try worker.awaitAcknowledgement(of: report)
    host.stop()
    let directory = try DataDirectory.existing(at: host.data)
    let loaded = try LoadedJournal(Journal.open(directory.lock(), percolateVersion: "test"))
    #expect(loaded.durations.map(\.seconds) == [40])
    let done = loaded.planned.values.joined().filter { $0.status == .done }.map(\.task)
    #expect(loaded.durations.map(\.task) == done)
  }
}
