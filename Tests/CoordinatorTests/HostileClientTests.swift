import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// What a client's key may ask costs its own connection.
@Suite(.timeLimit(.minutes(3)))
struct HostileClientTests {
  /// Sends a request as it is; gives what the coordinator refuses it with.
  private func refusal(_ host: CoordinatorHost, _ request: WireRequest) throws -> String {
    let client = try host.worker("client")
    try client.send(.request(request))
    return try client.refusal().message
  }

  @Test func `commands that name a million things are refused, and some thousand in words`() throws {
    let host = try CoordinatorHost()
    let honest = try HonestNeighbour(host)
    let million = WireRequest.with {
      $0.command.cancel.targets = Array(repeating: "7", count: 1_000_000)
    }
    #expect(try refusal(host, million).contains("command"))
    let client = try host.client()
    let thousands = #expect(throws: GaveUp.self) {
      try client.command(OutcomeDocument.self, "cancel", Array(repeating: "all", count: 2001))
    }
    #expect(thousands?.description.contains("name at most 2000 at a time") == true)
    try honest.finishesSweep()
  }

  @Test(arguments: ["status", "tasks", "explain", "sweep", "metrics", "placements", "artifact"])
  func `a selector of megabytes is refused`(what: String) throws {
    let host = try CoordinatorHost()
    let honest = try HonestNeighbour(host)
    let query = WireRequest.with {
      $0.query = .named(what, String(repeating: "1,", count: 1 << 20))
    }
    #expect(try refusal(host, query).contains("at most 65536 are taken"))
    try honest.finishesSweep()
  }

  @Test func `a spec of some megabytes is told its limit, a larger one is no request`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    var request = WireRequest()
    request.submit.source = Data(repeating: UInt8(ascii: "#"), count: 2 << 20)
    let tooLarge = #expect(throws: GaveUp.self) { try client.ask(SubmitDocument.self, request) }
    #expect(tooLarge?.description.contains("at most 1 MiB") == true)
    request.submit.source = Data(count: 7 << 19)
    #expect(try refusal(host, request).contains("submission has"))
  }

  @Test(.timeLimit(.minutes(1)))
  func `names that mean nothing cost no more than a look, however many sweeps there are`() throws {
    var bench = CoreBench()
    for number in 1...200 {
      try bench.submit(CoreBench.spec("sweep-\(number)-" + String(repeating: "x", count: 50), count: 1))
    }
    // Each compared with each by its letters would take minutes.
    let names = (1000..<3000).map { String(repeating: "\($0)", count: 15) }
    #expect(bench.core.needs(of: .cancel, names) == .tasks(names.sorted()))
    let tasks = Dictionary(uniqueKeysWithValues: names.map { ($0, [TaskNumber(1)]) })
    let outcome = try bench.core.carryOut(.cancel, on: names, .tasks(tasks))
    #expect(outcome.changed == 1)
    #expect(bench.core.needs(of: .cancel, ["no such sweep", "", "a-b", "1-3", "sweep-1"]) == .nothing)
    // Digits that are no sweep's number may begin a task's id.
    #expect(bench.core.needs(of: .retry, ["201", "200", "1"]) == .tasks(["201"]))
  }

  @Test(arguments: ["sweep", "status", "workers", "keys"])
  func `a client that asks without waiting is told to, and others are answered`(what: String) throws {
    let host = try CoordinatorHost()
    let honest = try HonestNeighbour(host)
    let eager = try host.worker("client")
    for number in 1...2000 {
      try eager.send(
        .request(
          .with {
            $0.id = UInt64(number)
            $0.query = .named(what, "nobody")
          }))
    }
    var busy = 0
    for _ in 1...2000 {
      guard case .reply(let reply)? = try eager.next() else { throw GaveUp(description: "no reply") }
      if reply.failure.message.contains("too many unanswered requests") { busy += 1 }
    }
    #expect(busy > 0)
    try honest.finishesSweep()
  }

  @Test func `a sweep that is cancelled and wanted again and again ends as the last command says`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    // More than one large batch holds.
    try client.submitProbes(60_000, name: "large")
    let eager = try host.worker("client")
    for number in 1...8 {
      try eager.send(
        .request(
          .with {
            $0.id = UInt64(number)
            $0.command = .named(number.isMultiple(of: 2) ? "retry" : "cancel", ["large"])
          }))
    }
    var changed: [Int] = []
    for _ in 1...8 {
      guard case .reply(let reply)? = try eager.next() else { throw GaveUp(description: "no reply") }
      changed.append(try OutcomeDocument.read(reply.document).changed)
    }
    #expect(changed == Array(repeating: 60_000, count: 8))
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.pending == 60_000)
  }

  @Test func `a name of a file that is a megabyte long is refused`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    var request = WireRequest()
    request.submit.source = Data("name: x\nexperiment: probe\naxes: {idex: [1]}\n".utf8)
    request.submit.file = String(repeating: "f", count: 1 << 20)
    let refused = #expect(throws: GaveUp.self) { try client.ask(SubmitDocument.self, request) }
    #expect(refused?.description.contains("the name of the spec's file has") == true)
    request.submit.file = "x.yaml"
    request.submit.overrides = Array(repeating: "axes.index=[1]", count: 5000)
    let many = #expect(throws: GaveUp.self) { try client.ask(SubmitDocument.self, request) }
    #expect(many?.description.contains("5000 overrides") == true)
  }
}
