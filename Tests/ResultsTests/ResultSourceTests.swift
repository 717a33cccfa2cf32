import Analysis
import Experiments
import Journal
import Messages
import Spec
import SweepModel
import SwiftProtobuf
import Testing

@testable import Results

/// What every source promises, of the journal, of its documents and of a coordinator on loopback.
@Suite(.timeLimit(.minutes(5)))
struct ResultSourceTests {
  private static let grid = """
    name: grid
    experiment: probe
    axes: {index: {from: 1, to: 3, step: 1}, probability: [0, 0.5, 1]}
    replicates: 2
    exclude: [{index: 3, because: too large}]
    """

  private static func open(
    _ kind: SourceKind, _ yaml: String = grid, catalog: ExperimentCatalog = .builtIn,
    _ fill: (Journal, FilledDirectory.Submitted) throws -> Void = { _, _ in }
  ) throws -> OpenedSource {
    let directory = try FilledDirectory { journal in
      let submitted = try journal.submit(yaml)
      try journal.commit([.sweepSubmitted(submitted.number)])
      try fill(journal, submitted)
    }
    return try OpenedSource(kind, directory, catalog: catalog)
  }

  @Test(arguments: SourceKind.allCases)
  func `a sweep's details are those of its header and its tasks`(kind: SourceKind) throws {
    let opened = try Self.open(kind) { try $0.finish($1.tasks[0], ["value": 1]) }
    for selector in ["grid", "last", "1"] {
      let sweep = try opened.source.sweep(selector)
      #expect(sweep.name == "grid" && sweep.experiment == "probe" && sweep.version == 1)
      let spec = try sweep.spec(.builtIn)
      #expect(sweep.id == spec.id)
      #expect(sweep.source == Self.grid && sweep.file == "t.yaml" && sweep.submittedAt == 1000)
      #expect(sweep.census.planned == 18 && sweep.census.excluded == 6 && sweep.census.done == 1)
      #expect(sweep.condition == .active)
      #expect(sweep.exclusions == [.init(reason: "too large", count: 6)])
      #expect(sweep.firstResultAt == 2000 && sweep.attemptSeconds == 0.25)
    }
    #expect(throws: SelectionError.self) { try opened.source.sweep("gird") }
  }

  @Test(arguments: SourceKind.allCases)
  func `parameters have the types of the schema, and stay as they are written without one`(
    kind: SourceKind
  ) throws {
    let directory = try FilledDirectory { journal in
      try journal.commit([.sweepSubmitted(journal.submit(Self.grid).number)])
    }
    let opened = try OpenedSource(kind, directory)
    let tasks = try opened.source.allTasks(of: opened.source.sweep("last"))
    #expect(tasks.map { $0.parameters["probability"] }.filter { $0 == .real(1) }.count == 4)
    #expect(tasks.allSatisfy { $0.parameters["duration"] == .real(0) })
    #expect(tasks.allSatisfy { if case .integer? = $0.parameters["index"] { true } else { false } })
    if kind == .coordinator { return }
    let untyped = try OpenedSource(kind, directory, catalog: ExperimentCatalog([]))
    let written = try untyped.source.allTasks(of: untyped.source.sweep("last"))
    #expect(written.allSatisfy { $0.parameters["duration"] == .integer(0) })
    #expect(written.map(\.id) == tasks.map(\.id))
  }

