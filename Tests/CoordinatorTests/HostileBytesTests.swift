import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// Bytes that make no sense cost their sender an answer or its connection, and nobody else its work.
@Suite(.timeLimit(.minutes(3)))
struct HostileBytesTests {
  /// Makes an attack, then lets an honest worker, who was there before it, do a sweep.
  private func survive(_ attack: (CoordinatorHost) throws -> Void) throws {
    // Attackers that got in as workers and took tasks with them lose these soon.
    let host = try CoordinatorHost(lease: 5)
    let client = try host.client()
    let honest = try host.worker()
    try honest.hello()
    _ = try honest.welcome()
    try attack(host)
    try client.submitProbes(5)
    var crowd = Crowd([honest])
    try crowd.listen { $0.done >= 5 }
    let status = try client.awaitStatus { $0.sweeps.first?.census.isFinished == true }
    #expect(status.sweeps.first?.census.done == 5)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `random bytes over plain TCP`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try survive { host in
      let greeting: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]
      for round in 0..<60 {
        let connection = try RawConnection(to: host.endpoint)
        // From nothing that ZeroMQ knows to a right beginning that goes wrong later.
        let start = round % 3 == 0 ? [] : Array(greeting.prefix(round % 13))
        connection.send(start + random.bytes(upTo: 4096))
      }
    }
  }

  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func `random, cut and bent messages from a peer with a key`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try survive { host in
      let attackers = [try host.worker(), try host.worker("client")]
      var samples: [[UInt8]] = []
      for attacker in attackers {
        for message in Noise.messages(worker: attacker) { samples.append(try WireCodec.bytes(message)) }
      }
      for _ in 0..<1500 {
        let frames = random.frames(from: samples)
        try attackers[Int.random(in: 0..<2, using: &random)].send(frames: frames)
      }
      // The coordinator has read all of it once it answers what was sent last on each connection.
      for attacker in attackers {
        try attacker.send(frames: [Array("PCL".utf8) + [77], []])
        while try attacker.refusal().message.contains("77") == false {}
      }
    }
  }

  @Test func `a message over the limit costs its sender the connection`() throws {
    try survive { host in
      let attacker = try host.worker()
      try attacker.hello()
      _ = try attacker.welcome()
      try attacker.send(frames: [
        WireCodec.preamble, [UInt8](repeating: 1, count: WireCodec.maximumMessageBytes + 1),
      ])
      // The connection comes back by itself as a new one, which the coordinator does not know.
      var answered = false
      let deadline = Deadline()
      while !answered, !deadline.isOver {
        // What was sent before the old connection ended is lost with it.
        try attacker.send(.heartbeat(.with { $0.epoch = attacker.epoch }))
        if case .helloAgain? = try attacker.next(within: 0.1) { answered = true }
      }
      #expect(answered)
      try attacker.hello()
      _ = try attacker.welcome()
    }
  }

  @Test func `a message of thousands of frames is refused as a whole`() throws {
    try survive { host in
      let attacker = try host.worker()
      try attacker.send(frames: Array(repeating: WireCodec.preamble, count: 5000))
      #expect(try attacker.refusal().code == .malformed)
      try attacker.send(frames: [WireCodec.preamble])
      #expect(try attacker.refusal().code == .malformed)
      #expect(host.log.wait(for: "wrong number of frames"))
    }
  }
}
