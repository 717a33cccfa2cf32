import Foundation
import TestSupport
import Testing
import Transport
import ZeroMQ

/// Whoever holds a key, or none, can make the coordinator hold a few messages, and no more than that.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct HostileMemoryTests {
  struct Attack: Sendable, CustomStringConvertible {
    var description: String
    var key: String
    var message: [UInt8]
    var times: Int
  }

  /// Some bytes over and over, made quickly also where nothing is optimised.
  private static func list(_ element: [UInt8], _ bytes: Int) -> [UInt8] {
    var list = element
    list.reserveCapacity(2 * bytes)
    while list.count < bytes { list += list }
    return Array(list.prefix(bytes / element.count * element.count))
  }

  /// What took gigabytes once, and some like it.
  static let attacks: [Attack] = [
    Attack(
      description: "a hello of empty leases", key: "worker",
      message: KeyHolder.field(1, list([0x32, 0], 4_000_000)), times: 20),
    Attack(
      description: "small hellos of empty leases", key: "worker",
      message: KeyHolder.field(1, list([0x32, 0], 4_000_000)), times: 60),
    Attack(
      description: "a report of empty endings", key: "worker",
      message: KeyHolder.field(3, list([0x22, 0], 4_000_000)), times: 20),
    Attack(
      description: "reports of as many empty series as are taken", key: "worker",
      message: KeyHolder.field(3, list([0x2A, 0], 200_000)), times: 200),
    Attack(
      description: "packed steps of a byte each", key: "worker",
      message: KeyHolder.field(3, KeyHolder.field(5, KeyHolder.field(4, list([1], 4_000_000)))), times: 20),
    Attack(
      description: "reports of megabytes, queued by one connection", key: "worker",
      message: KeyHolder.field(3, KeyHolder.field(15, list([1], 4_000_000))), times: 60),
    Attack(
      description: "a status with a selector of 4 MB", key: "client",
      message: KeyHolder.field(
        5, KeyHolder.field(3, KeyHolder.field(1, KeyHolder.field(1, list([0x31, 0x2C], 4_000_000))))),
      times: 20),
    Attack(
      description: "a command with a million names", key: "client",
      message: KeyHolder.field(
        5, KeyHolder.field(4, KeyHolder.field(1, list([0x0A, 1, 0x31], 3_000_000)))), times: 20),
    Attack(
      description: "a question for tasks with a million statuses", key: "client",
      message: KeyHolder.field(
        5, KeyHolder.field(3, KeyHolder.field(3, KeyHolder.field(2, list([3], 4_000_000))))), times: 20),
    Attack(
      description: "submissions that queue up", key: "client",
      message: KeyHolder.field(
        5, [0x08, 1] + KeyHolder.field(2, KeyHolder.field(1, list([0x23], 3_000_000)))), times: 60),
  ]

  @Test(arguments: attacks) func `memory stays what one message takes`(attack: Attack) throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.startWorker(0).waitForLog("welcomed")
    try cluster.submit("name: warm\nexperiment: probe\naxes: {index: [1, 2, 3]}\n")
    #expect(try cluster.wait() == .code(0))
    let coordinator = try #require(cluster.coordinator)
    let memory = ProcessMemory(process: coordinator.identifier)
    let before = try memory.resident()
    try memory.resetPeak()
    let context = try Context()
    let attacker = try KeyHolder(access: "\(cluster.data)/\(attack.key).access.json", in: context)
    for _ in 0..<attack.times { #expect(try attacker.send(attack.message)) }
    // Read in order: once it answers, it has looked at them. Who sends too much of no use gets no further answer.
    let deadline = Deadline()
    var answers = 0
    while answers < attack.times, !cluster.log.contains("is not listened to for some seconds") {
      guard !deadline.isOver else { throw GaveUp(description: "\(answers) of \(attack.times) are answered") }
      if try attacker.hears(within: 0.2) { answers += 1 }
    }
    // Everybody else goes on, and when that is through, so is what came before it.
    try cluster.submit("name: after\nexperiment: probe\naxes: {index: {from: 10, to: 200, step: 1}}\n")
    #expect(try cluster.wait() == .code(0))
    let growth = try memory.peak() - before
    print("\(attack): \(attack.message.count >> 20) MiB x \(attack.times): grew by \(growth >> 20) MiB")
    #expect(growth < 64 << 20, "grew by \(growth >> 20) MiB")
    #expect(try cluster.stop())
  }

  /// What many connections do together, each within its own limits or not.
  enum Crowd: String, CaseIterable, Sendable {
    case endless = "messages without end"
    case halves = "messages that are never finished"
    case names = "workers with thousands of long experiment names"
    case strangers = "handshakes of megabytes, without a key"
    case readers = "large answers that nobody reads"

    var isRaw: Bool { self == .endless || self == .halves }

    /// Bytes that the coordinator may grow by. What comes without encryption comes at the speed of memory, and what
    /// arrives until the next look counts as well: that is more where this machine has other things to do.
    var bound: Int { isRaw ? 100 << 20 : 64 << 20 }
  }

  @Test(arguments: Crowd.allCases)
  func `many connections share what one may take`(crowd: Crowd) throws {
    // Long enough for all of a crowd to be here at once.
    let cluster = try Cluster(lease: "120s")
    // A client of libzmq sends no message that is not whole, and encryption by hand would be a second libzmq.
    try cluster.startCoordinator(options: crowd.isRaw ? ["--insecure"] : [])
    try cluster.startWorker(0).waitForLog("welcomed")
    let large = 30_000_000
    try cluster.submit("name: warm\nexperiment: probe\naxes: {payload: [1, \(large)]}\n")
    #expect(try cluster.wait() == .code(0))
    let process = try #require(cluster.coordinator).identifier
    let memory = ProcessMemory(process: process)
    let before = try memory.resident()
    try memory.resetPeak()
    let context = try Context()
    func holders(_ count: Int, _ key: String) throws -> [KeyHolder] {
      try (0..<count).map { _ in try KeyHolder(access: "\(cluster.data)/\(key).access.json", in: context) }
    }
    let part = [UInt8](repeating: 7, count: 1 << 20)
    var strangers: [RawPeer] = []
    var clients: [KeyHolder] = []
    switch crowd {
    case .endless, .halves:
      strangers = try (0..<40).map { _ in try RawPeer(cluster.endpoint) }
      for stranger in strangers { stranger.send(RawPeer.plainHandshake) }
      // In turns, so that all are in the middle of one at the same time.
      for _ in 0..<(crowd == .endless ? 60 : 1) {
        let bytes = crowd == .endless ? part.count : part.count + 1
        for stranger in strangers { stranger.send(RawPeer.longFrame(bytes) + part) }
      }
    case .names:
      let name = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
      let names = (0..<1000).flatMap { KeyHolder.field(8, name + Array("\($0)/1".utf8)) }
      for (number, holder) in try holders(100, "worker").enumerated() {
        let identity = (0..<16).map {
          UInt8(truncatingIfNeeded: $0 == 0 ? number : $0 == 1 ? number >> 8 : 1)
        }
        try holder.send(KeyHolder.field(1, KeyHolder.field(1, identity) + [0x10, 1] + names))
        #expect(try holder.hears())
        clients.append(holder)
      }
    case .strangers:
      strangers = try (0..<100).map { _ in try RawPeer(cluster.endpoint) }
      // A command, longer than the handshake's own, of which all but the last byte comes.
      let command = RawPeer.curveGreeting + [6, 0, 0, 0, 0, 0, 0x30, 0, 1]
      for stranger in strangers { stranger.send(command) }
      for _ in 0..<3 { for stranger in strangers { stranger.send(part) } }
    case .readers:
      let tasks = try cluster.run("tasks", "last", "--json").json()["tasks"].list.compactMap { $0["id"].text }
      let files = try tasks.map { try cluster.run("explain", $0, "--json").json()["artifacts"][0] }
      let hex = Array(try #require(files.first { $0["size"].int == large }?["digest"].text))
      let digest = stride(from: 0, to: hex.count - 1, by: 2).compactMap {
        UInt8(String(hex[$0...($0 + 1)]), radix: 16)
      }
      clients = try holders(40, "client")
      for round in 1...16 {
        for holder in clients {
          let query = KeyHolder.field(7, KeyHolder.field(1, digest))
          try holder.send(KeyHolder.field(5, [0x08, UInt8(round)] + KeyHolder.field(3, query)))
        }
      }
    }
    // Everybody else goes on, and when that is through, what came before it was looked at.
    try cluster.submit("name: after\nexperiment: probe\naxes: {index: {from: 10, to: 200, step: 1}}\n")
    #expect(try cluster.wait() == .code(0))
    let growth = try memory.peak() - before
    print("\(crowd.rawValue): grew by \(growth >> 20) MiB")
    #expect(growth < crowd.bound, "grew by \(growth >> 20) MiB")
    #expect(try cluster.stop())
    withExtendedLifetime((clients, strangers)) {}
  }
}
