import Foundation
import Messages
import Results
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// What a command says is what happens: every verb on a sweep and on a task in every state, through a real
/// coordinator. What is checked against is the status before and after, as any client sees it.
@Suite(.timeLimit(.minutes(5)))
struct VerbTests {
  /// A sweep of four tasks, brought into a state.
  enum Situation: String, CaseIterable, Sendable {
    case pending, running, paused, pausedRunning, finished, failed, cancelled, partlyCancelled, mixed,
      refined,
      refinedCancelled
  }

  /// A coordinator whose newest sweep is in that state.
  private struct Stage {
    let host: CoordinatorHost
    let client: TestClient
    /// A task of the sweep by status.
    var tasks: [TasksDocument.Row] = []

    init(_ situation: Situation) throws {
      host = try CoordinatorHost()
      client = try host.client()
      guard situation != .refined, situation != .refinedCancelled else {
        var request = WireRequest()
        request.submit.source = Data(RefinedSweepTests.step.utf8)
        _ = try client.ask(SubmitDocument.self, request)
        if situation == .refinedCancelled { try client.command(OutcomeDocument.self, "cancel", ["last"]) }
        try look()
        return
      }
      try client.submitProbes(4, attempts: 1)
      switch situation {
      case .pending, .refined, .refinedCancelled: break
      case .paused: try client.command(OutcomeDocument.self, "pause", ["last"])
      case .cancelled: try client.command(OutcomeDocument.self, "cancel", ["last"])
      case .running: _ = try tasks(from: join())
      case .pausedRunning:
        _ = try tasks(from: join())
        try client.command(OutcomeDocument.self, "pause", ["last"])
      case .finished: try work(done: 4, failed: 0)
      case .failed: try work(done: 3, failed: 1)
      case .partlyCancelled:
        try work(done: 2, failed: 1)
        try client.command(OutcomeDocument.self, "cancel", ["last"])
      case .mixed:
        try work(done: 1, failed: 1)
        try look()
        let open = try #require(tasks.first { !$0.status.hasEnded })
        try client.command(OutcomeDocument.self, "cancel", [open.id])
      }
      try look()
    }

    private func join() throws -> ScriptedWorker {
      let worker = try host.worker()
      try worker.hello(slots: 4)
      _ = try worker.welcome()
      return worker
    }

    private func tasks(from worker: ScriptedWorker) throws -> [WireAssignment] {
      var tasks: [WireAssignment] = []
      while tasks.count < 4 { tasks += try worker.assignments() }
      return tasks
    }

    private func work(done: Int, failed: Int) throws {
      let worker = try join()
      let tasks = try tasks(from: worker)
      try worker.awaitAcknowledgement(
        of: worker.report {
          $0.finished = tasks.prefix(done).map { $0.finished() }
          $0.ended = tasks.dropFirst(done).prefix(failed).map { WireEnded.failed($0) }
        })
    }

    private mutating func look() throws {
      let document: TasksDocument = try client.query("tasks", "last")
      tasks = document.tasks
    }

    func sweep() throws -> StatusDocument.SweepStatus {
      let status: StatusDocument = try client.query("status")
      return try #require(status.sweeps.last)
    }

    func task(_ id: String) throws -> TaskStatus {
      let document: ExplainDocument = try client.query("explain", id)
      return document.task.status
    }
  }

  /// What a sweep is after a verb.
  static func expected(_ situation: Situation, _ verb: SweepVerb) -> String {
    switch (situation, verb) {
    case (.finished, _), (.failed, .cancel), (.failed, .pause), (.failed, .resume): "finished"
    case (.failed, .retry): "active"
    case (.cancelled, .retry), (.partlyCancelled, .retry), (.refinedCancelled, .retry): "active"
    case (.cancelled, _), (.partlyCancelled, _), (.refinedCancelled, _): "cancelled"
    case (_, .cancel): "cancelled"
    case (.paused, .resume), (.pausedRunning, .resume): "active"
    case (.paused, _), (.pausedRunning, _): "paused"
    case (_, .pause): "paused"
    case (_, .resume), (_, .retry), (_, .priority), (_, .delete): "active"
    }
  }

  /// The census without the difference between pending and running, which workers make and not verbs.
  private static func settled(_ census: Census) -> Census {
    var census = census
    census.pending += census.running
    census.running = 0
    return census
  }

  private static func unfinished(_ census: Census) -> Int { census.pending + census.running }

