import Foundation
import Journal
import Messages
import Scheduling
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// A peer that comes as another worker with each connection costs as little as one that stays.
@Suite(.timeLimit(.minutes(3)))
struct NewcomerSessionTests {
  @Test func `workers that take a task and leave end in a back-off of their key, and leave few rows`() throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    let honest = try HonestNeighbour(host)
    // It has given results before the others come.
    try honest.finishesSweep()
    try client.submitProbes(1, name: "bait")
    for _ in 0..<100 {
      let attacker = try host.worker()
      try attacker.hello()
      _ = try attacker.welcome()
      try attacker.send(.goodbye(.with { $0.epoch = attacker.epoch }))
      try attacker.awaitHelloAgain()
    }
    let bait: TasksDocument = try client.query("tasks", "bait")
    let explained: ExplainDocument = try client.query("explain", try #require(bait.tasks.first).id)
    #expect(explained.attempts.count <= 6, "each costs a row")
    #expect(try host.reader().workers().count <= 8)
    try honest.finishesSweep(of: 12, name: "again")
  }

  @Test func `workers that come and go without a task leave nothing in the journal`() throws {
    let host = try CoordinatorHost()
    for _ in 0..<20 {
      let worker = try host.worker()
      try worker.hello()
      _ = try worker.welcome()
      try worker.send(.goodbye(.with { $0.epoch = worker.epoch }))
      try worker.awaitHelloAgain()
    }
    #expect(try host.reader().workers().isEmpty)
    try HonestNeighbour(host).finishesSweep()
    #expect(try host.reader().workers().count == 1)
  }

  @Test func `nothing is kept of the sessions that a worker had before`() throws {
    var bench = CoreBench()
    try bench.submit(CoreBench.spec("grid", count: 1))
    let holder = try bench.join(1)
    let lease = try #require(bench.dispatch(to: holder).first)
    for epoch in 1...50 as ClosedRange<UInt64> {
      let hello = WireHello.with {
        $0.worker = Data(repeating: 2, count: 16)
        $0.epoch = epoch
        $0.slots = 1
      }
      let offer = try #require(WorkerOffer(hello, now: bench.now))
      _ = bench.core.scheduler.workerJoined(offer.session, slots: 1, experiments: [], now: bench.now)
      let joined = bench.core.join(offer, key: "key", keyName: "key", route: [2], wall: 0)
      // Streamed by another worker of the same key, it cannot be told yet.
      let rows = bench.assignment(of: lease).streamed(steps: [1], values: [0.5])
      let verdict = bench.report(joined.worker) { $0.metrics = [rows] }
      #expect(verdict == .postponed)
      #expect(bench.core.postponed.sessions == [offer.session])
    }
  }
}

extension ScriptedWorker {
  /// Waits until the coordinator has forgotten the session: a heartbeat is then answered so.
  func awaitHelloAgain() throws {
    try send(.heartbeat(.with { $0.epoch = epoch }))
    while let message = try next() { if case .helloAgain = message { return } }
  }
}
