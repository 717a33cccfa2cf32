import Testing

@testable import Coordinator

/// Which connections are closed when there are too many.
@Suite
struct ConnectionTableTests {
  private func table(total: Int, strangers: Int) -> ConnectionTable {
    ConnectionTable(bounds: ConnectionBounds(total: total, strangers: strangers))
  }

  private func peer(_ host: String, _ port: Int32 = 1) -> PeerAddress {
    PeerAddress(host: host, port: UInt16(port))
  }

  @Test func `within the bounds nothing is closed; beyond them the oldest stranger is`() {
    var table = table(total: 4, strangers: 4)
    for descriptor in Int32(10)..<14 {
      table.accepted(descriptor, address: peer("a", descriptor))
      #expect(table.crowd().isEmpty)
    }
    table.accepted(14, address: peer("a", 14))
    #expect(table.crowd() == [.init(descriptor: 10, address: peer("a", 10))])
    #expect(table.crowd().isEmpty, "what is being closed counts as closed")
    #expect(table.disconnected(10) == .closed(.crowd, host: "a"))
    #expect(table.count == 4 && table.strangers == 4)
  }

  @Test func `who proved a key stays, however many strangers come after`() {
    var table = table(total: 100, strangers: 50)
    for descriptor in Int32(0)..<40 {
      table.accepted(descriptor, address: peer("worker"))
      table.proved(descriptor)
    }
    var closed: [Int32] = []
    for descriptor in Int32(100)..<5100 {
      table.accepted(descriptor, address: peer("crowd"))
      closed += table.crowd().map(\.descriptor)
      #expect(table.strangers <= 50 && table.count <= 100)
    }
    #expect(closed.allSatisfy { $0 >= 100 } && closed == closed.sorted())
    #expect(table.count == 40 + table.strangers)
  }

  @Test func `a crowd from one address does not push out the one from another`() {
    var table = table(total: 64, strangers: 64)
    table.accepted(1, address: peer("worker"))
    var closed: [Int32] = []
    for descriptor in Int32(100)..<2000 {
      table.accepted(descriptor, address: peer("crowd"))
      closed += table.crowd().map(\.descriptor)
    }
    #expect(!closed.isEmpty && !closed.contains(1))
    // Shares are equal once there are more addresses than places.
    for descriptor in Int32(3000)..<3200 {
      table.accepted(descriptor, address: peer("host \(descriptor)"))
      closed += table.crowd().map(\.descriptor)
    }
    #expect(table.strangers <= 64)
  }

  @Test func `where peers with keys fill everything, only newcomers are closed`() {
    var table = table(total: 20, strangers: 20)
    for descriptor in Int32(0)..<20 {
      table.accepted(descriptor, address: peer("worker"))
      table.proved(descriptor)
    }
    table.accepted(50, address: peer("worker"))
    #expect(table.crowd().map(\.descriptor) == [50])
    #expect(table.disconnected(50) == .closed(.crowd, host: "worker"))
    #expect(table.disconnected(3) == .ordinary)
    table.accepted(3, address: peer("worker"))
    #expect(table.crowd().isEmpty, "the place of one that left is free")
  }

  @Test func `a first message that is seen before its connection's beginning counts`() {
    var table = table(total: 2, strangers: 1)
    table.proved(7)
    table.accepted(7, address: peer("a"))
    table.accepted(8, address: peer("b"))
    table.accepted(9, address: peer("c"))
    #expect(table.crowd().map(\.descriptor) == [8])
  }

  @Test func `a number that is used again is a new stranger`() {
    var table = table(total: 10, strangers: 1)
    table.accepted(5, address: peer("a"))
    table.proved(5)
    #expect(table.disconnected(5) == .ordinary)
    table.accepted(5, address: peer("b"))
    #expect(table.strangers == 1)
    table.handshakeFailed()
    #expect(table.disconnected(5) == .strangerLeft(host: "b"))
    #expect(table.count == 0 && table.strangers == 0)
    #expect(table.disconnected(5) == .ordinary)
  }

  @Test(arguments: [256, 1024, 4096, 20_000, 1 << 40])
  func `descriptors are left for files, whatever the limit`(_ limit: Int) {
    let bounds = ConnectionBounds(descriptors: limit)
    #expect(limit - bounds.total >= 64 + limit / 8)
    #expect(bounds.total >= limit / 2 && bounds.strangers <= 4096 && bounds.strangers <= bounds.total)
  }
}
