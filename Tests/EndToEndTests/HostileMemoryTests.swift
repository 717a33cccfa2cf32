import Foundation
import Testing
import Transport
import ZeroMQ

/// Whoever holds a key can make the coordinator hold a message, and no more than that.
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
      message: KeyHolder.field(1, list([0x32, 0], 60_000_000)), times: 3),
    Attack(
      description: "small hellos of empty leases", key: "worker",
      message: KeyHolder.field(1, list([0x32, 0], 4_000_000)), times: 60),
    Attack(
      description: "a report of empty endings", key: "worker",
      message: KeyHolder.field(3, list([0x22, 0], 60_000_000)), times: 3),
    Attack(
      description: "reports of as many empty series as are taken", key: "worker",
      message: KeyHolder.field(3, list([0x2A, 0], 200_000)), times: 200),
    Attack(
      description: "packed steps of a byte each", key: "worker",
      message: KeyHolder.field(3, KeyHolder.field(5, KeyHolder.field(4, list([1], 60_000_000)))), times: 3),
    Attack(
      description: "reports of megabytes, queued by one connection", key: "worker",
      message: KeyHolder.field(3, KeyHolder.field(15, list([1], 60_000_000))), times: 12),
    Attack(
      description: "a status with a selector of 60 MB", key: "client",
      message: KeyHolder.field(5, KeyHolder.field(3, KeyHolder.field(2, list([0x31, 0x2C], 60_000_000)))),
      times: 3),
    Attack(
      description: "a command with a million selectors", key: "client",
      message: KeyHolder.field(5, KeyHolder.field(4, list([0x12, 1, 0x31], 3_000_000))), times: 20),
    Attack(
      description: "submissions that queue up", key: "client",
      message: KeyHolder.field(
        5, [0x08, 1] + KeyHolder.field(2, KeyHolder.field(1, list([0x23], 4_000_000)))), times: 60),
  ]

  @Test(arguments: attacks) func `Memory stays what one message takes`(attack: Attack) throws {
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
    // Read in order: once it answers, it has looked at them.
    for _ in 0..<attack.times { #expect(try attacker.hears()) }
    let growth = try memory.peak() - before
    // libzmq holds what it reads: one message in the queue, the one behind it, and one that is looked at.
    let bound = (64 << 20) + 3 * max(attack.message.count - (8 << 20), 0)
    print("\(attack): \(attack.message.count >> 20) MiB x \(attack.times): grew by \(growth >> 20) MiB")
    #expect(growth < bound, "grew by \(growth >> 20) MiB")
    // Everybody else goes on.
    try cluster.submit("name: after\nexperiment: probe\naxes: {index: {from: 10, to: 200, step: 1}}\n")
    #expect(try cluster.wait() == .code(0))
    #expect(try cluster.stop())
  }
}
