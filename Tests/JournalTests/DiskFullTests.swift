import Foundation
import Journal
import SweepModel
import Testing

/// A file system of two megabytes, which takes root to mount.
final class SmallDisk {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/journal-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path)
  }

  deinit {
    try? Self.run("/bin/umount", path)
    try? FileManager.default.removeItem(atPath: path)
  }

  static func run(_ program: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw SampleError("\(program) failed") }
  }

  static let canMount: Bool = (try? SmallDisk()) != nil
}

@Suite(.enabled(if: SmallDisk.canMount, "mounting a small tmpfs takes root"))
struct DiskFullTests {
  /// Leaves no room at all, in a file that can be deleted.
  private func fill(_ disk: SmallDisk) throws -> String {
    let path = disk.path + "/filler"
    try Data().write(to: URL(fileURLWithPath: path))
    let file = try #require(FileHandle(forWritingAtPath: path))
    for size in [65_536, 4096, 1] {
      while (try? file.write(contentsOf: Data(count: size))) != nil {}
    }
    return path
  }

  @Test func `a full disk is said, loses nothing, and the same batch goes through once there is room`() throws
  {
    let disk = try SmallDisk()
    let journal = try openJournal(at: disk.path + "/data")
    let (sweep, tasks) = try journal.submit("full", 0..<200)
    try journal.commit(tasks[..<20].map { .taskDone(sampleResult($0.number)) })
    let filler = try fill(disk)
    let batch = tasks[20...].map { JournalRecord.taskDone(sampleResult($0.number)) }
    var error: JournalError?
    // Room that the log has already may take a few batches more.
    for _ in 0..<50 where error == nil {
      do throws(JournalError) {
        try journal.commit(batch + [.metrics(tasks[0].number, rows(5000))])
      } catch let found { error = found }
    }
    guard case .diskFull(_, let free, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(free < 65_536)
    #expect(error?.description.contains("Free some space") == true)
    try FileManager.default.removeItem(atPath: filler)
    try journal.commit(batch)
    let reader = try JournalReader.open(at: journal.directory)
    #expect(try reader.census(of: sweep).done == 200)
    #expect(try reader.records(of: sweep).count == 200)
    try journal.close()
    let copy = try TemporaryDirectory()
    try FileManager.default.copyItem(atPath: disk.path + "/data", toPath: copy.path + "/data")
    let again = try openJournal(at: copy.path + "/data")
    var done = 0
    _ = try again.load(task: { done += $0.status == .done ? 1 : 0 }, member: { _ in })
    #expect(done == 200)
  }

  private func rows(_ count: Int) -> [MetricRow] {
    (0..<count).map { MetricRow(name: "loss", step: $0, value: Double($0) + 0.5) }
  }

  @Test func `a file that does not fit leaves nothing behind`() throws {
    let disk = try SmallDisk()
    let store = try DataDirectory.create(at: disk.path + "/data").artifacts
    let bytes = [UInt8](repeating: 7, count: 3 << 20)
    let error = #expect(throws: JournalError.self) { try store.store(bytes) }
    guard case .diskFull = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!store.contains(Digest(of: bytes)))
    let files = try FileManager.default.subpathsOfDirectory(atPath: store.root)
    #expect(files.count == 1, "only the folder of the hash is left: \(files)")
    let digest = try store.store([1, 2, 3])
    #expect(try store.read(digest) == [1, 2, 3])
  }

  @Test func `a journal that cannot even be made says so`() throws {
    let disk = try SmallDisk()
    let directory = try DataDirectory.create(at: disk.path + "/data")
    let lock = try directory.lock()
    _ = try fill(disk)
    let error = #expect(throws: JournalError.self) { try Journal.open(lock, percolateVersion: "0.1.0") }
    #expect(error?.description.contains(directory.path) == true)
  }
}
