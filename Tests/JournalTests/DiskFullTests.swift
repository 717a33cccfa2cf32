import Foundation
import Journal
import SweepModel
import TestSupport
import Testing

@Suite(.enabled(if: SmallDisk.obstacle == nil, "needs a small disk of its own"))
struct DiskFullTests {
  @Test func `a full disk is said, loses nothing, and the same batch goes through once there is room`() throws
  {
    let disk = try SmallDisk(megabytes: 2)
    let journal = try openJournal(at: disk.path + "/data")
    let (sweep, tasks) = try journal.submit("full", 0..<200)
    try journal.commit(tasks[..<20].map { .taskDone(sampleResult($0.number)) })
    disk.fill()
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
    disk.free()
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
    let disk = try SmallDisk(megabytes: 2)
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
    let disk = try SmallDisk(megabytes: 2)
    let directory = try DataDirectory.create(at: disk.path + "/data")
    let lock = try directory.lock()
    disk.fill()
    let error = #expect(throws: JournalError.self) { try Journal.open(lock, percolateVersion: "0.1.0") }
    #expect(error?.description.contains(directory.path) == true)
  }
}
