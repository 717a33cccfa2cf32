import Foundation
import Messages
import SwiftProtobuf
import TestSupport
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// Peers of another release, who are told what to upgrade in a form that they can read.
@Suite(.timeLimit(.minutes(3)))
struct VersionTests {
  /// What the first release sent: a worker's hello, with two slots and the experiment probe/1.
  private static let helloOfVersion1: [UInt8] =
    [0x0A, 0x2E, 0x0A, 0x10] + [UInt8](repeating: 0xA7, count: 16)
    + [0x10, 0x01, 0x1A, 0x05] + Array("0.1.0".utf8) + [0x22, 0x06, 0x0A, 0x04] + Array("node".utf8)
    + [0x28, 0x02, 0x42, 0x07] + Array("probe/1".utf8)
  /// The first release's question for the status of the newest sweep, its seventh request.
  private static let requestOfVersion1: [UInt8] =
    [0x2A, 0x12, 0x08, 0x07, 0x1A, 0x0E, 0x0A, 0x06] + Array("status".utf8) + [0x12, 0x04]
    + Array("last".utf8)

  /// What a FromCoordinator of version 1 held in the fields `code` and `message` of its refusal, read without the
  /// generated code of this version.
  private func refusalOfVersion1(_ payload: [UInt8]) throws -> [UInt64: String] {
    var texts: [UInt64: String] = [:]
    let refusal = try #require(fields(payload)[2])
    for (number, content) in try fields(refusal) { texts[number] = String(decoding: content, as: UTF8.self) }
    return texts
  }

  /// Fields of a message that are bytes; numbers are passed over, as version 1 does with those that it does not know.
  private func fields(_ bytes: [UInt8]) throws -> [UInt64: [UInt8]] {
    var rest = bytes[...]
    func varint() throws -> UInt64 {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while let byte = rest.popFirst() {
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      throw GaveUp(description: "a number is cut off")
    }
    var found: [UInt64: [UInt8]] = [:]
    while !rest.isEmpty {
      let tag = try varint()
      let value = try varint()
      guard tag & 7 == 2 else { continue }
      found[tag >> 3] = Array(rest.prefix(Int(value)))
      rest = rest.dropFirst(Int(value))
    }
    return found
  }

  @Test(arguments: [("worker", helloOfVersion1), ("client", requestOfVersion1)])
  func `a program of version 1 gets a refusal that it can read`(role: String, payload: [UInt8]) throws {
    let host = try CoordinatorHost()
    let peer = try host.worker(role)
    try peer.send(frames: [Array("PCL".utf8) + [1], payload])
    let frames = try peer.nextFrames()
    // Version 1 reads nothing behind another preamble than its own.
    #expect(frames.first == Array("PCL".utf8) + [1])
    let refusal = try refusalOfVersion1(try #require(frames.last))
    #expect(refusal[1] == "protocol")
    #expect(
      refusal[2]
        == "this \(role) speaks version 1 of percolate's protocol, the coordinator version 2; upgrade "
        + "percolate on this \(role)'s machine to the coordinator's release")
    #expect(host.log.count("upgrade percolate on this \(role)'s machine") == 1)
  }

  @Test func `a program of a later version is told both ways out`() throws {
    let host = try CoordinatorHost()
    let peer = try host.worker()
    let frames = try peer.helloFrames()
    try peer.send(frames: [Array("PCL".utf8) + [9], frames[1]])
    let answer = try peer.nextFrames()
    #expect(answer.first == Array("PCL".utf8) + [9])
    let refusal = try refusalOfVersion1(try #require(answer.last))
    #expect(refusal[2]?.contains("upgrade the coordinator to this worker's release, or install") == true)
    // The connection itself is fine: spoken to in this version, it is served.
    try peer.hello()
    _ = try peer.welcome()
  }

  @Test func `an assignment names its experiment and version`() throws {
    let host = try CoordinatorHost()
    try host.client().submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    _ = try worker.welcome()
    let task = try #require(worker.assignments().first)
    #expect(task.experiment == "probe" && task.experimentVersion == 1)
  }

  @Test func `questions, commands, roles and statuses of a later release are refused in words`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    func refusal(_ fill: (inout WireRequest) -> Void) -> String {
      let error = #expect(throws: GaveUp.self) {
        try client.ask(StatusDocument.self, WireRequest.with(fill))
      }
      return error?.description ?? ""
    }
    try client.submitProbes(1)
    #expect(refusal { $0.query = .init() }.contains("does not know the question"))
    #expect(refusal { $0.command = .init() }.contains("does not know the command"))
    #expect(
      refusal { $0.command.addKey.role = .UNRECOGNIZED(7) }.contains("a key's role is client or worker"))
    let status = refusal {
      $0.query.tasks.selector = "last"
      $0.query.tasks.statuses = [.done, .UNRECOGNIZED(17)]
    }
    #expect(status.contains("does not know the status with the number 17"))
  }
}
