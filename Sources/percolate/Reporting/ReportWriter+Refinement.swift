internal import Analysis
internal import Journal
internal import Report
internal import Results
internal import Spec
internal import SweepModel

extension ReportWriter {
  /// What the report says of a refined sweep; nil for a grid.
  static func refinement(
    _ results: SweepResults, from source: any ResultSource
  ) throws -> ReportRefinement? {
    guard let rule = results.sweep.refinement, let grid = results.sweep.grid,
      let growth = SweepGrowth(results.sweep, tasks: results.tasks), let state = growth.crossings
    else { return nil }
    let allowed = grid.series.reduce(0) { $0 + $1.allowed.count }
    var refinement = ReportRefinement(
      rule: rule, series: state.series,
      additions: additions(
        results, try source.allPlacements(of: results.details), grid, state.series),
      gridTasks: allowed * results.sweep.replicates)
    refinement.spending = growth.spending
    if growth.spending != nil { refinement.bought = try bought(results, from: source) }
    refinement.boundaries = grid.planes.map {
      BoundaryFigure($0, xs: grid.xs, series: state.series, rule: rule, labels: results.labels)
    }
    return refinement
  }

  /// The tasks of each reason, taken together by point.
  private static func additions(
    _ results: SweepResults, _ runs: [PlacementRun], _ grid: RefinementGrid,
    _ series: [SweepRefinement.Series]
  ) -> [ReportRefinement.Addition] {
    let tasks = Dictionary(
      results.tasks.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
    var additions: [ReportRefinement.Addition] = []
    for run in runs {
      var points: [[Int]: Int] = [:]
      let end = results.tasks.count
      guard (0..<end).contains(run.ordinal), run.count > 0 else { continue }
      for ordinal in run.ordinal..<min(end, run.ordinal + min(run.count, end)) {
        guard let task = tasks[ordinal], let place = grid.place(of: task.parameters) else { continue }
        let key = [place.series, place.index]
        if let index = points[key] {
          let known = additions[index].replicates
          additions[index].replicates =
            min(known.lowerBound, task.replicate)...max(known.upperBound, task.replicate)
        } else {
          points[key] = additions.count
          additions.append(
            .init(
              round: run.round, series: series[place.series].text(results.labels),
              x: grid.values[place.index],
              replicates: task.replicate...task.replicate, reason: run.reason))
        }
      }
    }
    return additions
  }
}
