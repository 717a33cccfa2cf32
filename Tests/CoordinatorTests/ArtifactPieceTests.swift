import Foundation
import Journal
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// Large files of results come and go in pieces, through real sockets and files.
@Suite(.timeLimit(.minutes(2))) struct ArtifactPieceTests {
  private let host: CoordinatorHost
  private let worker: ScriptedWorker
  private let task: WireAssignment
  /// Three pieces, the last one short.
  private let content = Data(
    (0..<(2 * CheckpointPieces.pieceLimit + 9)).map { UInt8(truncatingIfNeeded: $0 / 11) })

  init() throws {
    host = try CoordinatorHost()
    try host.client().submitProbes(1)
    worker = try host.worker()
    try worker.hello()
    task = try #require(try worker.assignments().first)
  }

  private func result(_ content: Data) -> (WireFinished, [WireArtifactPart]) {
    var finished = task.finished()
    finished.artifacts = [
      .with {
        $0.name = "payload"
        $0.content = content
      }
    ]
    let (result, files) = ArtifactPieces.separate(finished)
    return (result, files.flatMap { Array(ArtifactPieces.split($0, of: result)) })
  }

  private func send(_ parts: [WireArtifactPart]) throws {
    for part in parts { try worker.report(sequence: 0) { $0.artifacts = [part] } }
  }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: host.data + "/artifacts").filter { $0.contains("/") }
  }

  /// The file as a client gets it, in pieces.
  private func fetched() throws -> Data {
    var whole = Data()
    while true {
      var request = WireRequest()
      request.query.artifact.digest = Data(Digest(of: content).bytes)
      request.query.artifact.offset = UInt64(whole.count)
      let piece = try host.client().ask(ArtifactDocument.self, request)
      #expect(piece.offset == whole.count)
      whole += piece.content
      if whole.count >= piece.size || piece.content.isEmpty { return whole }
    }
  }

  @Test func `a file in pieces is recorded with its result, though pieces came twice`() throws {
    let (finished, parts) = result(content)
    #expect(parts.count == 3)
    try send([parts[0], parts[1], parts[0], parts[1], parts[2]])
    let report = try worker.report { $0.finished = [finished] }
    try worker.awaitAcknowledgement(of: report)
    #expect(try fetched() == content)
    #expect(try files() == [String(Digest(of: content).hex.prefix(2)) + "/" + Digest(of: content).hex])
    let rows = try host.client().query("explain", Digest(bytes: task.task)?.hex ?? "") as ExplainDocument
    #expect(rows.artifacts.map(\.size) == [content.count] && rows.artifacts.map(\.name) == ["payload"])
  }

  @Test func `a result whose file is not whole is not acknowledged, and is once it is`() throws {
    let (finished, parts) = result(content)
    try send([parts[0], parts[2]])
    try worker.report { $0.finished = [finished] }
    #expect(try host.client().awaitStatus { _ in true }.sweeps.first?.census.done == 0)
    // A new session begins again.
    try worker.reconnect()
    try worker.hello(held: [task.held])
    _ = try worker.welcome()
    try send(parts)
    let report = try worker.report { $0.finished = [finished] }
    try worker.awaitAcknowledgement(of: report)
    #expect(try fetched() == content)
  }

  @Test func `pieces that lie about themselves are dropped, and so are those of others' tasks`() throws {
    let (finished, parts) = result(content)
    var (large, beyond, stray, unknown) = (parts[0], parts[0], parts[0], parts[0])
    large.content = Data(count: CheckpointPieces.pieceLimit + 1)
    beyond.size = 2
    stray.attempt = 77
    unknown.name = "another"
    try send([large, beyond, stray, unknown])
    let other = try host.worker()
    try other.hello()
    _ = try other.welcome()
    for part in parts { try other.report(sequence: 0) { $0.artifacts = [part] } }
    // What came before a report on the same connection was looked at before it.
    let last = try other.report { $0.ended = [] }
    try other.awaitAcknowledgement(of: last)
    #expect(try files().isEmpty)
    try send(parts)
    let report = try worker.report { $0.finished = [finished] }
    try worker.awaitAcknowledgement(of: report)
  }

  @Test func `what arrived is removed with the session, the attempt or the next start`() throws {
    let (_, parts) = result(content)
    func sendSome() throws {
      try send(Array(parts.dropLast()))
      let report = try worker.report { $0.ended = [] }
      try worker.awaitAcknowledgement(of: report)
      #expect(try files().count == 1)
    }
    try sendSome()
    let failed = try worker.report {
      $0.ended = [
        .with {
          $0.task = task.task
          $0.attempt = task.attempt
          $0.outcome = .failed
          $0.started = true
        }
      ]
    }
    try worker.awaitAcknowledgement(of: failed)
    #expect(try files().isEmpty)
    host.stop()
    try FileManager.default.createDirectory(
      atPath: host.data + "/artifacts/arriving", withIntermediateDirectories: true)
    try Data([1]).write(to: URL(filePath: host.data + "/artifacts/arriving/5"))
    try host.start()
    #expect(try files().isEmpty)
  }
}