  @Test(arguments: Situation.allCases, SweepVerb.allCases.filter { $0 != .priority && $0 != .delete })
  func `a verb on a sweep says what it did`(_ situation: Situation, _ verb: SweepVerb) throws {
    let stage = try Stage(situation)
    let before = try stage.sweep()
    // Named three ways, it is one sweep.
    let outcome: OutcomeDocument = try stage.client.command(
      OutcomeDocument.self, verb.rawValue, ["last", before.id, "all"])
    let after = try stage.sweep()
    let target = try #require(outcome.targets.first)
    #expect(outcome.targets.count == 1)
    #expect(target.kind == "sweep" && target.id == before.id && target.name == before.name)

    #expect(after.state == Self.expected(situation, verb), "\(outcome.message)")
    #expect(target.state == after.state)
    let isChanged = before.state != after.state || Self.settled(before.census) != Self.settled(after.census)
    #expect(target.isChanged == isChanged, "\(outcome.message)")
    #expect(outcome.message.contains("nothing was changed") == !isChanged, "\(outcome.message)")
    #expect(outcome.message.contains(after.id) && outcome.message.contains(after.name))

    let moved =
      switch verb {
      case .cancel: after.census.cancelled - before.census.cancelled
      case .retry: Self.unfinished(after.census) - Self.unfinished(before.census)
      case .pause, .resume, .priority, .delete: 0
      }
    #expect(target.tasks == moved)
    #expect(outcome.changed == (verb.takesTasks ? moved : isChanged ? 1 : 0))
    if isChanged, verb.takesTasks {
      #expect(outcome.message.contains("\(moved) \(moved == 1 ? "task " : "tasks ")"), "\(outcome.message)")
    }
    // Nothing is lost or made by a verb, and what is done stays done.
    #expect(after.census.planned == before.census.planned && after.census.done == before.census.done)
    // A second time changes nothing.
    let again: OutcomeDocument = try stage.client.command(OutcomeDocument.self, verb.rawValue, ["last"])
    #expect(again.changed == 0 && again.message.contains("nothing was changed"), "\(again.message)")
    // A restart remembers it.
    stage.host.stop()
    let stored = try StatusDocument.read(stage.host.service().document(.named("status")))
    #expect(stored.sweeps.last?.state == after.state)
  }

  @Test func `a priority is changed, remembered, and refused where no spec could have it`() throws {
    let stage = try Stage(.paused)
    let before = try stage.sweep()
    func give(_ priority: Int32) throws -> OutcomeDocument {
      var request = WireRequest()
      request.command.priority.sweeps = ["last", before.id]
      request.command.priority.priority = priority
      return try stage.client.ask(OutcomeDocument.self, request)
    }
    let outcome = try give(-7)
    #expect(outcome.changed == 1 && outcome.targets.count == 1)
    #expect(outcome.message.contains("has priority -7 now; it was 0"), "\(outcome.message)")
    #expect(try stage.sweep().priority == -7)
    let again = try give(-7)
    #expect(again.changed == 0)
    #expect(again.message.contains("has priority -7 already; nothing was changed"), "\(again.message)")
    let refusal = #expect(throws: (any Error).self) { try give(1001) }
    #expect("\(refusal as Any)".contains("a whole number from -1000 to 1000, not 1001"))
    stage.host.stop()
    let stored = try StatusDocument.read(stage.host.service().document(.named("status")))
    #expect(stored.sweeps.last?.priority == -7)
  }

  @Test(arguments: Situation.allCases, [SweepVerb.cancel, .retry])
  func `a verb on a task says what it did`(_ situation: Situation, _ verb: SweepVerb) throws {
    let stage = try Stage(situation)
    let chosen = stage.tasks.reduce(into: [TaskStatus: TasksDocument.Row]()) { $0[$1.status] = $1 }
    for task in chosen.values {
      let before = try (stage.task(task.id), stage.sweep())
      let outcome: OutcomeDocument = try stage.client.command(
        OutcomeDocument.self,
        verb.rawValue, [task.id, String(task.id.prefix(12))])
      let after = try (stage.task(task.id), stage.sweep())
      let target = try #require(outcome.targets.first)
      #expect(target.kind == "task" && task.id.hasPrefix(target.id))
      // A lease is in the journal after a second; before that it counts as pending there.
      let isOpen = !after.0.hasEnded && ["pending", "running"].contains(target.state)
      #expect(target.state == after.0.rawValue || isOpen, "\(outcome.message)")
      let isChanged =
        before.0.hasEnded != after.0.hasEnded || before.1.census.cancelled != after.1.census.cancelled
      #expect(target.isChanged == isChanged && outcome.changed == (isChanged ? 1 : 0), "\(outcome.message)")
      #expect(target.message.contains("nothing was changed") == !isChanged, "\(outcome.message)")
      #expect(before.1.census.done == after.1.census.done)
      // A sweep that changed with its task is told too.
      let isTold = outcome.targets.contains { $0.kind == "sweep" && $0.state == after.1.state }
      #expect(isTold == (before.1.state != after.1.state), "\(outcome.message)")
    }
  }

