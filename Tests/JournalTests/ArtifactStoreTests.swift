import Foundation
import Journal
import SweepModel
import TestSupport
import Testing

@Suite struct ArtifactStoreTests {
  private let place: TemporaryDirectory
  private let store: ArtifactStore

  init() throws {
    place = try TemporaryDirectory()
    store = try DataDirectory.create(at: place.path).artifacts
  }

  private func names() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: store.root).filter { $0.contains("/") }
  }

  @Test func `content comes back by its hash, and equal content is kept once`() throws {
    let bytes = [UInt8](0..<200)
    let digest = try store.store(bytes)
    #expect(digest == Digest(of: bytes))
    #expect(try store.store(bytes) == digest)
    #expect(try store.read(digest) == bytes)
    #expect(store.contains(digest))
    #expect(try names() == ["\(digest.hex.prefix(2))/\(digest.hex)"])
  }

  @Test func `an empty file is a file`() throws {
    let digest = try store.store([])
    #expect(try store.read(digest) == [])
  }

  @Test func `a flipped byte is found, and storing the content again mends it`() throws {
    let bytes = [UInt8]("a result that matters".utf8)
    let digest = try store.store(bytes)
    var damaged = bytes
    damaged[3] ^= 1
    try Data(damaged).write(to: URL(fileURLWithPath: store.path(of: digest)))
    #expect(
      throws: JournalError.artifactDamaged(
        path: store.path(of: digest), found: Digest(of: damaged).hex)
    ) { try store.read(digest) }
    try store.store(bytes)
    #expect(try store.read(digest) == bytes)
  }

  @Test func `a file that is gone is said`() throws {
    let digest = try store.store([1, 2, 3])
    store.remove(digest)
    #expect(throws: JournalError.artifactMissing(path: store.path(of: digest))) { try store.read(digest) }
  }

  @Test func `a file in pieces gets its name once it is whole, and doing it all again changes nothing`()
    throws
  {
    let bytes = [UInt8](0..<100)
    for _ in 0..<2 {
      try store.write(Array(bytes[..<60]), at: 0, of: "7")
      try store.write(Array(bytes[60...]), at: 60, of: "7")
      try store.adopt("7", as: Digest(of: bytes))
    }
    // The last piece alone, as a batch that is tried again has it: there is no file for it any more.
    try store.write(Array(bytes[60...]), at: 60, of: "7")
    try store.adopt("7", as: Digest(of: bytes))
    #expect(try store.read(Digest(of: bytes)) == bytes)
    #expect(store.read(Digest(of: bytes), from: 95, count: 50) == Array(bytes[95...]))
    #expect(store.read(Digest(of: bytes), from: 101, count: 50) == [])
    #expect(store.read(Digest(of: [1]), from: 0, count: 1) == nil)
  }

  @Test func `what never became whole is swept away with the rest that nobody names`() throws {
    try store.write([1, 2], at: 0, of: "7")
    try store.write([1], at: 0, of: "8")
    store.abandon("8")
    #expect(try names() == ["arriving/7"])
    store.keepOnly([])
    #expect(try names() == [])
  }
}

@Suite struct StoreCleaningTests {
  @Test func `only named files are kept`() throws {
    let place = try TemporaryDirectory()
    let store = try DataDirectory.create(at: place.path).checkpoints
    let kept = try store.store([1, 2, 3])
    let dropped = try store.store([4, 5, 6])
    try Data().write(to: URL(fileURLWithPath: store.path(of: kept) + "-half-written"))
    store.keepOnly([kept])
    #expect(store.contains(kept))
    #expect(!store.contains(dropped))
    #expect(!FileManager.default.fileExists(atPath: store.path(of: kept) + "-half-written"))
  }
}
