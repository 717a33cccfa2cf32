internal import Analysis
internal import Journal
internal import Report
internal import Results
internal import Spec
internal import SweepModel

extension ReportWriter {
  /// What a sweep that grows was asked and found; nil for a grid.
  static func growth(_ results: SweepResults, from source: any ResultSource) throws -> ReportGrowth? {
    if let refinement = try refinement(results, from: source) { return .crossings(refinement) }
    return try comparison(results, from: source).map { .comparisons($0) }
  }

  /// What was added to the tasks that a sweep started with.
  ///
  /// - Parameter runs: all of its placements.
  static func bought(_ results: SweepResults, _ runs: [PlacementRun]) -> Purchase {
    let first = runs.filter { $0.round == 0 }.reduce(0) { $0 + max(0, $1.count) }
    let added = results.tasks.filter { $0.ordinal >= first }
    let seconds = added.reduce(0) { $0 + ($1.status == .done ? $1.seconds ?? 0 : 0) }
    return Purchase(
      tasks: added.count, seconds: seconds * Double(results.sweep.resources.threads),
      rounds: Set(runs.map(\.round)).subtracting([0]).count)
  }

  /// Visits the planned tasks of each run with their places on the grid.
  static func forEachPlaced(
    _ results: SweepResults, _ runs: [PlacementRun], on grid: RefinementGrid,
    _ body: (PlacementRun, TaskRecord, (series: Int, index: Int)) -> Void
  ) {
    let tasks = Dictionary(results.tasks.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
    let end = results.tasks.count
    for run in runs {
      guard (0..<end).contains(run.ordinal), run.count > 0 else { continue }
      for ordinal in run.ordinal..<min(end, run.ordinal + min(run.count, end)) {
        guard let task = tasks[ordinal], let place = grid.place(of: task.parameters) else { continue }
        body(run, task, place)
      }
    }
  }

  /// What the report says of a sweep that compares; nil for others.
  static func comparison(
    _ results: SweepResults, from source: any ResultSource
  ) throws -> ReportComparison? {
    guard let grid = results.sweep.grid, let growth = SweepGrowth(results.sweep, tasks: results.tasks),
      let state = growth.comparisons
    else { return nil }
    let runs = try source.allPlacements(of: results.details)
    var rounds: [Set<Int>] = state.lines.map { _ in [] }
    var lines: [Int: Int] = [:]
    for (number, line) in state.lines.enumerated() { for series in line.series { lines[series] = number } }
    forEachPlaced(results, runs, on: grid) { run, _, place in
      if run.round > 0, let line = lines[place.series] { rounds[line].insert(run.round) }
    }
    var comparison = ReportComparison(
      rule: state.rule, lines: state.lines, rounds: rounds.map(\.count), spending: growth.spending)
    comparison.unpaired = state.unpaired
    if growth.spending != nil { comparison.bought = bought(results, runs) }
    return comparison
  }
}