  @Test(arguments: SourceKind.allCases, [1, 2, 5, 11, 12, 13])
  func `pages of tasks meet without a gap and without an overlap`(kind: SourceKind, limit: Int) throws {
    if kind == .coordinator, limit != 5 { return }
    let opened = try Self.open(kind) { journal, submitted in
      for task in submitted.tasks.prefix(7) { try journal.finish(task, ["value": 0.5, "steps": 3]) }
      try journal.fail(submitted.tasks[9], "it broke")
    }
    let sweep = try opened.source.sweep("last")
    func ordinals(_ statuses: Set<TaskStatus>?) throws -> [Int] {
      var found: [Int] = []
      try Page.forEach({ start in
        let page = try opened.source.tasks(of: sweep, in: statuses, from: start, limit: limit)
        #expect(page.items.count <= limit)
        return page
      }) { found.append($0.ordinal) }
      return found
    }
    #expect(try ordinals(nil) == Array(0..<12))
    #expect(try ordinals([.done]) == Array(0..<7))
    #expect(try ordinals([.failed, .pending]) == [7, 8, 9, 10, 11])
    #expect(try ordinals([.excluded]).isEmpty)
    #expect(try ordinals([]).isEmpty)
    let failed = try #require(
      try opened.source.tasks(of: sweep, in: [.failed], from: 0, limit: 9).items.first)
    #expect(failed.reason == "it broke" && failed.attempt == 1 && failed.status == .failed)
  }

  @Test(arguments: SourceKind.allCases)
  func `numbers that JSON lacks arrive as they were reported`(kind: SourceKind) throws {
    let opened = try Self.open(kind) { journal, submitted in
      try journal.finish(
        submitted.tasks[0],
        ["nan": .nan, "up": .infinity, "down": -.infinity, "tiny": .leastNonzeroMagnitude, "whole": 2])
      try journal.commit([
        .metrics(
          submitted.tasks[1].number,
          [(0, Double.nan), (1, .infinity), (2, -.infinity), (3, 0.1 + 0.2)].map {
            MetricRow(name: "loss", step: $0.0, value: $0.1)
          })
      ])
    }
    let sweep = try opened.source.sweep("last")
    let metrics = try #require(try opened.source.allTasks(of: sweep).first).metrics
    #expect(metrics["nan"]?.isNaN == true && metrics["up"] == .infinity && metrics["down"] == -.infinity)
    #expect(metrics["tiny"] == .leastNonzeroMagnitude && metrics["whole"] == 2)
    var series: [MetricSeries] = []
    try opened.source.forEachSeries(of: sweep) { series.append($0) }
    let values = try #require(series.first).samples.map(\.value)
    #expect(series.map(\.ordinal) == [1] && series.map(\.name) == ["loss"])
    #expect(values[0].isNaN && Array(values[1...]) == [.infinity, -.infinity, 0.1 + 0.2])
    #expect(series[0].samples.map(\.step) == [0, 1, 2, 3])
  }

  @Test(arguments: SourceKind.allCases)
  func `a sweep without tasks is empty everywhere`(kind: SourceKind) throws {
    let all = Self.grid.replacing("exclude: [{index: 3,", with: "exclude: [{index: [1, 2, 3],")
    let opened: OpenedSource
    do { opened = try Self.open(kind, all) } catch is SpecErrors {
      // A spec may not exclude all; then the sweep with the fewest tasks is one that has no results.
      opened = try Self.open(kind)
    }
    let sweep = try opened.source.sweep("last")
    #expect(try opened.source.tasks(of: sweep, in: [.done], from: 0, limit: 10).items.isEmpty)
    #expect(try opened.source.metrics(of: sweep, named: nil, from: 0).items.isEmpty)
    #expect(try opened.source.metrics(of: sweep, named: "value", from: 0).next == nil)
    #expect(try opened.source.artifacts(of: sweep, from: 0).items.isEmpty)
    #expect(try opened.source.placements(of: sweep, from: 0).items.isEmpty)
    #expect(try opened.source.failures(of: sweep, from: 0, limit: 10).items.isEmpty)
    #expect(try opened.source.workers(of: sweep).isEmpty)
    #expect(try opened.source.columns(of: sweep).metrics.isEmpty)
    #expect(sweep.firstResultAt == nil && sweep.lastResultAt == nil)
  }

  @Test(arguments: SourceKind.allCases)
  func `files come by task and name, whole, whatever their size`(kind: SourceKind) throws {
    // In the journal, in the store, and in two pieces.
    let sizes = [0, 100, ArtifactContent.journalLimit, ArtifactContent.journalLimit + 1, (4 << 20) + 9]
    func content(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7 + size) } }
    let opened = try Self.open(kind) { journal, submitted in
      try journal.finish(
        submitted.tasks[4], ["value": 1],
        files: sizes.enumerated().map { ("file-\($0.offset)", content($0.element)) })
      try journal.finish(submitted.tasks[2], ["value": 1], files: [("one", content(3))])
    }
    let sweep = try opened.source.sweep("last")
    var files: [TaskArtifact] = []
    try opened.source.forEachArtifact(of: sweep) { files.append($0) }
    #expect(files.map(\.ordinal) == [2, 4, 4, 4, 4, 4])
    #expect(files.map(\.name) == ["one"] + sizes.indices.map { "file-\($0)" })
    #expect(files.map(\.size) == [3] + sizes)
    for file in files { #expect(try opened.source.content(of: file.digest) == content(file.size)) }
    #expect(try opened.source.artifacts(of: sweep, from: 3).items.map(\.ordinal) == [4, 4, 4, 4, 4])
    #expect(try opened.source.artifacts(of: sweep, from: 5).items.isEmpty)
  }

  @Test(arguments: SourceKind.allCases)
  func `a refined sweep says why its tasks were planned`(kind: SourceKind) throws {
    let spec = """
      name: step
      experiment: probe
      axes: {index: {from: 1, to: 64, step: 1}}
      refine: {metric: value, level: 0.5, along: index, tolerance: 0.5}
      """
    let directory = try FilledDirectory { journal in
      let submitted = try journal.submit(spec)
      let runs = PlacementRun.runs(
        of: SweepRefinement.firstReasons(of: submitted.sweep), from: 0, round: 0)
      try journal.placeTasks(runs, of: submitted.number)
      try journal.commit([.sweepSubmitted(submitted.number)])
    }
    let opened = try OpenedSource(kind, directory)
    let sweep = try opened.source.sweep("last")
    let runs = try opened.source.allPlacements(of: sweep)
    let first = try #require(runs.first)
    #expect(first.ordinal == 0 && first.round == 0 && !first.reason.isEmpty)
    let tasks = try opened.source.allTasks(of: sweep)
    #expect(runs.reduce(0) { $0 + $1.count } == tasks.count)
    #expect(try opened.source.placements(of: sweep, from: runs.count).items.isEmpty)
  }

  @Test(arguments: SourceKind.allCases)
  func `failures come in pages with every attempt, the worker and its machine`(kind: SourceKind) throws {
    let opened = try Self.open(kind) { journal, submitted in
      for task in submitted.tasks.prefix(5) { try journal.fail(task, "it broke") }
    }
    let sweep = try opened.source.sweep("last")
    let page = try opened.source.failures(of: sweep, from: 1, limit: 2)
    #expect(page.items.map(\.task.ordinal) == [1, 2] && page.next == 3)
    var failures: [FailedTask] = []
    try opened.source.forEachFailure(of: sweep) { failures.append($0) }
    #expect(failures.map(\.task.ordinal) == [0, 1, 2, 3, 4])
    #expect(failures.map(\.task.replicate) == [0, 0, 0, 0, 0])
    #expect(failures[0].task.parameters["duration"] == .real(0))
    let attempt = try #require(failures[0].attempts.first)
    #expect(attempt.outcome == .failed && attempt.reason == "it broke" && attempt.log == "first\nsecond")
    #expect(attempt.host == "node1" && attempt.worker == "\(FilledDirectory.worker.id)")
    #expect(attempt.startedAt == 10 && attempt.seconds == 5)
  }

  @Test(arguments: SourceKind.allCases)
  func `columns and workers are those of the sweep's own tasks`(kind: SourceKind) throws {
    let directory = try FilledDirectory { journal in
      let other = try journal.submit(
        Self.grid.replacing("grid", with: "other").replacing("0.5", with: "0.25"))
      try journal.commit([.sweepSubmitted(other.number)])
      try journal.finish(other.tasks[1], ["foreign": 1])
      let submitted = try journal.submit(Self.grid)
      try journal.commit([.sweepSubmitted(submitted.number)])
      try journal.finish(submitted.tasks[2], ["value": 1])
      try journal.finish(submitted.tasks[3], ["steps": 1])
    }
    let opened = try OpenedSource(kind, directory)
    let sweep = try opened.source.sweep("grid")
    let columns = try opened.source.columns(of: sweep)
    #expect(columns.metrics == ["steps", "value"])
    #expect(
      columns.parameters
        == ["compute", "duration", "index", "metrics", "outcome", "payload", "probability"])
    let worker = try #require(try opened.source.workers(of: sweep).first)
    #expect(worker.host == "node1" && worker.tasks == 2 && worker.seconds == 0.5 && worker.slots == 4)
  }

  @Test func `a question that was sent ahead is answered to who asks it, and to nobody else`() throws {
    let opened = try Self.open(.coordinator) { try $0.finish($1.tasks[0], ["value": 1]) }
    func rows(_ start: Int) -> WireQuery.OneOf_Question { .rows(of: "grid", from: start, limit: 2) }
    func ordinals(_ start: Int) throws -> [UInt64] {
      let answer = try #require(try opened.ask(rows(start)))
      return try WireTaskRows(serializedBytes: answer).rows.map(\.ordinal)
    }
    let plain = try [0, 2, 4].map { try ordinals($0) }
    try opened.askAhead(rows(2))
    #expect(try ordinals(2) == plain[1])
    #expect(try ordinals(2) == plain[1])
    try opened.askAhead(rows(0))
    try opened.askAhead(rows(4))
    #expect(try ordinals(2) == plain[1])
    #expect(try ordinals(0) == plain[0])
    #expect(try ordinals(4) == plain[2])
  }
}
