import Foundation
import Journal
import SweepModel
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
