import Foundation
import SweepModel
import TestSupport
import Testing

@testable import Journal

/// A backup is a whole data directory, or it is not there.
@Suite struct BackupTests {
  private let large = [UInt8](repeating: 3, count: 100_000)

  /// A sweep of forty tasks: ten with results and files, one with a checkpoint.
  private func fill(_ open: OpenJournal) throws -> SweepNumber {
    let (sweep, tasks) = try open.journal.submit("kept", 0..<40)
    try open.journal.commit([.workerSeen(sampleWorker)])
    for (index, task) in tasks[..<10].enumerated() {
      let content = ArtifactContent(index < 3 ? large + [UInt8(index)] : [UInt8(index)])
      let sample = sampleResult(task.number)
      let result = ResultRecord(
        task: task.number, attempt: 1, worker: 1, seconds: 0.25, finishedAt: 2000, metrics: sample.metrics,
        artifacts: [
          ArtifactRecord(
            name: "out.bin", mediaType: "application/octet-stream", digest: content.digest,
            size: content.bytes.count)
        ])
      try open.journal.commit([.metrics(task.number, [.init(name: "loss", step: 1, value: 0.5)])])
      try open.journal.commit([.taskDone(result)], artifacts: [content])
    }
    let checkpoint = try open.directory.checkpoints.store([9, 9, 9])
    try open.journal.commit([
      .checkpoint(tasks[20].number, CheckpointRecord(step: 7, digest: checkpoint, size: 3))
    ])
    try Data("secret".utf8).write(to: URL(fileURLWithPath: open.directory.keysPath + "/server.key"))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: open.directory.path + "/worker.access.json"))
    return sweep
  }

  @Test(arguments: [true, false])
  func `what is backed up is what was there, while it is written and at rest`(_ isAtRest: Bool) throws {
    let open = try OpenJournal()
    let sweep = try fill(open)
    let before = try dump(open.reader())
    if isAtRest { try open.journal.close() }
    let target = open.place.path + "-copy"
    let backup = try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0")
    #expect(backup.sweeps == 1 && backup.tasks == 40 && backup.results == 10)
    #expect(backup.files == 4 && backup.bytes == 3 * 100_001 + 3 && backup.losses.isEmpty)
    // What comes later is not in it, and writing goes on as before.
    if !isAtRest { try open.journal.commit([.taskDone(sampleResult(TaskNumber(15)))]) }
    let copy = try DataDirectory.existing(at: target)
    #expect(try dump(JournalReader.open(at: copy)) == before)
    let journal = try openJournal(at: target)
    let state = try journal.load(task: { _ in }, member: { _ in })
    let record = try #require(state.checkpoints.values.first)
    #expect(try copy.checkpoints.read(record.digest) == [9, 9, 9])
    try journal.commit([.taskDone(sampleResult(TaskNumber(16)))])
    #expect(try JournalReader.open(at: copy).census(of: sweep).done == 11)
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy.keysPath + "/server.key")) == Data("secret".utf8))
    let keys = try FileManager.default.attributesOfItem(atPath: copy.keysPath + "/server.key")
    #expect(keys[.posixPermissions] as? Int == 0o600)
    #expect(FileManager.default.fileExists(atPath: target + "/worker.access.json"))
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: target)).isDisjoint(with: [".percolate-partial"]
      ))
    #expect(!FileManager.default.fileExists(atPath: target + ".partial"))
  }

  @Test func `a file that is missing or damaged is told, and all else is copied`() throws {
    let open = try OpenJournal()
    _ = try fill(open)
    let store = open.directory.artifacts
    let (gone, damaged) = (Digest(of: large + [0]), Digest(of: large + [1]))
    store.remove(gone)
    try Data([1, 2]).write(to: URL(fileURLWithPath: store.path(of: damaged)))
    let backup = try DirectoryBackup.make(of: open.directory, at: open.place.path + "-copy", version: "0.1.0")
    #expect(backup.losses.count == 2 && backup.files == 2 && backup.results == 10)
    #expect(backup.losses.contains { $0.contains(gone.hex) && $0.contains("is not there") })
    #expect(backup.losses.contains { $0.contains(damaged.hex) && $0.contains("damaged") })
  }

  @Test func `a checkpoint that was replaced meanwhile is not named by the copy`() throws {
    let open = try OpenJournal()
    _ = try fill(open)
    open.directory.checkpoints.remove(Digest(of: [9, 9, 9]))
    let target = open.place.path + "-copy"
    let backup = try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0")
    #expect(backup.checkpointsLost == 1)
    #expect(try openJournal(at: target).load(task: { _ in }, member: { _ in }).checkpoints.isEmpty)
  }

  @Test func `nothing is overwritten, and leftovers of a killed one go`() throws {
    let open = try OpenJournal()
    _ = try fill(open)
    let target = open.place.path + "-copy"
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: target + "/mine"))
    #expect(
      refusal { try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0") }
        .contains("is not an empty directory"))
    try FileManager.default.removeItem(atPath: target + "/mine")
    // Somebody else's directory of that name.
    try FileManager.default.createDirectory(atPath: target + ".partial", withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: target + ".partial/mine"))
    #expect(
      refusal { try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0") }
        .contains("nothing that percolate left"))
    #expect(FileManager.default.fileExists(atPath: target + ".partial/mine"))
    // As a killed one leaves it.
    try Data().write(to: URL(fileURLWithPath: target + ".partial/.percolate-partial"))
    try Data([1]).write(to: URL(fileURLWithPath: target + ".partial/journal.sqlite"))
    _ = try DirectoryBackup.make(of: open.directory, at: target + "/", version: "0.1.0")
    #expect(!FileManager.default.fileExists(atPath: target + "/mine"))
    #expect(!FileManager.default.fileExists(atPath: target + ".partial"))
  }

  @Test(.enabled(if: SmallDisk.obstacle == nil, "needs a small disk of its own"))
  func `a full disk is said, and leaves nothing at the target`() throws {
    let open = try OpenJournal()
    _ = try fill(open)
    let disk = try SmallDisk(megabytes: 1)
    disk.fill()
    let problem = refusal {
      try DirectoryBackup.make(of: open.directory, at: disk.path + "/copy", version: "0.1.0")
    }
    #expect(problem.contains("no room"), "\(problem)")
    #expect(!FileManager.default.fileExists(atPath: disk.path + "/copy"))
    #expect(!FileManager.default.fileExists(atPath: disk.path + "/copy.partial"))
  }

  @Test func `what others put where the copy is made is left alone`() throws {
    let open = try OpenJournal()
    _ = try fill(open)
    let place = try TemporaryDirectory()
    // A link to a directory that looks like a leftover.
    let precious = place.path + "/real"
    try FileManager.default.createDirectory(atPath: precious, withIntermediateDirectories: false)
    for name in [".percolate-partial", "precious"] {
      try Data([1]).write(to: URL(fileURLWithPath: precious + "/" + name))
    }
    let target = place.path + "/copy"
    try FileManager.default.createSymbolicLink(atPath: target + ".partial", withDestinationPath: precious)
    let problem = refusal { try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0") }
    #expect(problem.contains("nothing that percolate left"), "\(problem)")
    #expect(FileManager.default.fileExists(atPath: precious + "/precious"))
    try FileManager.default.removeItem(atPath: target + ".partial")
    // One that others may write in.
    try FileManager.default.moveItem(atPath: precious, toPath: target + ".partial")
    chmod(target + ".partial", 0o777)
    let open2 = refusal { try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0") }
    #expect(open2.contains("nothing that percolate left"), "\(open2)")
    #expect(FileManager.default.fileExists(atPath: target + ".partial/precious"))
    // Links inside of a leftover go, and not what they point to.
    chmod(target + ".partial", 0o700)
    let kept = place.path + "/kept"
    try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: kept + "/file"))
    try FileManager.default.createSymbolicLink(
      atPath: target + ".partial/link", withDestinationPath: kept)
    _ = try DirectoryBackup.make(of: open.directory, at: target, version: "0.1.0")
    #expect(FileManager.default.fileExists(atPath: kept + "/file"))
    for bad in [open.place.path + "/copy", ".", place.path + "/none/copy"] {
      let told = refusal { try DirectoryBackup.make(of: open.directory, at: bad, version: "0.1.0") }
      #expect(told.contains("data directory") || told.contains("make it first"), "\(told)")
    }
  }

  @Test(.enabled(if: SmallDisk.obstacle == nil, "needs a small disk of its own"))
  func `files that no task names go from a full disk too`() throws {
    let disk = try SmallDisk(megabytes: 3)
    let journal = try openJournal(at: disk.path + "/data")
    try journal.submit("small", 0..<5)
    try journal.directory.artifacts.store([UInt8](repeating: 1, count: 1_000_000))
    disk.fill()
    let pruned = try journal.prune(Pruning(), olderThan: Date.now.timeIntervalSince1970 + 10)
    #expect(pruned.files == 1 && pruned.fileBytes == 1_000_000)
    #expect(journal.directory.artifacts.digests().isEmpty)
  }

  @Test func `what takes how much is told by sweep, each task once`() throws {
    let open = try OpenJournal()
    let sweep = try fill(open)
    let (second, _) = try open.journal.submit("second", 30..<50)
    try open.directory.artifacts.store([UInt8](repeating: 1, count: 70_000))
    let use = try open.reader().space()
    #expect(use.sweeps.map(\.number) == [sweep, second])
    #expect(use.sweeps.map(\.tasks) == [40, 10])
    #expect(use.sweeps.map(\.results) == [10, 0])
    #expect(use.sweeps.map(\.files) == [3 * 100_001 + 7, 0])
    #expect(use.sweeps.map(\.checkpoints) == [3, 0])
    #expect(use.sweeps.map(\.streamedValues) == [10, 0])
    #expect(use.artifacts == 3 * 100_001 + 70_000 && use.unnamed == 70_000 && use.checkpoints == 3)
    #expect(use.journal > 4096 && use.free > 0)
  }

  private func refusal(_ body: () throws -> DirectoryBackup) -> String {
    do {
      _ = try body()
      return "nothing was refused"
    } catch { return "\(error)" }
  }
}
