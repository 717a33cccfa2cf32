import Foundation
import Messages
import Results
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// A refined sweep through a real coordinator, with a worker whose results the test makes up.
@Suite(.timeLimit(.minutes(3)))
struct RefinedSweepTests {
  /// A step between 37 and 38 of 64 places.
  static let step = """
    name: step
    experiment: probe
    axes: {index: {from: 1, to: 64, step: 1}}
    limits: {attempts: 1}
    refine: {metric: value, level: 0.5, along: index, tolerance: 0.5}
    """

  /// A coordinator, a client and a worker that does what it is given.
  final class Bench {
    let host: CoordinatorHost
    var client: TestClient
    var worker: ScriptedWorker
    /// The value of a task; nil where it fails.
    var value: (_ index: Int, _ replicate: Int) -> Double?
    private(set) var given: [TaskDefinition] = []

    init(_ value: @escaping (Int, Int) -> Double?) throws {
      host = try CoordinatorHost()
      client = try host.client()
      worker = try host.worker()
      self.value = value
      try worker.hello(slots: 4)
      _ = try worker.welcome()
    }

    func restart() throws {
      host.stop()
      try host.start()
      client = try host.client()
      worker = try host.worker()
      try worker.hello(slots: 4)
      _ = try worker.welcome()
    }

    @discardableResult
    func submit(_ spec: String) throws -> SubmitDocument {
      var request = WireRequest()
      request.submit.source = Data(spec.utf8)
      return try client.ask(SubmitDocument.self, request)
    }

    /// Does the tasks of one message.
    func work() throws {
      let tasks = try worker.assignments()
      var finished: [WireFinished] = []
      var ended: [WireEnded] = []
      for task in tasks {
        let definition = try TaskDefinition(canonicalJSON: [UInt8](task.definition))
        given.append(definition)
        let index = definition.parameters["index"]?.number.map { Int($0) } ?? 0
        if let value = value(index, definition.replicate) {
          finished.append(task.finished(value: value))
        } else {
          ended.append(
            .with {
              $0.task = task.task
              $0.attempt = task.attempt
              $0.outcome = .failed
              $0.started = true
              $0.reason = "as the test wants it"
            })
        }
      }
      let sequence = try worker.report {
        $0.finished = finished
        $0.ended = ended
      }
      try worker.awaitAcknowledgement(of: sequence)
    }

    /// Works until the newest sweep is finished.
    @discardableResult
    func workToTheEnd() throws -> StatusDocument.SweepStatus {
      while true {
        let status: StatusDocument = try client.query("status", "last")
        let row = try #require(status.sweeps.first)
        #expect(row.planned == row.census.planned)
        if row.isFinished { return row }
        if row.census.pending + row.census.running > 0 {
          try work()
        } else {
          let _: StatusDocument = try client.query("status", "last", unless: status.stateVersion)
        }
      }
    }

    func tasks() throws -> [TasksDocument.Row] {
      let document: TasksDocument = try client.query("tasks", "last")
      #expect(document.total == document.tasks.count)
      return document.tasks
    }

    func indices() throws -> [Int] {
      try tasks().compactMap { $0.parameters["index"]?.value.number.map { Int($0) } }
    }
  }

  private static func isBelow(_ index: Int, _ replicate: Int) -> Double? { index <= 37 ? 0.1 : 0.9 }

  @Test func `a step is found with few tasks, each with its reason`() throws {
    let bench = try Bench(Self.isBelow)
    let submitted = try bench.submit(Self.step)
    #expect(submitted.planned == 5)
    let row = try bench.workToTheEnd()
    #expect(row.state == "finished")
    // 1, 17, 33, 48, 64; then the gap from 33 to 48 in halves.
    #expect(try bench.indices() == [1, 17, 33, 48, 64, 40, 36, 38, 37])
    #expect(row.census.done == 9 && row.census.planned == 9)
    let refinement = try #require(row.refinement)
    #expect(refinement.round == 4 && refinement.isSettled)
    #expect(refinement.series == 1 && refinement.settledSeries == 1 && refinement.mostTasks == 64)
    let planned: PlacementsDocument = try bench.client.query("placements", "last")
    #expect(planned.placements.map(\.ordinal) == [0, 5, 6, 7, 8])
    #expect(planned.placements.map(\.round) == [0, 1, 2, 3, 4])
    let sweep: SweepDocument = try bench.client.query("sweep", "last")
    #expect(sweep.state == "finished")
    let tasks = try bench.tasks()
    let explained: ExplainDocument = try bench.client.query("explain", tasks[5].id)
    let sentence =
      "Round 1 of step planned it: value crosses 0.5 between index 33, where its mean 0.1 is below"
    #expect(explained.placements?.first?.hasPrefix(sentence) == true, "\(explained.placements ?? [])")
    // The journal alone, with no coordinator, says the same.
    bench.host.stop()
    let service = try bench.host.service()
    let status = try StatusDocument.read(
      service.document(
        .named("status", "last")))
    #expect(status.sweeps.first?.state == "finished")
    #expect(status.sweeps.first?.refinement == refinement)
  }

