import Foundation
import Journal
import SweepModel
import TestSupport
import Testing

@Suite struct ArtifactTests {
  private let open: OpenJournal
  private let reader: JournalReader
  private let tasks: [TaskNumber]
  private let small = ArtifactContent([UInt8]("a small picture".utf8))
  private let large = ArtifactContent([UInt8](repeating: 7, count: ArtifactContent.journalLimit + 1))

  init() throws {
    open = try OpenJournal()
    tasks = try open.journal.submit("artifacts", 0..<4).1.map(\.number)
    reader = try open.reader()
  }

  private func result(_ task: TaskNumber, _ contents: [ArtifactContent]) -> JournalRecord {
    .taskDone(
      ResultRecord(
        task: task, attempt: 1, worker: 1, seconds: 1, finishedAt: 1, metrics: [],
        artifacts: contents.enumerated().map {
          ArtifactRecord(
            name: "file\($0.offset)", mediaType: "image/png", digest: $0.element.digest,
            size: $0.element.bytes.count)
        }))
  }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: open.directory.artifactsPath)
      .filter { $0.contains("/") }
  }

  @Test func `small files lie in the journal, large ones beside it, and one question reads both`() throws {
    try open.journal.commit([result(tasks[0], [small, large])], artifacts: [small, large])
    #expect(try files() == ["\(large.digest.hex.prefix(2))/\(large.digest.hex)"])
    #expect(try reader.artifact(small.digest) == small.bytes)
    #expect(try reader.artifact(large.digest) == large.bytes)
    #expect(try reader.artifacts(of: tasks[0]).map(\.digest) == [small.digest, large.digest])
    let limit = ArtifactContent([UInt8](repeating: 8, count: ArtifactContent.journalLimit))
    try open.journal.commit([], artifacts: [limit])
    #expect(try files().count == 1)
    #expect(try reader.artifact(limit.digest) == limit.bytes)
  }

  @Test func `an empty file and one that comes twice are kept once`() throws {
    let empty = ArtifactContent([])
    try open.journal.commit([], artifacts: [empty, small, large, small, large, empty])
    try open.journal.commit([], artifacts: [small, large])
    #expect(try reader.artifact(empty.digest) == [])
    #expect(try reader.artifact(small.digest) == small.bytes)
    #expect(try files().count == 1)
  }

  @Test func `a file is on disk with its result, and gone with it where the transaction fails`() throws {
    let stranger = TaskNumber(99)
    #expect(throws: JournalError.self) {
      try open.journal.commit([result(stranger, [small])], artifacts: [small])
    }
    #expect(throws: JournalError.self) { try reader.artifact(small.digest) }
    try open.journal.commit([result(tasks[0], [small])], artifacts: [small])
    let after = try OpenJournal(try open.place.copy())
    #expect(try after.reader().artifact(small.digest) == small.bytes)
  }

  @Test func `a file that nobody left is said to be missing`() throws {
    let path = open.directory.artifacts.path(of: small.digest)
    #expect(throws: JournalError.artifactMissing(path: path)) { try reader.artifact(small.digest) }
  }

  @Test func `files of older versions are read, and found where the journal's copy is damaged`() throws {
    try open.directory.artifacts.store(small.bytes)
    #expect(try reader.artifact(small.digest) == small.bytes)
    try open.journal.commit([], artifacts: [small])
    try open.damageContents()
    #expect(try reader.artifact(small.digest) == small.bytes)
  }

  @Test func `a damaged file in the journal is said, and the task that runs again mends it`() throws {
    try open.journal.commit([], artifacts: [small])
    try open.damageContents()
    let error = #expect(throws: JournalError.self) { try reader.artifact(small.digest) }
    guard case .artifactDamaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains(small.digest.hex) == true)
    try open.journal.commit([], artifacts: [small])
    #expect(try reader.artifact(small.digest) == small.bytes)
  }

  @Test func `what a killed coordinator left half-written is swept away at the next start`() throws {
    try open.journal.commit([], artifacts: [large])
    let folder = open.directory.artifactsPath + "/" + large.digest.hex.prefix(2)
    for path in [folder, open.directory.path] {
      try Data([1]).write(to: URL(fileURLWithPath: path + "/.new-4711-1"))
    }
    let after = try OpenJournal(try open.place.copy())
    let left = try FileManager.default.subpathsOfDirectory(atPath: after.place.path)
      .filter { $0.contains(".new-") }
    #expect(left.isEmpty)
    #expect(try after.reader().artifact(large.digest) == large.bytes)
  }
}

/// Counts what a batch of files asks the disk for.
@Suite struct ArtifactFlushTests {
  @Test func `a batch of large files takes one flush a file and one a directory`() throws {
    let place = try TemporaryDirectory()
    let store = try DataDirectory.create(at: place.path).artifacts
    let contents = (0..<100).map { ArtifactContent([UInt8($0), 1, 2]) }
    let folders = Set(contents.map { $0.digest.hex.prefix(2) }).count
    var flushed = 0
    try store.store(contents + contents) {
      flushed += 1
      return fsync($0)
    }
    // One more for the directory that the new ones lie in.
    #expect(flushed == contents.count + folders + 1)
    for content in contents { #expect(try store.read(content.digest) == content.bytes) }
    flushed = 0
    try store.store(contents) { _ in
      flushed += 1
      return 0
    }
    #expect(flushed == 0, "what is there already is not written again")
  }

  @Test func `files whose flush fails leave nothing behind, and come through when it works again`() throws {
    let place = try TemporaryDirectory()
    let store = try DataDirectory.create(at: place.path).artifacts
    let contents = (0..<40).map { ArtifactContent([UInt8($0)]) }
    var left = 20
    #expect(throws: JournalError.self) {
      try store.store(contents) { _ in
        left -= 1
        errno = EIO
        return left < 0 ? -1 : 0
      }
    }
    let names = try FileManager.default.subpathsOfDirectory(atPath: store.root)
    #expect(!names.contains { $0.contains(".new-") })
    try store.store(contents)
    for content in contents { #expect(try store.read(content.digest) == content.bytes) }
  }
}
