import Foundation
import SweepModel
import TestSupport
import Testing

@testable import Programs

/// Programs on a disk without room.
@Suite(.timeLimit(.minutes(3)), .enabled(if: SmallDisk.obstacle == nil, "needs root and tmpfs mounts"))
struct FullDiskTests {
  private func sample(_ script: String, on disk: SmallDisk, checkpoints: Bool = false) throws -> Sample {
    var sample = try Sample.shell(script, checkpoints: checkpoints)
    sample.environment = ["TMPDIR": disk.path]
    return sample
  }

  @Test func `who fills the disk is told so beside its own words, and leaves it empty`() throws {
    let disk = try SmallDisk(megabytes: 1)
    let found = try sample("cat /dev/zero > \"$TMPDIR/data\"; exit 3", on: disk).failure()
    #expect(found.outcome == .crashed)
    #expect(found.text.contains("exit code 3; its last line: "), "\(found.text)")
    #expect(
      found.text.contains("; the disk at \(disk.path), where its folder \(disk.path)/percolate-task-"),
      "\(found.text)")
    #expect(found.text.hasSuffix(", is full"), "\(found.text)")
    let next = try sample("exit 3", on: disk).failure()
    #expect(next.text == "the program ended with exit code 3")
  }

  @Test func `a checkpoint that finds no room is an attempt that could not begin here`() throws {
    let disk = try SmallDisk(megabytes: 1)
    let roomy = try Sample.shell(
      "head -c 3000000 /dev/zero > \"$PERCOLATE_CHECKPOINTS/a\"; echo '{\"checkpoint\":\"a\",\"step\":1}' >&3; exit 75",
      checkpoints: true)
    let first = roomy.notebook
    #expect(roomy.failure(first).outcome == .handedBack)
    let second = try sample("true", on: disk, checkpoints: true)
    let notebook = second.notebook
    notebook.restored = first.checkpoints.last
    let found = second.failure(notebook)
    #expect(found.outcome == .crashed)
    #expect(
      found.text
        == "the checkpoint's file `a` could not be written: No space left on device on the disk at \(disk.path)",
      "\(found.text)")
  }

  @Test func `folders and files that find no room name the disk`() throws {
    let disk = try SmallDisk(megabytes: 1)
    let place = try TemporaryDirectory()
    try place.write(String(repeating: "x", count: 3_000_000), to: "data")
    let bytes = try FileBundle.pack(["data"], in: place.path, excluding: [])
    let cache = BundleCache(environment: ["TMPDIR": disk.path])
    let error = #expect(throws: FileProblem.self) {
      try cache.add(bytes, ProgramBundle(digest: Digest(of: bytes), size: bytes.count))
    }
    #expect(
      error?.description
        == "the program's bundle's file `data` could not be written: No space left on device on the disk at \(disk.path)"
    )
    // What was written of it is gone, so there is room again.
    #expect(try sample("echo '{\"result\":{\"score\":1}}' >&3", on: disk).run() == ["score": 1])
    let small = try SmallDisk(megabytes: 1, files: 4)
    let found = try sample("true", on: small).failure()
    #expect(found.outcome == .crashed)
    #expect(
      found.text.hasPrefix("the worker could not make the folder \(small.path)/percolate-task-"),
      "\(found.text)")
    #expect(found.text.hasSuffix("No space left on device on the disk at \(small.path)"), "\(found.text)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: small.path) == [])
  }
}
