import Testing

@testable import Coordinator

/// What connections keep in memory, by what the kernel moved and what this program took and gave.
struct ConnectionMemoryTests {
  private let megabyte = 1 << 20

  private func table(_ bounds: MemoryBounds = MemoryBounds(), connections: ClosedRange<Int32>)
    -> ConnectionTable
  {
    var table = ConnectionTable(bounds: .init(total: 10_000, strangers: 10_000), memory: bounds)
    for descriptor in connections {
      table.accepted(descriptor, address: PeerAddress(host: "peer \(descriptor)", port: 1))
      table.proved(descriptor)
    }
    return table
  }

  /// Looks once, with what each connection has moved.
  private func look(
    _ table: inout ConnectionTable, at now: Double, _ traffic: [Int32: (acknowledged: Int, received: Int)]
  ) -> [Int32] {
    let found = table.samples().compactMap { sample in
      traffic[sample.descriptor].map {
        (
          sample: sample,
          traffic: ConnectionTraffic(acknowledged: UInt64($0.acknowledged), received: UInt64($0.received))
        )
      }
    }
    return table.update(found, now: now).map(\.descriptor).sorted()
  }

  @Test func `what arrived and was not delivered counts, and pings and encryption never add up`() {
    var memory = ConnectionMemory()
    var received: UInt64 = 1000
    for round in 1...10_000 {
      // A heartbeat of 50 bytes takes 120 on the wire, and pings come between.
      received += 160
      memory.deliver(bytes: 50)
      memory.update(
        .init(acknowledged: 0, received: received), delivered: memory.delivered, now: Double(round))
      #expect(memory.inbound <= 1000)
    }
    let before = memory.delivered
    received += 5_000_000
    memory.update(.init(acknowledged: 0, received: received), delivered: before, now: 0)
    #expect((5_000_000...5_001_000).contains(memory.inbound))
    // Delivered after the question was asked: it still counts, and is gone with the next answer.
    memory.deliver(bytes: 4_999_900)
    memory.update(.init(acknowledged: 0, received: received), delivered: before, now: 0)
    #expect(memory.inbound >= 5_000_000)
    memory.update(.init(acknowledged: 0, received: received), delivered: memory.delivered, now: 0)
    #expect(memory.inbound < 1000)
  }

  @Test func `who has shown no key is closed for more than a handshake, unless it may be on its way in`() {
    let admitted = AdmittedPeers()
    var table = ConnectionTable(bounds: .init(total: 100, strangers: 100), admitted: admitted)
    for descriptor in Int32(1)...4 {
      table.accepted(descriptor, address: PeerAddress(host: "host \(descriptor % 2)", port: 1))
    }
    table.proved(4)
    #expect(look(&table, at: 0, [1: (0, 60_000), 2: (0, 70_000), 4: (0, megabyte)]) == [2])
    #expect(table.disconnected(2) == .closed(.noise, host: "host 0"))
    // The handshake of one of them is through; its first message may be large.
    admitted.add("host 1")
    #expect(look(&table, at: 1, [1: (0, megabyte), 3: (0, 2 * megabyte)]) == [])
    table.proved(1)
    #expect(look(&table, at: 2, [1: (0, megabyte), 3: (0, 2 * megabyte)]) == [3])
    #expect(table.samples().map(\.descriptor).sorted() == [1, 4])
    #expect(table.samples(ofStrangers: true).isEmpty)
  }

  @Test func `who was let in and left without a word makes no room for others`() {
    let admitted = AdmittedPeers()
    var table = ConnectionTable(bounds: .init(total: 100, strangers: 100), admitted: admitted)
    admitted.add("here")
    table.accepted(1, address: PeerAddress(host: "elsewhere", port: 1))
    #expect(look(&table, at: 0, [1: (0, 10)]) == [])
    table.accepted(2, address: PeerAddress(host: "here", port: 1))
    #expect(look(&table, at: 1, [2: (0, megabyte)]) == [2])
  }

  @Test func `where there are no keys, large messages are no noise`() {
    var bounds = MemoryBounds()
    bounds.strangerInbound = nil
    var table = ConnectionTable(bounds: .init(total: 100, strangers: 100), memory: bounds)
    table.accepted(1, address: PeerAddress(host: "here", port: 1))
    #expect(look(&table, at: 0, [1: (0, 4 * megabyte)]) == [])
  }