  @Test func `a coordinator that is stopped after any task goes on with the same plan`() throws {
    let bench = try Bench(Self.isBelow)
    try bench.submit(Self.step)
    var rounds = 0
    while true {
      try bench.restart()
      let status = try bench.client.awaitStatus { status in
        status.sweeps.first.map { $0.isFinished || !$0.census.isFinished } ?? false
      }
      if status.sweeps.first?.isFinished == true { break }
      try bench.work()
      rounds += 1
    }
    #expect(rounds >= 5)
    #expect(try bench.indices() == [1, 17, 33, 48, 64, 40, 36, 38, 37])
    #expect(bench.given.count == 9, "a task ran twice")
    // Started once more it adds nothing.
    try bench.restart()
    #expect(try bench.workToTheEnd().census.planned == 9)
  }

  @Test func `a series without a crossing and points that fail come to an end`() throws {
    let bench = try Bench { index, _ in (30...40).contains(index) ? nil : 0.2 }
    try bench.submit(Self.step)
    let row = try bench.workToTheEnd()
    #expect(row.census.done == 4 && row.census.failed == 1)
    #expect(row.state == "finished" && row.refinement?.settledSeries == 1)
    // A retry that succeeds now shows the other side: the sweep goes on.
    bench.value = Self.isBelow
    _ = try bench.client.command(OutcomeDocument.self, "retry", ["last"])
    let again = try bench.workToTheEnd()
    #expect(again.census.failed == 0)
    #expect(again.census.planned == 5, "33 is below, as all others were")
  }

  @Test func `replicates are added where the spread hides the side`() throws {
    // Two replicates of the middle disagree with the others.
    let bench = try Bench { index, replicate in
      index < 33 ? 0 : index > 33 ? 1 : replicate % 4 == 0 ? 0 : 0.9
    }
    try bench.submit(
      """
      name: spread
      experiment: probe
      axes: {index: [1, 17, 33, 48, 64]}
      replicates: 4
      refine: {metric: value, level: 0.5, along: index, tolerance: 8, replicates: 64}
      """)
    let row = try bench.workToTheEnd()
    let counts = Dictionary(grouping: try bench.indices(), by: { $0 }).mapValues(\.count)
    #expect(counts[33].map { $0 > 8 } == true && counts[1] == 4 && counts[64] == 4)
    #expect(row.refinement?.settledSeries == 1)
    let replicates = try bench.tasks().filter { $0.parameters["index"]?.value == .integer(33) }.map(
      \.replicate)
    #expect(replicates == Array(0..<replicates.count))
  }

  @Test func `cancelling ends it, and asking again goes on`() throws {
    let bench = try Bench(Self.isBelow)
    try bench.submit(Self.step)
    try bench.work()
    _ = try bench.client.command(OutcomeDocument.self, "cancel", ["last"])
    let status = try bench.client.awaitStatus { $0.sweeps.first?.isFinished == true }
    let row = try #require(status.sweeps.first)
    #expect(row.state == "cancelled" && row.census.planned == 5 && row.census.cancelled > 0)
    try bench.restart()
    let later = try bench.client.awaitStatus { $0.sweeps.first?.isFinished == true }
    #expect(later.sweeps.first?.census == row.census)
    #expect(try bench.submit(Self.step).isKnown)
    #expect(try bench.workToTheEnd().census.done == 9)
  }

  @Test func `a paused sweep plans and hands out nothing`() throws {
    let bench = try Bench(Self.isBelow)
    try bench.submit(Self.step)
    var given = 0
    while given < 5 {
      try bench.work()
      given = bench.given.count
      _ = try bench.client.command(OutcomeDocument.self, given < 5 ? "resume" : "pause", ["last"])
    }
    let paused = try bench.client.awaitStatus { $0.sweeps.first.map { $0.census.planned > 5 } ?? false }
    #expect(paused.sweeps.first?.state == "paused")
    _ = try bench.client.command(OutcomeDocument.self, "resume", ["last"])
    #expect(try bench.workToTheEnd().census.done == 9)
  }

  @Test func `tasks that a grid has done are not run again`() throws {
    let bench = try Bench(Self.isBelow)
    try bench.submit(
      """
      name: grid
      experiment: probe
      axes: {index: {from: 1, to: 64, step: 1}}
      """)
    _ = try bench.workToTheEnd()
    #expect(bench.given.count == 64)
    try bench.submit(Self.step)
    let row = try bench.workToTheEnd()
    #expect(row.census.done == 9 && bench.given.count == 64)
    #expect(try bench.indices() == [1, 17, 33, 48, 64, 40, 36, 38, 37])
  }
}
