import Foundation
import Messages
import Results
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// Deleting and pruning through a real coordinator, as a client asks for it.
@Suite(.timeLimit(.minutes(5)))
struct DeletionTests {
  private func delete(
    _ client: TestClient, _ sweeps: [String], isDryRun: Bool = false
  ) throws -> OutcomeDocument {
    var request = WireRequest()
    request.command.delete.sweeps = sweeps
    request.command.delete.dryRun = isDryRun
    return try client.ask(OutcomeDocument.self, request)
  }

  private func prune(_ client: TestClient, streams: [String] = [], isDryRun: Bool = false) throws
    -> PruneDocument
  {
    var request = WireRequest()
    request.command.prune.streams = streams
    request.command.prune.dryRun = isDryRun
    return try client.ask(PruneDocument.self, request)
  }

  private func worker(_ host: CoordinatorHost) throws -> ScriptedWorker {
    let worker = try host.worker()
    try worker.hello(slots: 4)
    _ = try worker.welcome()
    return worker
  }

  private func work(_ worker: ScriptedWorker, tasks count: Int) throws {
    var done = 0
    while done < count {
      let tasks = try worker.assignments()
      try worker.awaitAcknowledgement(of: worker.report { $0.finished = tasks.map { $0.finished() } })
      done += tasks.count
    }
  }

  @Test func `a sweep is refused until it has ended, then it is gone, and can be submitted anew`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(4, attempts: 1)
    let early = #expect(throws: (any Error).self) { try delete(client, ["last"]) }
    #expect("\(early as Any)".contains("has not ended; `percolate cancel"))
    let worker = try worker(host)
    try work(worker, tasks: 4)
    let all = #expect(throws: (any Error).self) { try delete(client, ["all"]) }
    #expect("\(all as Any)".contains("not `all`"))
    let look = try delete(client, ["last"], isDryRun: true)
    #expect(
      look.changed == 0 && look.message.contains("would be deleted, with 4 tasks of its own"),
      "\(look.message)")
    let before: StatusDocument = try client.query("status")
    #expect(before.sweeps.count == 1)
    let outcome = try delete(client, ["last"])
    #expect(outcome.changed == 1 && outcome.targets.first?.state == "deleted", "\(outcome.message)")
    let after: StatusDocument = try client.query("status")
    #expect(after.sweeps.isEmpty)
    let gone = #expect(throws: (any Error).self) { try delete(client, [before.sweeps[0].id]) }
    #expect("\(gone as Any)".contains(before.sweeps[0].id))
    // The same sweep again: whatever of the old one is left, it ends.
    try client.submitProbes(4, attempts: 1)
    let again: StatusDocument = try client.query("status")
    let census = try #require(again.sweeps.first?.census)
    try work(worker, tasks: census.pending + census.running)
    let last: StatusDocument = try client.query("status")
    #expect(last.sweeps.first?.census.done == 4)
    host.stop()
    let stored = try StatusDocument.read(host.service().document(.named("status")))
    #expect(stored.sweeps.count == 1 && stored.sweeps.first?.census.done == 4)
  }

  @Test func `a restart finds nothing of what was deleted`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(4, attempts: 1)
    try work(worker(host), tasks: 4)
    _ = try delete(client, ["1"])
    host.stop()
    let stored = try StatusDocument.read(host.service().document(.named("status")))
    #expect(stored.sweeps.isEmpty)
  }

  @Test func `pruning says what it would do, and refuses streams of a sweep that goes on`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2, attempts: 1)
    let early = #expect(throws: (any Error).self) { try prune(client, streams: ["last"]) }
    #expect("\(early as Any)".contains("has not ended; its streamed metrics"))
    try work(worker(host), tasks: 2)
    let document = try prune(client, streams: ["last"], isDryRun: true)
    #expect(document.isDryRun && document.checkpoints == 0 && document.files == 0)
    #expect(try !prune(client).isDryRun)
  }
}
