import Analysis
import Foundation
import Journal
import Messages
import SweepModel
import Testing

@testable import Results

/// Tables that are written row by row are those that would be made of all rows at once.
@Suite(.timeLimit(.minutes(5)))
struct SweepTablesTests {
  private static let grid = """
    name: grid
    experiment: probe
    axes: {index: {from: 1, to: 4, step: 1}, probability: [0, 1]}
    """

  private static func open(_ kind: SourceKind, results: Bool = true) throws -> OpenedSource {
    let directory = try FilledDirectory { journal in
      let submitted = try journal.submit(grid)
      try journal.commit([.sweepSubmitted(submitted.number)])
      guard results else { return }
      for task in [1, 3] {
        try journal.commit([
          .metrics(
            submitted.tasks[task].number,
            (0..<3).map { MetricRow(name: "loss", step: $0, value: Double($0) / 3) })
        ])
      }
      try journal.finish(
        submitted.tasks[1], ["value": 0.5, "odd": .nan], files: [("b", [1]), ("a", [2, 3])])
      try journal.finish(submitted.tasks[6], ["value": 1], files: [("a", [2, 3])])
      try journal.fail(submitted.tasks[2], "a \"quoted\", reason")
    }
    return try OpenedSource(kind, directory)
  }

  private static func text(_ body: (@escaping (String) throws -> Void) throws -> Void) throws -> String {
    var text = ""
    try body { text += $0 }
    return text
  }

  @Test(arguments: [SourceKind.journal, .documents], [true, false])
  func `tasks are the same as CSV and JSON of the whole`(kind: SourceKind, hasResults: Bool) throws {
    let opened = try Self.open(kind, results: hasResults)
    let sweep = try opened.source.sweep("last")
    let tasks = try opened.source.allTasks(of: sweep)
    let tables = SweepTables(sweep, in: opened.source)
    for layout in [TaskTable.Layout.wide, .long] {
      let table = TaskTable(sweep: "grid", tasks: tasks, layout: layout)
      #expect(try Self.text { try tables.tasksCSV(layout, to: $0) } == table.csv(tasks))
    }
    let table = TaskTable(sweep: "grid", tasks: tasks)
    #expect(try Self.text { try tables.tasksJSON(.wide, to: $0) } == table.flatJSON(tasks))
    #expect(try Self.text { try tables.tasksJSON(.long, to: $0) } == table.json(tasks))
  }

  @Test(arguments: [SourceKind.journal, .documents])
  func `streamed values stand before final ones, each with its task`(kind: SourceKind) throws {
    let opened = try Self.open(kind)
    let sweep = try opened.source.sweep("last")
    let tasks = try opened.source.allTasks(of: sweep)
    let lines = try Self.text { try SweepTables(sweep, in: opened.source).metricsCSV(to: $0) }
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let expected = [1, 1, 1, 3, 3, 3, 1, 1, 6]
    #expect(lines.map { String($0[1]) } == expected.map { "\(tasks[$0].id)" })
    #expect(lines.map { $0[3] } == ["loss", "loss", "loss", "loss", "loss", "loss", "odd", "value", "value"])
    #expect(lines.map { $0[4] } == ["0", "1", "2", "0", "1", "2", "", "", ""])
  }

  @Test(arguments: [SourceKind.journal, .documents], [true, false])
  func `streamed values as JSON are one document`(kind: SourceKind, hasResults: Bool) throws {
    let opened = try Self.open(kind, results: hasResults)
    let sweep = try opened.source.sweep("last")
    let text = try Self.text { try SweepTables(sweep, in: opened.source).metricsJSON(to: $0) }
    let document = try MetricsDocument.read(Data(text.utf8))
    #expect(document.series.map(\.ordinal) == (hasResults ? [1, 3] : []))
    #expect(document.sweep == "\(sweep.id)")
    let whole = try document.json()
    #expect(text == String(decoding: whole, as: UTF8.self) + "\n")
  }

  @Test(arguments: [SourceKind.journal, .documents])
  func `files stand in the order of tasks and names, with the axes of their task`(kind: SourceKind) throws {
    let opened = try Self.open(kind)
    let sweep = try opened.source.sweep("last")
    let text = try Self.text {
      try SweepTables(sweep, in: opened.source).artifactsCSV(
        axes: ["index", "probability"], file: { task, file in "\(task.ordinal)-\(file.name)" }, to: $0)
    }
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").dropFirst().joined(separator: " ") }
    #expect(
      rows == [
        "replicate index probability name media-type bytes file", "0 1 1 a image/png 2 1-a",
        "0 1 1 b image/png 1 1-b", "0 4 0 a image/png 2 6-a",
      ])
  }
}
