import Foundation
import GRDB
import SweepModel
import Testing

@testable import Journal

/// Streamed values stay what they were when their task got its result.
@Suite struct StreamTests {
  private let open: OpenJournal
  private let reader: JournalReader
  private let sweep: SweepNumber
  private let tasks: [TaskNumber]

  init() throws {
    open = try OpenJournal()
    let (sweep, appended) = try open.journal.submit("streams", 0..<3)
    self.sweep = sweep
    tasks = appended.map(\.number)
    reader = try open.reader()
    try open.journal.commit(
      tasks.map { .metrics($0, Self.rows("loss") + Self.rows("accuracy")) } + [
        .taskDone(sampleResult(tasks[0])), .taskDone(sampleResult(tasks[1])),
      ])
  }

  private static func rows(_ name: String) -> [MetricRow] {
    (0..<5).map { MetricRow(name: name, step: $0, value: $0 == 3 ? .nan : Double($0) / 3) }
  }

  private func values(named name: String? = nil) throws -> [String] {
    var values: [String] = []
    try reader.metrics(of: sweep, named: name) {
      values.append("\($0.ordinal) \($0.row.name) \($0.row.step) \($0.row.value)")
    }
    return values
  }

  private func change(_ sql: String) throws {
    try open.journal.access("damage") { try $0.execute(sql: sql) }
  }

  @Test func `values of tasks with and without a result come back in order, all or of one metric`() throws {
    let all = try values()
    #expect(all.count == 30)
    #expect(all[5] == "0 accuracy 0 0.0")
    #expect(try values(named: "loss").count == 15)
    #expect(try values(named: "nobody").isEmpty)
    var first: [Int] = []
    try reader.metrics(of: sweep, fromOrdinal: 1, limit: 12) { first.append($0.ordinal) }
    #expect(first == Array(repeating: 1, count: 10) + [2, 2])
    #expect(try reader.metrics(of: tasks[0], named: "accuracy").map(\.step) == [0, 1, 2, 3, 4])
  }

  @Test func `a value that comes behind its task's result is dropped`() throws {
    let before = try values()
    try open.journal.commit([.metrics(tasks[0], [MetricRow(name: "loss", step: 2, value: 99)])])
    try open.journal.commit([.metrics(tasks[1], [MetricRow(name: "new", step: 2, value: 99)])])
    #expect(try values() == before)
  }

  @Test func `a value of a task that nobody knows is refused`() throws {
    #expect(throws: JournalError.self) {
      try open.journal.commit([.metrics(TaskNumber(99), [MetricRow(name: "loss", step: 2, value: 99)])])
    }
  }

  @Test(arguments: [
    "UPDATE metric SET value = value + 1e-9 WHERE task = 1 AND metric = 1 AND step = 2",
    "UPDATE metric SET value = 0 WHERE task = 1 AND metric = 1 AND step = 3",
    "UPDATE metric SET step = 77 WHERE task = 1 AND metric = 1 AND step = 4",
    "UPDATE metric SET metric = 2, step = 77 WHERE task = 1 AND metric = 1 AND step = 4",
    "UPDATE metric SET task = 2, step = 77 WHERE task = 1 AND metric = 1 AND step = 4",
    "UPDATE metric SET task = 3, step = step + 100 WHERE task = 1 AND metric = 1",
    "DELETE FROM metric WHERE task = 1 AND metric = 1 AND step = 0",
    "DELETE FROM metric WHERE task = 1", "DELETE FROM metric_name WHERE number = 1",
    "DELETE FROM stream WHERE task = 1", "UPDATE metric_name SET name = 'lass' WHERE name = 'loss'",
    "INSERT INTO metric(task, metric, step, value) VALUES(1, 1, 9, 9)",
  ])
  func `a value that changed behind the result is said wherever it is read`(sql: String) throws {
    try change(sql)
    for read in [
      { _ = try values() }, { _ = try values(named: "loss") },
      { _ = try reader.metrics(of: tasks[0]) + reader.metrics(of: tasks[1]) },
    ] {
      let error = #expect(throws: JournalError.self) { try read() }
      #expect(error?.description.contains("stream") == true, "\(String(describing: error))")
    }
  }
}
