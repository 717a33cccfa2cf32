import Foundation
import GRDB
import SweepModel
import TestSupport
import Testing

@testable import Journal

/// What is kept beside the journal, so that a loss shows.
@Suite struct MarkTests {
  private let open: OpenJournal
  private let tasks: [TaskNumber]

  init() throws {
    open = try OpenJournal()
    tasks = try open.journal.submit("marks", 0..<20).1.map(\.number)
  }

  private func commit(_ index: Int) throws {
    try open.journal.commit([.taskDone(sampleResult(tasks[index]))])
  }

  private func url(_ place: TemporaryDirectory, _ name: String) -> URL {
    URL(fileURLWithPath: place.path + "/" + name)
  }

  @Test func `the mark says what is in the journal after each transaction`() throws {
    for index in 0..<3 { try commit(index) }
    try open.journal.commit([.keyAdded(AccessKey(publicKey: "K", role: .client, name: "a", createdAt: 1))])
    try open.journal.commit([.keyAdded(AccessKey(publicKey: "K", role: .client, name: "b", createdAt: 1))])
    guard case .begun(let sweep) = try open.journal.beginSubmission(sampleHeader("half", planned: 9)) else {
      throw SampleError("it was there before")
    }
    _ = try open.journal.appendTasks(sampleRows(100..<104), to: sweep)
    let mark = try #require(try MarkFile.read(open.directory))
    #expect(mark.ledger.counts == Ledger.Counts(sweeps: 1, tasks: 24, results: 3, keys: 1))
    try open.journal.abandonSubmission(sweep)
    let after = try #require(try MarkFile.read(open.directory))
    #expect(after.ledger.counts == Ledger.Counts(sweeps: 1, tasks: 20, results: 3, keys: 1))
    #expect(after.ledger.commits == mark.ledger.commits + 1)
    let stored = try open.journal.access("read") { try Ledger($0) }
    #expect(stored == after.ledger)
  }

