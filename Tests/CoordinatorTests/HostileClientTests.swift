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

  @Test func `a client that asks without waiting is told to, and others are answered`() throws {
    let host = try CoordinatorHost()
    let honest = try HonestNeighbour(host)
    let eager = try host.worker("client")
    for number in 1...2000 {
      try eager.send(
        .request(
          .with {
            $0.id = UInt64(number)
            $0.query = .named("sweep", "nobody")
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
}
