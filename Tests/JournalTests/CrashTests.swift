import Foundation
import Journal
import SweepModel
import TestSupport
import Testing

@Suite struct CrashTests {
  private func journalPath(_ place: TemporaryDirectory) -> String { place.path + "/journal.sqlite" }

  /// Done tasks, by the value that each result carries.
  private func done(_ journal: Journal) throws -> [TaskNumber] {
    var done: [TaskNumber] = []
    _ = try journal.load(task: { if $0.status == .done { done.append($0.number) } }, member: { _ in })
    return done
  }

  @Test func `what was committed is there after a crash, at whatever moment it came`() throws {
    let open = try OpenJournal()
    let (_, tasks) = try open.journal.submit("crash", 0..<40)
    for index in tasks.indices {
      try open.journal.commit([.taskDone(sampleResult(tasks[index].number))])
      guard index % 8 == 0 else { continue }
      // The files as they lie on the disk now, with nothing closed: what a killed process leaves.
      let after = try OpenJournal(try open.place.copy())
      #expect(try done(after.journal) == tasks[...index].map(\.number))
    }
  }

  @Test func `a log that ends too early is said with what is missing, and accepted gives whole commits`()
    throws
  {
    let first = try OpenJournal()
    let (sweep, tasks) = try first.journal.submit("torn", 0..<12)
    try first.journal.close()
    let open = try OpenJournal(first.place.copy())
    // Two results in each commit: half of one must never be seen.
    for pair in stride(from: 0, to: tasks.count, by: 2) {
      try open.journal.commit([
        .taskDone(sampleResult(tasks[pair].number)), .taskDone(sampleResult(tasks[pair + 1].number)),
      ])
    }
    let log = try Data(contentsOf: URL(fileURLWithPath: journalPath(open.place) + "-wal"))
    var generator = SeededGenerator(seed: 11)
    var seen: Set<Int> = []
    for _ in 0..<40 {
      let crashed = try open.place.copy()
      let length = Int.random(in: 0...log.count, using: &generator)
      try log.prefix(length).write(to: URL(fileURLWithPath: journalPath(crashed) + "-wal"))
      if length < log.count {
        let error = #expect(throws: JournalError.self) { try OpenJournal(crashed) }
        guard case .incomplete = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
      }
      let after = try OpenJournal(crashed, accepting: true)
      let found = try done(after.journal)
      #expect(found == tasks.prefix(found.count).map(\.number))
      #expect(found.count.isMultiple(of: 2))
      #expect(try after.reader().records(of: sweep).count == 12)
      seen.insert(found.count)
    }
    #expect(seen.count > 3, "the cuts all fell in one place, so little was tested")
  }

  @Test func `a log that is gone is said with what was in it, and so is what to do`() throws {
    let open = try OpenJournal()
    try open.journal.submit("lost", 0..<3)
    let crashed = try open.place.copy()
    try FileManager.default.removeItem(atPath: journalPath(crashed) + "-wal")
    for attempt in 0..<2 {
      // The reader must not make an empty log, which would look like one that was merged.
      let isReader = attempt == 0
      let error = #expect(throws: JournalError.self) {
        if isReader {
          _ = try JournalReader.open(at: DataDirectory.existing(at: crashed.path))
        } else {
          _ = try OpenJournal(crashed)
        }
      }
      let text = error?.description ?? ""
      #expect(text.contains("3 tasks and 1 sweep are missing"), "\(text)")
      #expect(text.contains("percolate coordinator --accept-journal"))
      #expect(!FileManager.default.fileExists(atPath: journalPath(crashed) + "-wal"))
    }
    #expect(try OpenJournal(crashed, accepting: true).reader().sweeps().isEmpty)
  }

  @Test func `a main file that is gone while its log is there is said`() throws {
    let open = try OpenJournal()
    try open.journal.submit("lost", 0..<3)
    let crashed = try open.place.copy()
    try FileManager.default.removeItem(atPath: journalPath(crashed))
    let error = #expect(throws: JournalError.self) { try OpenJournal(crashed) }
    #expect(error?.description.contains("missing or empty") == true)
  }

  @Test func `a journal that was closed is one file, and opens again`() throws {
    let open = try OpenJournal()
    try open.journal.submit("closed", 0..<3)
    try open.journal.close()
    let names = try FileManager.default.contentsOfDirectory(atPath: open.place.path)
    #expect(
      Set(names) == [
        "artifacts", "checkpoints", "journal.mark", "journal.sqlite", "journal.sums", "keys", "lock",
      ])
    let again = try OpenJournal(try open.place.copy())
    #expect(try again.reader().sweeps().count == 1)
  }

  @Test func `readers see whole commits while the writer goes on`() async throws {
    let open = try OpenJournal()
    let (sweep, tasks) = try open.journal.submit("live", 0..<100)
    let directory = open.directory
    let reading = Task.detached {
      // A reader of its own, as another process would have.
      let reader = try JournalReader.open(at: directory)
      var last = 0
      while last < 100 {
        let census = try reader.census(of: sweep)
        guard census.planned == 100, census.done >= last, census.done.isMultiple(of: 2) else { return false }
        last = census.done
      }
      return true
    }
    for pair in stride(from: 0, to: tasks.count, by: 2) {
      try open.journal.commit([
        .taskDone(sampleResult(tasks[pair].number)), .taskDone(sampleResult(tasks[pair + 1].number)),
      ])
    }
    #expect(try await reading.value)
  }
}
