import Foundation
import GRDB
import SweepModel
import TestSupport
import Testing

@testable import Journal

@Suite struct DamageTests {
  /// A closed journal with done and failed tasks, metrics, attempts and a lease.
  private static func sample() throws -> TemporaryDirectory {
    let open = try OpenJournal()
    let (_, tasks) = try open.journal.submit("damage", 0..<60)
    try open.journal.commit([.workerSeen(sampleWorker)])
    try open.journal.commit(tasks[..<50].map { .taskDone(sampleResult($0.number)) })
    try open.journal.commit(
      tasks[50...].flatMap { task -> [JournalRecord] in
        [
          .attemptEnded(
            AttemptRecord(
              task: task.number, number: 1, outcome: .stalled, startedAt: 1, seconds: 2, log: "line")),
          .taskStateChanged(task.number, .failed, attempts: 1, breaks: 1, reason: "stalled"),
          .metrics(task.number, (0..<20).map { MetricRow(name: "loss", step: $0, value: 1) }),
        ]
      })
    try open.journal.close()
    return open.place
  }

  private static func bytes(_ place: TemporaryDirectory) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: place.path + "/journal.sqlite"))
  }

  /// The sample with another journal, whose pages pass for those that were written where `isSealed`.
  private static func place(
    _ bytes: Data, in sample: TemporaryDirectory, isSealed: Bool = true
  ) throws -> TemporaryDirectory {
    let place = try sample.copy()
    try bytes.write(to: URL(fileURLWithPath: place.path + "/journal.sqlite"))
    if isSealed { try seal(place) }
    return place
  }

  private func refusal(_ place: TemporaryDirectory) throws -> JournalError? {
    let reader = #expect(throws: JournalError.self) {
      let reader = try JournalReader.open(at: DataDirectory.existing(at: place.path))
      _ = try reader.census(of: SweepNumber(1))
      _ = try reader.records(of: SweepNumber(1))
    }
    #expect(reader?.description.contains(place.path) == true)
    return #expect(throws: JournalError.self) { _ = try OpenJournal(place) }
  }

  /// Opens and reads everything. Every error must be a ``JournalError``; what is read must be right.
  private func exercise(_ place: TemporaryDirectory) throws -> Bool {
    do throws(any Error) {
      let open = try OpenJournal(place)
      let state = try open.journal.load(task: { _ in }, member: { _ in })
      let reader = try open.reader()
      for sweep in state.sweeps {
        let census = try reader.census(of: sweep.number)
        #expect(census.planned == sweep.header.planned)
        for record in try reader.records(of: sweep.number) {
          guard let found = try reader.tasks(matching: record.id.digest.hex).first else { continue }
          if record.status == .done {
            #expect(record.metrics == ["index": Double(found.number.value), "half": 0.5])
          }
          _ = try reader.attempts(of: found.number)
        }
        try reader.metrics(of: sweep.number) { _ in }
      }
      _ = try (reader.workers(), reader.keys(), reader.leases(), reader.notes())
      try open.journal.commit([.workerSeen(sampleWorker)])
      return true
    } catch let error as JournalError {
      #expect(error.description.contains(place.path))
      return false
    }
  }

  @Test func `a journal cut short is refused`() throws {
    let sample = try Self.sample()
    let bytes = try Self.bytes(sample)
    for length in [1, 15, 50, 99, 100, 4096, 5000, bytes.count / 2, bytes.count - 4096, bytes.count - 1] {
      let error = try refusal(Self.place(bytes.prefix(length), in: sample, isSealed: false))
      switch error {
      case .damaged, .foreign, .altered: break
      default: Issue.record("\(length) bytes: \(String(describing: error))")
      }
    }
  }

  @Test(arguments: [-1, 1 << 40, Int.max])
  func `a task number out of the row is refused before memory is taken for it`(number: Int) throws {
    let place = try Self.sample()
    let queue = try DatabaseQueue(path: place.path + "/journal.sqlite")
    try queue.write { database in
      try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
      for table in ["task", "sweep_task"] {
        let column = table == "task" ? "number" : "task"
        let last = "(SELECT max(\(column)) FROM \(table))"
        try database.execute(
          sql: "UPDATE \(table) SET \(column) = ? WHERE \(column) = \(last)", arguments: [number])
      }
    }
    try queue.close()
    try seal(place)
    let open = try OpenJournal(place)
    let error = #expect(throws: JournalError.self) {
      _ = try open.journal.load(task: { _ in }, member: { _ in })
    }
    #expect(error?.description.contains("has the number \(number)") == true)
  }

  @Test func `zeros, text and noise are refused as no journal`() throws {
    let sample = try Self.sample()
    var generator = SeededGenerator(seed: 3)
    let noise = Data((0..<5000).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    for bytes in [Data(count: 8192), Data("name: not a journal\n".utf8), noise] {
      let error = try refusal(Self.place(bytes, in: sample, isSealed: false))
      guard case .foreign = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    let zeros = try Self.place(Data(count: 8192), in: sample, isSealed: false)
    #expect(try refusal(zeros)?.description.contains("only zeros") == true)
  }

  @Test func `a flipped byte anywhere is refused or harmless, and never a crash`() throws {
    let sample = try Self.sample()
    let bytes = try Self.bytes(sample)
    var generator = SeededGenerator(seed: 7)
    var refused = 0
    for _ in 0..<150 {
      var damaged = bytes
      let offset = Int.random(in: 0..<bytes.count, using: &generator)
      damaged[offset] ^= UInt8.random(in: 1...255, using: &generator)
      if try !exercise(try Self.place(damaged, in: sample)) { refused += 1 }
    }
    #expect(refused > 20)
  }

  @Test func `overwritten stretches are refused or harmless, and never a crash`() throws {
    let sample = try Self.sample()
    let bytes = try Self.bytes(sample)
    var generator = SeededGenerator(seed: 8)
    for round in 0..<60 {
      var damaged = bytes
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      for offset in start..<min(bytes.count, start + (1 << Int.random(in: 1...12, using: &generator))) {
        damaged[offset] = round.isMultiple(of: 2) ? 0 : UInt8.random(in: .min ... .max, using: &generator)
      }
      _ = try exercise(try Self.place(damaged, in: sample))
    }
  }

  @Test func `a flipped byte in a definition or in a result is found by its hash`() throws {
    let sample = try Self.sample()
    let bytes = try Self.bytes(sample)
    for text in ["\"index\":17", "\"index\":33"] {
      let range = try #require(bytes.range(of: Data(text.utf8)))
      var damaged = bytes
      damaged[range.upperBound - 1] ^= 1
      let open = try OpenJournal(try Self.place(damaged, in: sample))
      let error = #expect(throws: JournalError.self) { try open.reader().records(of: SweepNumber(1)) }
      #expect(error?.description.contains("does not hash to its id") == true)
    }
    let place = try sample.copy()
    try change(place, "UPDATE final SET value = value + 1e-9 WHERE task = 5")
    let error = #expect(throws: JournalError.self) {
      try OpenJournal(place).reader().records(of: SweepNumber(1))
    }
    #expect(error?.description.contains("do not hash to its recorded result") == true)
  }

  private func change(_ place: TemporaryDirectory, _ sql: String) throws {
    try DatabaseQueue(path: place.path + "/journal.sqlite").writeWithoutTransaction {
      try $0.execute(sql: sql)
    }
    try seal(place)
  }

  @Test(arguments: [
    ("DELETE FROM task WHERE number = 3", "which is not there"),
    ("DELETE FROM sweep_task WHERE ordinal = 59", "59 tasks of 60"),
    ("DELETE FROM sweep_task WHERE ordinal = 5", "ordinal 6 instead of 5"),
    ("UPDATE task SET state = 77 WHERE number = 3", "unknown state 77"),
    ("UPDATE task SET state = 0 WHERE number = 3", "is pending and has a result"),
    ("UPDATE task SET digest = x'0102' WHERE number = 3", "not 32 bytes"),
    ("INSERT INTO lease VALUES(55, 1, x'01', 1, 1)", "names no worker"),
    ("UPDATE worker SET uuid = x'01'", "not 16 bytes"),
    ("INSERT INTO checkpoint VALUES(55, 1, x'01', 1)", "not 32 bytes"),
  ])
  func `rows that contradict each other are refused at a restart`(sql: String, expected: String) throws {
    let place = try Self.sample()
    try change(place, sql)
    let open = try OpenJournal(place)
    let error = #expect(throws: JournalError.self) {
      try open.journal.load(task: { _ in }, member: { _ in })
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("PRAGMA user_version = 99", "has schema version 99, but this percolate knows versions up to"),
    ("PRAGMA application_id = 1", "an SQLite file of another program (application id 1)"),
    ("DROP TABLE final", #"tables are missing: ["final"]"#),
    (
      "CREATE TRIGGER worse AFTER INSERT ON final BEGIN UPDATE final SET value = 0; END",
      "it has the trigger worse, which percolate never makes"
    ),
    ("CREATE VIEW best AS SELECT * FROM final", "it has the view best"),
  ])
  func `another version, program or schema is refused`(sql: String, expected: String) throws {
    let place = try Self.sample()
    try change(place, sql)
    let error = try refusal(place)
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    // Nor is anything taken from it.
    let target = try Self.sample()
    let journal = URL(filePath: target.path + "/journal.sqlite")
    let before = try Data(contentsOf: journal)
    let other = #expect(throws: JournalError.self) {
      try DirectoryImport.merge(
        DataDirectory.existing(at: place.path), into: DataDirectory.existing(at: target.path),
        version: "0.1.0")
    }
    #expect(other?.description.contains(expected) == true, "\(String(describing: other))")
    #expect(try Data(contentsOf: journal) == before)
  }
}
