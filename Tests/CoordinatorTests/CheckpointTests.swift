import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// Checkpoints come and go in pieces, through real sockets and files.
@Suite(.timeLimit(.minutes(2))) struct CheckpointTests {
  private let host: CoordinatorHost
  private let worker: ScriptedWorker
  private let task: WireAssignment
  /// Three pieces, the last one short.
  private let content = (0..<(2 * CheckpointPieces.pieceLimit + 9)).map { UInt8(truncatingIfNeeded: $0 / 11) }

  init() throws {
    host = try CoordinatorHost()
    try host.client().submitProbes(1)
    worker = try host.worker()
    try worker.hello()
    task = try #require(try worker.assignments().first)
  }

  private func pieces(_ content: [UInt8], step: Int64 = 7) -> [WireCheckpointPart] {
    Array(CheckpointPieces.split(content, step: step, task: task.task, attempt: task.attempt))
  }

  private func send(_ parts: [WireCheckpointPart]) throws {
    for part in parts {
      let report = try worker.report { $0.checkpoints = [part] }
      try worker.awaitAcknowledgement(of: report)
    }
  }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: host.data + "/checkpoints").filter {
      $0.contains("/")
    }
  }

  /// The task as another session of the worker gets it, and the content that it can have.
  private func leasedAgain() throws -> (notice: WireCheckpointNotice?, content: [UInt8]) {
    try worker.reconnect()
    try worker.hello()
    let again = try #require(try worker.assignments().first)
    #expect(again.task == task.task)
    guard again.hasCheckpoint else { return (nil, []) }
    var content: [UInt8] = []
    while content.count < Int(again.checkpoint.size) {
      try worker.send(
        .checkpointRequest(
          .with {
            $0.task = again.task
            $0.attempt = again.attempt
            $0.offset = UInt64(content.count)
          }))
      let part = try worker.checkpointPart()
      #expect(part.offset == UInt64(content.count))
      if part.content.isEmpty { break }
      content += part.content
    }
    return (again.checkpoint, content)
  }

  @Test func `a checkpoint comes back whole, though pieces came twice and an older one broke off`() throws {
    let (old, new) = (pieces([UInt8](repeating: 3, count: content.count), step: 6), pieces(content))
    try send([old[0], old[1], new[0], old[2], new[1], new[0], new[1], new[2]])
    let again = try leasedAgain()
    #expect(again.notice?.step == 7)
    #expect(again.notice?.digest == Data(Digest(of: content).bytes))
    let isSame = again.content == content
    #expect(isSame)
  }

  @Test func `one that never became whole is not there, and the one before it still is`() throws {
    try send(pieces([1, 2, 3], step: 2))
    try send(Array(pieces(content).dropLast()))
    let again = try leasedAgain()
    #expect(again.notice?.step == 2)
    #expect(again.content == [1, 2, 3])
  }

  @Test func `pieces that lie about themselves are dropped`() throws {
    let good = pieces([1, 2, 3])[0]
    var (large, beyond, huge, stray) = (good, good, good, good)
    large.content = Data(count: CheckpointPieces.pieceLimit + 1)
    large.size = UInt64(large.content.count)
    beyond.size = 2
    huge.size = .max
    huge.offset = .max - 1
    stray.attempt = 77
    try send([large, beyond, huge, stray])
    #expect(try leasedAgain().notice == nil)
  }

  @Test func `a file that is gone is told, not waited for`() throws {
    try send(pieces(content))
    for file in try files() { try FileManager.default.removeItem(atPath: "\(host.data)/checkpoints/\(file)") }
    let again = try leasedAgain()
    #expect(again.notice != nil)
    #expect(again.content.isEmpty)
  }

  @Test func `what arrived of a checkpoint is gone with the task's result`() throws {
    try send(Array(pieces(content).dropLast()))
    #expect(try files().contains { $0.hasPrefix("arriving/") })
    let report = try worker.report { $0.finished = [task.finished()] }
    try worker.awaitAcknowledgement(of: report)
    #expect(try !files().contains { $0.hasPrefix("arriving/") })
  }
}