  @Test func `what was sent and not acknowledged counts, with the time since anything was`() {
    var memory = ConnectionMemory()
    memory.update(.init(acknowledged: 500, received: 0), delivered: 0, now: 1)
    #expect(memory.outbound == 0 && memory.readAt == 1)
    memory.send(bytes: 3_000_000)
    memory.update(.init(acknowledged: 500, received: 0), delivered: 0, now: 2)
    #expect(memory.outbound == 3_000_000 && memory.readAt == 1)
    memory.update(.init(acknowledged: 1_000_500, received: 0), delivered: 0, now: 3)
    #expect(memory.outbound == 2_000_000 && memory.readAt == 3)
    memory.update(.init(acknowledged: 3_000_900, received: 0), delivered: 0, now: 9)
    #expect(memory.outbound == 0 && memory.readAt == 9)
  }

  @Test func `an endless message ends its connection, a large one does not`() {
    var table = table(connections: 1...3)
    #expect(look(&table, at: 0, [1: (0, 12 * megabyte), 2: (0, 100)]) == [])
    #expect(look(&table, at: 1, [1: (0, 14 * megabyte), 2: (0, 100)]) == [1])
    #expect(look(&table, at: 2, [2: (0, 200)]) == [], "what is being closed is not chosen again")
    #expect(table.disconnected(1) == .closed(.flood, host: "peer 1"))
  }

  @Test func `over the bound of all, those that hold the most are closed first, and no more than needed`() {
    var table = table(connections: 1...20)
    var traffic: [Int32: (acknowledged: Int, received: Int)] = [:]
    for descriptor in Int32(1)...20 { traffic[descriptor] = (0, descriptor < 5 ? 10 * megabyte : megabyte) }
    // 40 and 16 MiB, of which 17.25 may be.
    let closed = look(&table, at: 0, traffic)
    #expect(closed.count == 4 && closed.allSatisfy { $0 < 5 })
    #expect(table.inbound == 16 * megabyte)
  }

  @Test func `who does not read is closed after a while, sooner when all are over their bound`() {
    var table = table(connections: 1...10)
    var traffic: [Int32: (acknowledged: Int, received: Int)] = [:]
    for descriptor in Int32(1)...10 { traffic[descriptor] = (1, 0) }
    #expect(look(&table, at: 0, traffic) == [])
    table.sent(1, bytes: megabyte)
    table.sent(2, bytes: 100_000)
    #expect(look(&table, at: 5, traffic) == [])
    #expect(look(&table, at: 11, traffic) == [1], "a little that is not read is nobody's trouble")
    for descriptor in Int32(3)...9 { table.sent(descriptor, bytes: 8 * megabyte) }
    traffic[9] = (4 * megabyte, 0)
    #expect(look(&table, at: 11.5, traffic) == [], "all of them have just been asked")
    traffic[9] = (6 * megabyte, 0)
    let closed = look(&table, at: 12.5, traffic)
    #expect(!closed.isEmpty && !closed.contains(9), "who reads is left alone")
    #expect(table.outbound <= MemoryBounds().totalOutbound)
  }

  @Test func `who does not read is closed soon where others wait for room`() {
    var table = table(connections: 1...1)
    let sample = table.samples()[0]
    let traffic = ConnectionTraffic(acknowledged: 5, received: 0)
    for (now, bytes) in [(0.0, 0), (0.4, 1 << 20), (0.9, 0)] {
      table.sent(1, bytes: bytes)
      let closed = table.update([(sample, traffic)], now: now, isRoomAwaited: true)
      #expect(closed.isEmpty)
    }
    let closed = table.update([(sample, traffic)], now: 1.5, isRoomAwaited: true)
    #expect(closed.map(\.descriptor) == [1])
  }

  @Test func `a descriptor that belongs to another connection by now is not judged by the old one's bytes`() {
    var table = table(connections: 7...7)
    let old = table.samples()
    _ = table.disconnected(7)
    table.accepted(7, address: PeerAddress(host: "another", port: 2))
    let found = old.map { (sample: $0, traffic: ConnectionTraffic(acknowledged: 0, received: 1 << 40)) }
    let closed = table.update(found, now: 1)
    #expect(closed.isEmpty && table.inbound == 0)
  }
}
