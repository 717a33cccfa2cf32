import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// What a worker says of attempts that it never had reaches nobody.
@Suite(.timeLimit(.minutes(3)))
struct HostileClaimTests {
  /// A worker with a valid key that gets no tasks, because it offers another experiment.
  private func idler(_ host: CoordinatorHost, held: [WireHeld] = []) throws -> ScriptedWorker {
    let worker = try host.worker()
    var hello = worker.hello(1, 1, held)
    hello.experiments = ["other/1"]
    worker.adopt(epoch: 1)
    try worker.send(.hello(hello))
    _ = try worker.welcome()
    return worker
  }

  @Test(arguments: [0, 1, 2, .max] as [UInt32])
  func `a result of a task that nobody was given is dropped`(attempt: UInt32) throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(8, name: "neighbour", from: HonestNeighbour.firstIndex)
    let attacker = try idler(host)
    let tasks: TasksDocument = try client.query("tasks", "neighbour")
    let sequence = try attacker.report { report in
      report.finished = tasks.tasks.map { $0.attempt(attempt).finished(value: 0.999) }
    }
    try attacker.awaitAcknowledgement(of: sequence)
    #expect(host.log.wait(for: "which it never had"))
    #expect(host.log.count("which it never had") == 1)
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.done == 0)
    try HonestNeighbour(host).finishesSweep()
  }

  @Test func `a result of another worker's task is not taken while that worker is there`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let holder = try host.worker()
    try holder.hello()
    let task = try #require(holder.assignments().first)
    let attacker = try idler(host)
    try attacker.report { $0.finished = [task.finished(value: 0.999)] }
    try holder.awaitAcknowledgement(of: holder.report { $0.finished = [task.finished(value: 0.25)] })
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map { $0.metrics["value"] } == [0.25])
  }

  @Test func `what a dead worker left on disk comes through another one with its key`() throws {
    let host = try CoordinatorHost(lease: 2)
    let client = try host.client()
    try client.submitProbes(1)
    let dead = try host.worker()
    try dead.hello()
    let task = try #require(dead.assignments().first)
    // It sends while the lease of the dead one still runs, is asked to say hello again, and sends again.
    let heir = try idler(host)
    let spooled = task.finished(value: 0.75)
    let deliver = {
      _ = try heir.report {
        $0.metrics = [task.streamed(steps: [7, 8], values: [0.5, 0.25])]
        $0.finished = [spooled]
      }
    }
    try deliver()
    var status: StatusDocument = try client.query("status")
    let deadline = Deadline()
    while status.sweeps.first?.census.done != 1, !deadline.isOver {
      if case .helloAgain? = try heir.next(within: 0.2) {
        var hello = heir.hello(heir.epoch + 1, 1, [])
        hello.experiments = ["other/1"]
        heir.adopt(epoch: hello.epoch)
        try heir.send(.hello(hello))
        try deliver()
      }
      try heir.send(.heartbeat(.with { $0.epoch = heir.epoch }))
      status = try client.query("status")
    }
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map { $0.metrics["value"] } == [0.75])
    #expect(status.lateResults == 1)
    // What it streamed belongs to the result, and is not lost with its first delivery.
    let metrics: MetricsDocument = try client.query("metrics", "last")
    #expect(metrics.series.map(\.steps) == [[7, 8]])
    #expect(metrics.series.map(\.values) == [[0.5, 0.25]])
  }

  @Test func `results that wait for another worker's lease keep nobody else's from the disk`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2)
    let holder = try host.worker()
    try holder.hello(slots: 2)
    var tasks: [WireAssignment] = []
    while tasks.count < 2 { tasks += try holder.assignments() }
    let attacker = try idler(host)
    var large = tasks[0].finished(value: 0.999)
    large.artifacts = [
      .with {
        $0.name = "payload"
        $0.content = Data(count: 1_900_000)
      }
    ]
    // More than the backlog holds, and none of it is settled.
    for _ in 0..<180 { try attacker.report { $0.finished = [large] } }
    // By then the coordinator has looked at all of them.
    #expect(try attacker.next() != nil)
    try holder.awaitAcknowledgement(of: holder.report { $0.finished = [tasks[1].finished(value: 0.25)] })
  }

  @Test func `a late result of an attempt that expired is the first, and counts`() throws {
    let host = try CoordinatorHost(lease: 2)
    let client = try host.client()
    try client.submitProbes(1)
    let slow = try host.worker()
    try slow.hello()
    let task = try #require(slow.assignments().first)
    _ = try slow.welcome()
    #expect(host.log.wait(for: "fell silent"))
    let other = try host.worker()
    try other.hello()
    let again = try #require(other.assignments().first)
    #expect(again.attempt == 2)
    try slow.hello(held: [task.held])
    #expect(try slow.welcome().unwanted == [task.held])
    let sequence = try slow.report {
      $0.metrics = [task.streamed(steps: [1, 2], values: [0.5, 0.25])]
      $0.finished = [task.finished(value: 0.125)]
    }
    try slow.awaitAcknowledgement(of: sequence)
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map { $0.metrics["value"] } == [0.125])
    // What it streamed belongs to the result.
    let metrics: MetricsDocument = try client.query("metrics", "last")
    #expect(metrics.series.map(\.values) == [[0.5, 0.25]])
  }

  @Test func `a hello with thousands of leases from one slot takes no task`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(3000)
    let tasks: TasksDocument = try client.query("tasks", "last")
    let attacker = try idler(host, held: tasks.tasks.map { $0.attempt(1).held })
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.pending == 3000)
    let sequence = try attacker.report { report in
      report.ended = tasks.tasks.map { WireEnded.failed($0.attempt(1)) }
    }
    try attacker.awaitAcknowledgement(of: sequence)
    let after: StatusDocument = try client.query("status")
    #expect(after.sweeps.first?.census.pending == 3000)
  }

  @Test func `after a restart no more is taken up than slots can hold, and its failures blame no task`()
    throws
  {
    let host = try CoordinatorHost()
    try host.client().submitProbes(3000, attempts: 1)
    let attacker = try host.worker()
    try attacker.hello(slots: 1)
    _ = try attacker.assignments()
    _ = try attacker.welcome()
    let tasks: TasksDocument = try host.client().query("tasks", "last")
    host.stop()
    try host.start()
    let client = try host.client()
    try attacker.reconnect()
    for _ in 0..<3 {
      try attacker.hello(slots: 1, held: tasks.tasks.map { $0.attempt(1).held })
      let unwanted = try attacker.welcome().unwanted.count
      #expect(unwanted >= tasks.tasks.count - 513)
      let report = try attacker.report { report in
        report.ended = tasks.tasks.map { WireEnded.failed($0.attempt(1)) }
      }
      try attacker.awaitAcknowledgement(of: report)
    }
    let status: StatusDocument = try client.query("status")
    let census = try #require(status.sweeps.first?.census)
    // It was handed one task, for which it may answer.
    #expect(census.failed <= 1)
    try attacker.send(.goodbye(.with { $0.epoch = attacker.epoch }))
    try HonestNeighbour(host).finishesSweep()
  }

  @Test func `a worker that no earlier coordinator knew claims nothing after a restart`() throws {
    let host = try CoordinatorHost()
    try host.client().submitProbes(2)
    let known = try host.worker()
    try known.hello()
    let task = try #require(known.assignments().first)
    host.stop()
    try host.start()
    let stranger = try idler(host)
    let sequence = try stranger.report { $0.finished = [task.finished(value: 0.999)] }
    try stranger.awaitAcknowledgement(of: sequence)
    // The one that had it may: its lease was too young for the journal.
    try known.reconnect()
    try known.hello(held: [task.held])
    #expect(try known.welcome().unwanted.isEmpty)
    try known.awaitAcknowledgement(of: known.report { $0.finished = [task.finished(value: 0.5)] })
    let tasks: TasksDocument = try host.client().query("tasks", "last")
    #expect(tasks.tasks.filter { $0.status == .done }.map { $0.metrics["value"] } == [0.5])
  }

  @Test func `endings, steps and pieces of checkpoints of others' tasks change nothing`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2, attempts: 1)
    let holder = try host.worker()
    try holder.hello()
    let task = try #require(holder.assignments().first)
    let tasks: TasksDocument = try client.query("tasks", "last")
    let attacker = try idler(host)
    let outcomes: [WireOutcome] = [
      .failed, .crashed, .handedBack, .cancelled, .unspecified, .UNRECOGNIZED(99), .lost,
    ]
    for outcome in outcomes {
      let sequence = try attacker.report { report in
        report.ended = tasks.tasks.flatMap { row in
          [0, 1, .max].map { WireEnded.failed(row.attempt($0), outcome) }
        }
        report.checkpoints = [
          .with {
            $0.task = task.task
            $0.attempt = 1
            $0.step = 5
            $0.size = 3
            $0.content = Data([1, 2, 3])
          }
        ]
      }
      try attacker.awaitAcknowledgement(of: sequence)
    }
    try attacker.send(
      .heartbeat(
        .with {
          $0.epoch = 1
          $0.running = [
            .with {
              $0.task = task.task
              $0.attempt = task.attempt
              $0.step = 77
            }
          ]
        }))
    try attacker.awaitAcknowledgement(of: attacker.report { _ in })
    let explained: ExplainDocument = try client.query("explain", HonestNeighbour.hex(task.task))
    #expect(explained.attempts.isEmpty)
    #expect(!explained.explanation.contains("step"))
    #expect(
      try !FileManager.default.subpathsOfDirectory(atPath: host.data + "/checkpoints").contains {
        $0.contains("/")
      })
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.running == 1)
    #expect(status.sweeps.first?.census.pending == 1)
    try holder.awaitAcknowledgement(of: holder.report { $0.finished = [task.finished()] })
  }

  @Test func `values are streamed by the holder alone, until the task is done, at steps that can be`() throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let holder = try host.worker()
    try holder.hello()
    let task = try #require(holder.assignments().first)
    func rows(_ steps: [Int64], _ value: Double, name: String = "signal", attempt: UInt32 = 1)
      -> WireMetricRows
    {
      .with {
        $0.task = task.task
        $0.attempt = attempt
        $0.name = name
        $0.steps = steps
        $0.values = steps.map { _ in value }
      }
    }
    let attacker = try idler(host)
    // As with results: not decided while the holder is there.
    try attacker.report { $0.metrics = [rows([1, 2, 3], 9)] }
    let sequence = try holder.report {
      // The final metric is none that is streamed.
      $0.metrics = [
        rows([1], 0.5), rows([-1], 8), rows([.max], 8), rows([1], 8, attempt: 0), rows([1], 8, attempt: .max),
        rows([1], 8, name: "value"),
      ]
      $0.finished = [task.finished()]
    }
    try holder.awaitAcknowledgement(of: sequence)
    for worker in [holder, attacker] {
      try worker.awaitAcknowledgement(of: worker.report { $0.metrics = [rows([1, 2], 7)] })
    }
    let metrics: MetricsDocument = try client.query("metrics", "last")
    #expect(metrics.series.map(\.name) == ["signal"])
    #expect(metrics.series.map(\.steps) == [[1]])
    #expect(metrics.series.map(\.values) == [[0.5]])
  }
}

extension WireEnded {
  /// An ending that blames the task.
  static func failed(_ attempt: WireAssignment, _ outcome: WireOutcome = .failed) -> WireEnded {
    .with {
      $0.task = attempt.task
      $0.attempt = attempt.attempt
      $0.outcome = outcome
      $0.reason = "it says so"
      $0.started = true
    }
  }
}
