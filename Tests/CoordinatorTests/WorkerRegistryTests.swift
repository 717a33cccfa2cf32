import Foundation
import Journal
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator

/// Who a worker is, from its hellos alone.
@Suite struct WorkerRegistryTests {
  private func hello(_ worker: UInt8 = 1, epoch: UInt64 = 1, _ fill: (inout WireHello) -> Void = { _ in })
    -> WireHello
  {
    .with {
      $0.worker = .init(repeating: worker, count: 16)
      $0.epoch = epoch
      $0.slots = 2
      fill(&$0)
    }
  }

  private func offer(_ hello: WireHello) throws -> WorkerOffer { try #require(WorkerOffer(hello, now: 100)) }

  @Test func `an identity that is not 16 bytes is none`() {
    #expect(WorkerOffer(hello { $0.worker = .init(repeating: 1, count: 15) }, now: 0) == nil)
    #expect(WorkerOffer(hello { $0.worker = .init() }, now: 0) == nil)
  }

  @Test(arguments: [
    (slots: UInt32(0), cores: UInt32(4), used: 1, isExcessive: false),
    (64, 4, 64, false), (65, 4, 64, true), (400, 100, 400, false), (.max, .max, 4096, true),
    (.max, 0, 64, true),
  ])
  func `slots are those that the cores could be meant for`(
    _ sample: (slots: UInt32, cores: UInt32, used: Int, isExcessive: Bool)
  ) throws {
    let offer = try offer(
      hello {
        $0.slots = sample.slots
        $0.machine.cores = sample.cores
      })
    #expect(offer.slots == sample.used && offer.isExcessive == sample.isExcessive)
  }

  @Test(arguments: [(5.0, 105.0), (0, nil), (-3, nil), (.nan, nil), (.infinity, 100 + 1e9)])
  func `a worker leaves when it says, or never`(_ sample: (remaining: Double, end: Double?)) throws {
    #expect(try offer(hello { $0.remainingSeconds = sample.remaining }).leavesAt == sample.end)
  }

  @Test func `text and experiments are bounded`() throws {
    let offer = try offer(
      hello {
        $0.machine.host = String(repeating: "h", count: 5000) + "\u{1b}[2J"
        $0.experiments = (0..<1000).map { "experiment-\($0)/1" } + [String(repeating: "x", count: 1000)]
      })
    #expect(offer.host.unicodeScalars.count <= 200)
    #expect(offer.experiments.count == 256)
  }

  @Test func `a new session takes the place of the old one, and keeps its number and its key`() throws {
    var registry = WorkerRegistry()
    let (first, second) = (try offer(hello()), try offer(hello(epoch: 2)))
    #expect(registry.isNew(first.session))
    let before = registry.join(first, key: "k", keyName: "worker", route: [1], wall: 10)
    #expect(!registry.isNew(first.session) && registry.isNew(second.session))
    registry.count(resultOf: first.session.worker, seconds: 2)
    let after = registry.join(second, key: "k", keyName: "worker", route: [2], wall: 20)
    #expect(after.replaced == [first.session])
    #expect(after.row.number == before.row.number && after.row.tasks == 1 && after.row.seconds == 2)
    #expect(after.row.firstSeen == 10 && after.row.lastSeen == 20)
    #expect(registry.session(on: [1]) == nil && registry.session(on: [2]) == second.session)
    #expect(Array(registry.connected.keys) == [second.session])
    #expect(registry.isKeyRight("k", of: first.session.worker))
    #expect(!registry.isKeyRight("other", of: first.session.worker))
  }

  @Test func `a session that is over frees its connection, but not one that a newer session has`() throws {
    var registry = WorkerRegistry()
    let (first, second) = (try offer(hello()), try offer(hello(epoch: 2)))
    _ = registry.join(first, key: "k", keyName: "worker", route: [1], wall: 0)
    _ = registry.join(second, key: "k", keyName: "worker", route: [1], wall: 0)
    let old = registry.leave(first.session)
    #expect(old == nil)
    #expect(registry.session(on: [1]) == second.session)
    let row = registry.leave(second.session)
    #expect(row?.id == second.session.worker)
    #expect(registry.session(on: [1]) == nil && registry.connected.isEmpty)
  }

  @Test func `workers of one key may speak for each other, and numbers go on behind those of the journal`()
    throws
  {
    var registry = WorkerRegistry()
    let known = registry.join(try offer(hello(1)), key: "k", keyName: "a", route: [1], wall: 0).row
    var loaded = WorkerRegistry()
    var row = known
    row.number = 41
    loaded.add(row)
    let same = loaded.join(try offer(hello(2)), key: "k", keyName: "a", route: [2], wall: 0).row
    let other = loaded.join(try offer(hello(3)), key: "l", keyName: "b", route: [3], wall: 0).row
    #expect(same.number == 42 && other.number == 43)
    #expect(loaded.haveSameKey(known.id, same.id) && !loaded.haveSameKey(known.id, other.id))
  }
}
