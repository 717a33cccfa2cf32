import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// The commit that a client says its spec is of.
@Suite(.timeLimit(.minutes(2)))
struct SubmittedCommitTests {
  private func request(_ commit: String, name: String = "sweep") -> WireRequest {
    .with {
      $0.submit.source = Data("name: \(name)\nexperiment: probe\naxes: {index: [1, 2]}\n".utf8)
      $0.submit.commit = commit
    }
  }

  @Test func `it is kept over a restart, and told by status and sweep`() throws {
    let host = try CoordinatorHost()
    var client = try host.client()
    let commit = String(repeating: "c3", count: 20)
    let _: SubmitDocument = try client.ask(SubmitDocument.self, request(commit))
    let _: SubmitDocument = try client.ask(SubmitDocument.self, request("", name: "other"))
    host.stop()
    try host.start()
    client = try host.client()
    let status: StatusDocument = try client.query("status", "")
    #expect(status.sweeps.map(\.commit) == [commit, nil])
    let sweep: SweepDocument = try client.query("sweep", "sweep")
    #expect(sweep.commit == commit)
    let other: SweepDocument = try client.query("sweep", "other")
    #expect(other.commit == nil)
  }

  @Test(arguments: [
    "\u{1b}[2J", String(repeating: "a", count: 41), String(repeating: "a", count: 100_000), "main",
    "<b>" + String(repeating: "a", count: 37), String(repeating: "ａ", count: 40),
  ])
  func `what is no hash is refused, and nothing of it is kept`(_ commit: String) throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    #expect(throws: (any Error).self) { try client.ask(SubmitDocument.self, request(commit)) }
    let status: StatusDocument = try client.query("status", "")
    #expect(status.sweeps.isEmpty)
  }
}
