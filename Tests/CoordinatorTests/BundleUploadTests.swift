import Foundation
import Journal
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// Files of programs: from clients to the disk, and to the workers that run their tasks.
@Suite(.timeLimit(.minutes(3)))
struct BundleUploadTests {
  private let host: CoordinatorHost
  private let client: TestClient
  private let content = (0..<(CheckpointPieces.pieceLimit + 9)).map { UInt8(truncatingIfNeeded: $0 / 5) }

  init() throws {
    host = try CoordinatorHost()
    client = try host.client()
  }

  private func send(_ bytes: ArraySlice<UInt8>, of whole: [UInt8], digest: Digest? = nil) throws -> Int {
    var request = WireRequest()
    request.upload.digest = Data((digest ?? Digest(of: whole)).bytes)
    request.upload.size = UInt64(whole.count)
    request.upload.offset = UInt64(bytes.startIndex)
    request.upload.content = Data(bytes)
    return try client.ask(UploadDocument.self, request).received
  }

  private func spec(_ whole: [UInt8], version: Int = 1, name: String = "t") -> WireRequest {
    .with {
      $0.submit.source = Data(
        """
        name: \(name)
        experiment:
          name: train
          version: \(version)
          command: [./train.sh, "{rate}"]
          files: {digest: "\(Digest(of: whole).hex)", size: \(whole.count)}
          working-directory: files
          parameters: {rate: {kind: integer, default: 1}}
          metrics: {loss: {}}
        axes: {rate: [1]}
        """.utf8)
    }
  }

  @Test func `files come piece by piece, go on where they were, and are sent once`() throws {
    #expect(try send(content[..<0], of: content) == 0)
    #expect(try send(content[..<CheckpointPieces.pieceLimit], of: content) == CheckpointPieces.pieceLimit)
    // One that does not follow changes nothing, and is told where to go on.
    #expect(try send(content[..<9], of: content) == CheckpointPieces.pieceLimit)
    #expect(try send(content[(content.count - 3)...], of: content) == CheckpointPieces.pieceLimit)
    #expect(try send(content[CheckpointPieces.pieceLimit...], of: content) == content.count)
    #expect(try send(content[..<0], of: content) == content.count)
    let piece = try client.ask(
      ArtifactDocument.self,
      .with {
        $0.query.artifact.digest = Data(Digest(of: content).bytes)
        $0.query.artifact.offset = 3
      })
    #expect(piece.size == content.count && Array(piece.content.prefix(20)) == Array(content[3..<23]))
  }

  @Test func `what is not what it was announced as is refused, and can be sent again`() throws {
    let error = #expect(throws: GaveUp.self) { try send([1, 2, 3][...], of: [4, 5, 6]) }
    #expect(error?.description.contains("are not those that were announced") == true)
    #expect(try send([4, 5, 6][...], of: [4, 5, 6]) == 3)
    for change in [
      { $0.digest = Data([1]) }, { $0.size = 0 }, { $0.size = .max }, { $0.offset = 4 }, { $0.offset = .max },
      {
        $0.content = Data(count: CheckpointPieces.pieceLimit + 1); $0.size = 1 << 24
      },
    ] as [(inout WireUpload) -> Void] {
      var request = WireRequest()
      request.upload.digest = Data(Digest(of: [7]).bytes)
      request.upload.size = 3
      change(&request.upload)
      #expect(throws: GaveUp.self) { try client.ask(UploadDocument.self, request) }
    }
  }

  @Test func `what is begun and never ends, and what no sweep names, does not fill the disk`() throws {
    let place = try TemporaryDirectory()
    let store = try DataDirectory.create(at: place.path("data")).files
    let uploads = BundleUploads(store: store)
    func names(_ path: String) -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }
    for index in 0..<40 {
      let bundle = ProgramBundle(digest: Digest(of: [UInt8(index)]), size: 100)
      #expect(try uploads.take(.init(bundle: bundle, offset: 0, content: [1]), named: nil) == 1)
    }
    #expect(names(store.root + "/arriving").count == BundleUploads.arrivalLimit)
    let wanted = Digest(of: [0])
    for index in 0..<40 {
      let content = [UInt8(index)]
      let bundle = ProgramBundle(digest: Digest(of: content), size: 1)
      #expect(try uploads.take(.init(bundle: bundle, offset: 0, content: content), named: [wanted]) == 1)
    }
    #expect(store.contains(wanted))
    let files = names(store.root).filter { $0.utf8.count == 2 }.flatMap { names("\(store.root)/\($0)") }
    #expect(files.count <= BundleUploads.spareLimit + 2)
  }

  @Test func `a sweep without its files is refused, and a worker gets those of its tasks and no others`()
    throws
  {
    let refused = #expect(throws: GaveUp.self) { try client.ask(SubmitDocument.self, spec(content)) }
    #expect(refused?.description.contains("does not have the files of the program `train`") == true)
    _ = try send(content[..<CheckpointPieces.pieceLimit], of: content)
    _ = try send(content[CheckpointPieces.pieceLimit...], of: content)
    _ = try send([1, 2][...], of: [1, 2])
    _ = try client.ask(SubmitDocument.self, spec(content))
    let worker = try host.worker()
    var hello = worker.hello(1, 1, [])
    hello.experiments = [TaskProgram.capability]
    worker.adopt(epoch: 1)
    try worker.send(.hello(hello))
    let task = try #require(try worker.assignments().first)
    #expect(task.files.digest == Data(Digest(of: content).bytes) && task.files.size == UInt64(content.count))
    func ask(_ digest: Digest, _ offset: Int) throws {
      try worker.send(
        .checkpointRequest(
          .with {
            $0.task = task.task
            $0.attempt = task.attempt
            $0.offset = UInt64(offset)
            $0.files = Data(digest.bytes)
          }))
    }
    // What is not the task's own is not answered.
    try ask(Digest(of: [1, 2]), 0)
    try ask(Digest(of: content), CheckpointPieces.pieceLimit)
    let part = try worker.checkpointPart()
    #expect(part.files == task.files.digest && part.size == task.files.size)
    #expect(Array(part.content) == Array(content[CheckpointPieces.pieceLimit...]))
  }

  @Test func `with a version the files that were submitted last are those that run`() throws {
    _ = try send([1][...], of: [1])
    _ = try send([2][...], of: [2])
    let first = try client.ask(SubmitDocument.self, spec([1]))
    let second = try client.ask(SubmitDocument.self, spec([2]))
    #expect(first.sweep != second.sweep)
    let worker = try host.worker()
    var hello = worker.hello(1, 1, [])
    hello.experiments = [TaskProgram.capability]
    worker.adopt(epoch: 1)
    try worker.send(.hello(hello))
    let tasks = try worker.assignments()
    #expect(tasks.map(\.files.digest) == [Data(Digest(of: [2]).bytes)])
  }
}
