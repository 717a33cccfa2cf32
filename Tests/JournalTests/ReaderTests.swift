import SweepModel
import Testing

@testable import Journal

@Suite struct ReaderTests {
  private let open: OpenJournal
  private let reader: JournalReader
  private let sweep: SweepNumber
  private let tasks: [TaskNumber]

  init() throws {
    open = try OpenJournal()
    let (sweep, appended) = try open.journal.submit("read", 0..<20)
    self.sweep = sweep
    tasks = appended.map(\.number)
    try open.journal.commit(tasks.prefix(10).map { .taskDone(sampleResult($0)) })
    try open.journal.commit([
      .taskStateChanged(tasks[15], .failed, attempts: 3, breaks: 3, reason: "no"),
      .leased(
        LeaseRecord(
          task: tasks[16], attempt: 1, holder: WorkerSession(worker: sampleWorker.id, epoch: 1), leasedAt: 1)),
    ])
    reader = try open.reader()
  }

  private func ordinals(_ filter: RecordFilter, offset: Int = 0, limit: Int = .max) throws -> [Int] {
    try reader.records(of: sweep, matching: filter, offset: offset, limit: limit).map(\.ordinal)
  }

  @Test func `tasks are listed by status, page by page`() throws {
    #expect(try ordinals(RecordFilter()) == Array(0..<20))
    #expect(try ordinals(RecordFilter(), offset: 18) == [18, 19])
    #expect(try ordinals(RecordFilter(), limit: 2) == [0, 1])
    #expect(try ordinals(RecordFilter(fromOrdinal: 17), limit: 2) == [17, 18])
    #expect(try ordinals(RecordFilter(statuses: [.failed])) == [15])
    #expect(try ordinals(RecordFilter(statuses: [.running])) == [16])
    #expect(try ordinals(RecordFilter(statuses: [.failed, .done]), offset: 9) == [9, 15])
    #expect(try ordinals(RecordFilter(statuses: [])) == [])
    #expect(try ordinals(RecordFilter(), offset: -1, limit: -1) == [])
    #expect(try ordinals(RecordFilter(fromOrdinal: .max)) == [])
  }

  @Test(arguments: [3, 1500])
  func `running and failed tasks are found among many, however many they are`(count: Int) throws {
    let (other, appended) = try open.journal.submit("many", 20..<2000)
    let numbers = appended.map(\.number)
    try open.journal.commit(
      (0..<count).map {
        .taskStateChanged(
          numbers[$0 * 1980 / count], $0.isMultiple(of: 3) ? .cancelled : .failed, attempts: 1, breaks: 1,
          reason: "no")
      })
    let all = try reader.records(of: other)
    func expect(_ statuses: Set<TaskStatus>) throws {
      let wanted = all.filter { statuses.contains($0.status) }.map(\.ordinal)
      let filter = RecordFilter(statuses: statuses)
      #expect(try reader.records(of: other, matching: filter).map(\.ordinal) == wanted)
      #expect(
        try reader.records(of: other, matching: filter, offset: 1, limit: 1).map(\.ordinal)
          == Array(wanted.dropFirst().prefix(1)))
      let later = RecordFilter(statuses: statuses, fromOrdinal: 700)
      #expect(try reader.records(of: other, matching: later).map(\.ordinal) == wanted.filter { $0 >= 700 })
    }
    #expect(all.count { $0.status == .failed || $0.status == .cancelled } == count)
    try expect([.failed])
    try expect([.cancelled])
    try expect([.failed, .cancelled])
    try expect([.running])
    // Those of another sweep are not among them.
    #expect(try ordinals(RecordFilter(statuses: [.failed])) == [15])
    #expect(try ordinals(RecordFilter(statuses: [.running])) == [16])
  }

  @Test func `the census sums, with a recorded lease as running`() throws {
    let census = try reader.census(of: sweep)
    #expect(census.done == 10)
    #expect(census.failed == 1)
    #expect(census.running == 1)
    #expect(census.pending == 8)
    #expect(throws: JournalError.self) { try reader.census(of: SweepNumber(7)) }
  }

  @Test func `a task is found by any prefix of its id`() throws {
    let id = sampleTask(4).id
    for length in [12, 13, 64] {
      let found = try reader.tasks(matching: String(id.digest.hex.prefix(length)))
      #expect(found.map(\.id) == [id])
    }
    #expect(try reader.tasks(matching: id.description.uppercased()).map(\.id) == [id])
    #expect(
      try (0..<16).reduce(0) { try $0 + reader.tasks(matching: String($1, radix: 16), limit: 99).count } == 20
    )
    for text in ["", "xyz", "0x1", String(repeating: "0", count: 65), "é", "-1"] {
      #expect(try reader.tasks(matching: text).isEmpty, "\(text)")
    }
    #expect(try reader.task(TaskNumber(99)) == nil)
  }

  @Test func `a prefix covers every id that begins with it`() throws {
    let range = try #require(DigestRange(prefix: "a1F"))
    #expect(range.first == [0xA1, 0xF0] + [UInt8](repeating: 0, count: 30))
    #expect(range.last == [0xA1, 0xFF] + [UInt8](repeating: 0xFF, count: 30))
  }

  @Test func `durations come with the definition, the newest tasks first`() throws {
    var definitions: [TaskDefinition] = []
    try reader.durations(ofExperiment: "probe", version: 1, limit: 3) { definition, _ in
      definitions.append(definition)
    }
    #expect(
      definitions
        == [9, 8, 7].map { index in
          var task = sampleTask(index)
          task.parameters = task.parameters.mapValues { $0 }
          return task
        })
    try reader.durations(ofExperiment: "probe", version: 2) { _, _ in Issue.record("another version's task") }
  }

  @Test func `definitions come back as they were given`() throws {
    let definitions = try reader.definitions(of: tasks + [TaskNumber(1000)])
    #expect(definitions.count == 20)
    for (index, task) in tasks.enumerated() {
      #expect(definitions[task] == sampleTask(index).canonicalJSON)
    }
  }

  @Test func `the journal says who made it`() throws {
    let notes = try reader.notes()
    #expect(notes["percolate-version"] == "0.1.0")
    #expect(notes["coordinator-epoch"] == "1")
    #expect(notes["created-at"] != nil)
  }
}
