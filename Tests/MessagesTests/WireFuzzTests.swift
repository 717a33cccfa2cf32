import Foundation
import SweepModel
import SwiftProtobuf
import Testing

@testable import Messages

/// Bytes of every message that there is, spoiled: each is refused, or read and written again; none is a trap.
@Suite struct WireFuzzTests {
  /// A message with some of its bytes changed, cut, doubled or added.
  private func spoil(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var spoiled = bytes
    for _ in 0..<(1 + Int(random.next() % 4)) {
      let place = Int(random.next() % UInt64(spoiled.count + 1))
      switch random.next() % 5 {
      case 0 where place < spoiled.count: spoiled[place] = UInt8(truncatingIfNeeded: random.next())
      case 1 where place < spoiled.count: spoiled[place] ^= 1 << UInt8(random.next() % 8)
      case 2: spoiled.removeSubrange(place..<min(place + 3, spoiled.count))
      case 3: spoiled.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
      default: spoiled += spoiled[place...].prefix(16)
      }
    }
    return spoiled
  }

  private func readAndWrite(_ type: any Message.Type, _ bytes: [UInt8]) throws {
    func go<M: Message>(_: M.Type) throws {
      let message: M
      do throws(WireError) { message = try WireCodec.parse(M.self, bytes) } catch {
        guard case .malformed = error else { throw error }
        return
      }
      let written = try WireCodec.bytes(message, limit: WireCodec.maximumLocalBytes)
      // NaN is not equal to itself, so bytes are compared.
      let again = try WireCodec.bytes(
        try WireCodec.parse(M.self, written), limit: WireCodec.maximumLocalBytes)
      #expect(again == written)
    }
    try go(type)
  }

  @Test(arguments: 0..<20)
  func `spoiled messages of every kind are refused or read`(seed: Int) throws {
    var random = RandomStream(seed: seed, replicate: 0, name: "every-message", task: nil)
    for (type, bytes) in try WireSamples.payloads {
      for _ in 0..<40 {
        let spoiled = spoil(bytes, &random)
        try readAndWrite(type, spoiled)
        _ = try? WireAdmission.kind(of: spoiled)
      }
    }
  }

  @Test(arguments: 0..<20)
  func `bytes by chance are refused or read`(seed: Int) throws {
    var random = RandomStream(seed: seed, replicate: 0, name: "random-bytes", task: nil)
    for _ in 0..<300 {
      let bytes = (0..<Int(random.next() % 64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      for type in [WireToCoordinator.self, WireFromCoordinator.self, WireToSlot.self, WireFromSlot.self]
        as [any Message.Type]
      { try readAndWrite(type, bytes) }
      _ = try? WireAdmission.kind(of: bytes)
    }
  }

  /// A message of every member of every `oneof` in the protocol's file is among those that are spoiled.
  @Test(arguments: ["ToCoordinator", "FromCoordinator", "ToSlot", "FromSlot", "Request", "Query", "Command"])
  func `no message is left out`(name: String) throws {
    let present: [Int]
    switch name {
    case "ToCoordinator": present = try outermost(of: AdmissionSamples.messages)
    case "FromCoordinator":
      present = try outermost(
        of: WireSamples.fromCoordinator.map { content in WireFromCoordinator.with { $0.message = content } })
    case "ToSlot":
      present = try outermost(
        of: WireSamples.toSlot.map { content in WireToSlot.with { $0.message = content } })
    case "FromSlot":
      present = try outermost(
        of: WireSamples.fromSlot.map { content in WireFromSlot.with { $0.message = content } })
    case "Request": present = try outermost(of: AdmissionSamples.messages.map(\.request))
    case "Query":
      present = try outermost(
        of: AdmissionSamples.queries.map { question in WireQuery.with { $0.question = question } })
    default:
      present = try outermost(
        of: AdmissionSamples.commands.map { command in WireCommand.with { $0.command = command } })
    }
    let declared = try ProtoFile.members(ofOneofIn: name)
    #expect(!declared.isEmpty && Set(declared).isSubset(of: present))
  }

  /// The numbers of the first fields of some messages.
  private func outermost(of messages: [some Message]) throws -> [Int] {
    try messages.compactMap { message in
      try (message.serializedBytes() as [UInt8]).first.map { Int($0 >> 3) }
    }
  }
}