  @Test func `one bad name among several changes nothing`() throws {
    let stage = try Stage(.pending)
    let task = try #require(stage.tasks.first).id
    for (verb, names) in [
      ("cancel", ["last", "no-such-sweep"]), ("cancel", [task, ""]), ("pause", ["last", "no-such-sweep"]),
      ("pause", ["last", task]), ("resume", ["last", task]), ("retry", ["no-such-sweep", "last"]),
      ("cancel", []), ("drain-workers", ["all", "no-such-worker"]),
      ("revoke-key", ["worker", "no-such-key"]),
      ("revoke-key", ["worker", "owner"]), ("revoke-key", ["worker", "client"]), ("revoke-key", []),
    ] {
      #expect(throws: GaveUp.self, "\(verb) \(names)") {
        try stage.client.command(OutcomeDocument.self, verb, names)
      }
    }
    let status = try stage.sweep()
    #expect(status.state == "active" && status.census.pending == 4)
    let keys: KeysDocument = try stage.client.query("keys")
    #expect(keys.keys.allSatisfy { $0.revokedAt == nil })
  }

  @Test func `a misspelt name is answered with the right one`() throws {
    let stage = try Stage(.pending)
    let worker = try stage.host.worker()
    try worker.hello()
    _ = try worker.welcome()
    for (verb, name, near) in [
      ("cancel", "probse", "probes"), ("pause", "prbes", "probes"), ("drain-workers", "scriptde", "scripted"),
      ("revoke-key", "worcker", "worker"),
    ] {
      let error = #expect(throws: GaveUp.self) {
        try stage.client.command(OutcomeDocument.self, verb, [name])
      }
      #expect(error?.description.contains("did you mean `\(near)`?") == true, "\(String(describing: error))")
    }
  }

  @Test func `a worker is asked to leave once, by its id or its host`() throws {
    let stage = try Stage(.pending)
    let worker = try stage.host.worker()
    try worker.hello()
    _ = try worker.welcome()
    let first: OutcomeDocument = try stage.client.command(OutcomeDocument.self, "drain-workers", ["scripted"])
    #expect(first.changed == 1 && first.targets.first?.state == "draining")
    let document: WorkersDocument = try stage.client.query("workers")
    #expect(document.workers.map(\.state) == ["draining"])
    let again: OutcomeDocument = try stage.client.command(OutcomeDocument.self, "drain-workers", ["all"])
    #expect(again.changed == 0 && again.message.contains("nothing was changed"), "\(again.message)")
  }

  @Test func `other sweeps that change with the one that is named are told`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2, name: "small")
    try client.submitProbes(3, name: "large")
    // All of its tasks are the large one's too.
    let first: OutcomeDocument = try client.command(OutcomeDocument.self, "cancel", ["small"])
    #expect(first.changed == 0)
    #expect(first.message.contains("2 tasks go on, since another sweep plans them too"), "\(first.message)")
    let second: OutcomeDocument = try client.command(OutcomeDocument.self, "cancel", ["large"])
    #expect(second.changed == 3)
    let third: OutcomeDocument = try client.command(OutcomeDocument.self, "retry", ["large"])
    #expect(third.changed == 3)
    #expect(third.message.contains("sweep small"), "\(third.message)")
    let status: StatusDocument = try client.query("status")
    for target in third.targets {
      #expect(status.sweeps.first { $0.id == target.id }?.state == target.state)
    }
  }

  @Test func `submitting again says what became of the sweep, and takes another priority`() throws {
    let stage = try Stage(.failed)
    var request = WireRequest()
    func submit(_ more: String) throws -> SubmitDocument {
      request.submit.source = Data(
        "name: probes\nexperiment: probe\naxes: {index: {from: 1, to: 4, step: 1}}\n\(more)".utf8)
      return try stage.client.ask(SubmitDocument.self, request)
    }
    let raised = try submit("limits: {attempts: 1}\npriority: 7")
    #expect(raised.isKnown && raised.priority == 7 && raised.state == "finished")
    #expect(raised.notes.contains { $0.contains("priority is 7 now; it was 0") }, "\(raised.notes)")
    #expect(raised.notes.contains { $0.contains("1 task of it failed") }, "\(raised.notes)")
    #expect(try stage.sweep().priority == 7)
    let limits = try submit("limits: {attempts: 2}\npriority: 7")
    #expect(limits.notes.contains { $0.contains("limits and resources stay") }, "\(limits.notes)")
    stage.host.stop()
    let stored = try StatusDocument.read(stage.host.service().document(.named("status")))
    #expect(stored.sweeps.last?.priority == 7)
  }
}