  @Test func `of two slots one may be torn, and the other counts`() throws {
    try commit(0)
    try commit(1)
    let place = try open.place.copy()
    for offset in [10, 4096 + 10] {
      var bytes = try Data(contentsOf: url(place, "journal.mark"))
      bytes[offset] ^= 1
      let torn = try open.place.copy()
      try bytes.write(to: url(torn, "journal.mark"))
      #expect(try OpenJournal(torn).reader().census(of: SweepNumber(1)).done == 2)
    }
    try Data(count: 8192).write(to: url(place, "journal.mark"))
    let error = #expect(throws: JournalError.self) { try OpenJournal(place) }
    guard case .unmarked = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `an older log put back is said with the results that are missing`() throws {
    try commit(0)
    let old = try open.place.copy()
    for index in 1..<5 { try commit(index) }
    let place = try open.place.copy()
    let name = "journal.sqlite-wal"
    try Data(contentsOf: url(old, name)).write(to: url(place, name))
    let error = #expect(throws: JournalError.self) { try OpenJournal(place) }
    #expect(error?.description.contains("4 results are missing") == true, "\(String(describing: error))")
  }

  @Test func `another program that merged the log is named, and what it left can be accepted`() throws {
    try commit(0)
    let place = try open.place.copy()
    try DatabaseQueue(path: place.path + "/journal.sqlite").close()
    #expect(fileSize(place.path + "/journal.sqlite-wal") == nil)
    for _ in 0..<2 {
      let error = #expect(throws: JournalError.self) { try OpenJournal(place) }
      #expect(error?.description.contains("another SQLite program") == true)
    }
    do {
      let accepted = try OpenJournal(place, accepting: true)
      #expect(try accepted.reader().census(of: SweepNumber(1)).done == 1)
      try accepted.journal.close()
    }
    #expect(try OpenJournal(place).reader().census(of: SweepNumber(1)).done == 1)
  }

  @Test(arguments: ["journal.sqlite", "journal.sqlite-wal", "journal.mark"])
  func `a file that is deleted or replaced under the coordinator stops it`(name: String) throws {
    try commit(0)
    let kept = try Data(contentsOf: url(open.place, name))
    try FileManager.default.removeItem(at: url(open.place, name))
    for index in 1..<3 {
      #expect(throws: JournalError.displaced(path: open.place.path + "/" + name)) { try commit(index) }
      // A copy in its place is still another file.
      try kept.write(to: url(open.place, name))
    }
  }

  @Test func `a settled journal has an empty log, and its pages have their sums`() throws {
    for index in 0..<5 { try commit(index) }
    try open.journal.settle()
    #expect(fileSize(open.directory.writeAheadLogPath) == 0)
    let sums = try #require(PageSums([UInt8](Data(contentsOf: url(open.place, "journal.sums")))))
    #expect(sums.commits == open.journal.mark.mark.ledger.commits)
    let place = try open.place.copy()
    let found = try PageSums(scanning: place.path + "/journal.sqlite", pageSize: 4096)
    #expect(sums.differences(from: found, besides: [], pages: found.count).isEmpty)
    // The log may be deleted now, and a reader makes none.
    try FileManager.default.removeItem(at: url(place, "journal.sqlite-wal"))
    try? FileManager.default.removeItem(at: url(place, "journal.sqlite-shm"))
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    let reader = try JournalReader.open(at: DataDirectory.existing(at: place.path))
    #expect(try reader.census(of: SweepNumber(1)).done == 5)
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: place.path)) == Set(names))
  }

  @Test func `a reader that holds the log up does not lose its sums`() throws {
    try commit(0)
    let reader = try open.reader()
    try reader.read("hold") { database in
      _ = try Ledger(database)
      try commit(1)
      try open.journal.settle()
      try commit(2)
      try open.journal.settle()
    }
    #expect((fileSize(open.directory.writeAheadLogPath) ?? 0) > 0, "the reader held nothing up")
    #expect(try OpenJournal(try open.place.copy()).reader().census(of: SweepNumber(1)).done == 3)
    try commit(3)
    try open.journal.settle()
    #expect(fileSize(open.directory.writeAheadLogPath) == 0)
    #expect(try OpenJournal(try open.place.copy()).reader().census(of: SweepNumber(1)).done == 4)
  }

  @Test func `a long log that a reader holds is merged once and not after each transaction`() throws {
    let reader = try open.reader()
    try reader.read("hold") { database in
      _ = try Ledger(database)
      // 20 MB in one transaction, which begins in the old log.
      try open.journal.access("fill") {
        try $0.execute(sql: "CREATE TABLE filling (bytes BLOB)")
        try $0.execute(sql: "INSERT INTO filling VALUES (zeroblob(20000000))")
      }
      try commit(0)
      let sums = try Data(contentsOf: url(open.place, "journal.sums"))
      let merged = try #require(PageSums([UInt8](sums)))
      #expect(merged.commits == open.journal.mark.mark.ledger.commits, "the log was not merged")
      for index in 1..<6 { try commit(index) }
      #expect(try Data(contentsOf: url(open.place, "journal.sums")) == sums)
    }
    try open.journal.settle()
    #expect(fileSize(open.directory.writeAheadLogPath) == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `a journal that is left alone settles by itself`() async throws {
    let place = try TemporaryDirectory()
    let journal = try Journal.open(
      try DataDirectory.create(at: place.path).lock(), percolateVersion: "0.1.0",
      upkeep: Upkeep(syncSeconds: 0.01, mergeSeconds: 0.01))
    try journal.submit("alone", 0..<3)
    while fileSize(journal.directory.writeAheadLogPath) != 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `a reader that was opened at rest says when a coordinator has started since`() throws {
    try commit(0)
    try open.journal.close()
    let place = try open.place.copy()
    let reader = try JournalReader.open(at: DataDirectory.existing(at: place.path))
    #expect(try reader.sweeps().count == 1)
    let other = try OpenJournal(place)
    let error = #expect(throws: JournalError.self) { try reader.sweeps() }
    #expect(error?.description.contains("a coordinator has started") == true)
    #expect(try other.reader().sweeps().count == 1)
  }
}
