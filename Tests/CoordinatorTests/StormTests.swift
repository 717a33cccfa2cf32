import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// A cluster whose workers all start in the same second.
@Suite(.timeLimit(.minutes(5)))
struct StormTests {
  @Test func `a thousand workers join at once, keep their leases and finish a sweep`() throws {
    let host = try CoordinatorHost(lease: 10)
    let client = try host.client()
    let count = 1000
    var workers: [ScriptedWorker] = []
    for _ in 0..<count { workers.append(try host.worker()) }
    let frames = try workers.map { try $0.helloFrames() }
    var waiting = Set(workers.indices)
    var crowd = Crowd(workers)
    // Each says hello as soon as its handshake is through.
    while !waiting.isEmpty {
      for number in waiting where try workers[number].trySend(frames: frames[number]) {
        waiting.remove(number)
      }
      try crowd.listen(milliseconds: 20)
    }
    // A worker whose heart beats before it is welcomed is asked to say hello again.
    try crowd.listen { $0.welcomed >= count }

    // Longer than a lease with nothing but heartbeats: nobody is given up.
    try crowd.beat(for: 12)
    let idle: StatusDocument = try client.query("status")
    #expect(idle.workers == count)
    #expect(host.log.count("fell silent") == 0)

    try client.submitProbes(3000)
    try crowd.listen { $0.done >= 3000 }
    let status = try client.awaitStatus { $0.sweeps.first?.census.isFinished == true }
    #expect(status.sweeps.first?.census.done == 3000)
    #expect(status.duplicateResults == 0)
    #expect(host.log.count("fell silent") == 0)
  }
}
