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
    let runs = try source.allPlacements(of: results.details)
    let allowed = grid.series.reduce(0) { $0 + $1.allowed.count }
    var refinement = ReportRefinement(
      rule: rule, series: state.series,
      additions: additions(results, runs, grid, state.series),
      gridTasks: allowed * results.sweep.replicates)
    refinement.spending = growth.spending
    if growth.spending != nil { refinement.bought = bought(results, runs) }
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
    var additions: [ReportRefinement.Addition] = []
    // The additions of the run that is visited, by point.
    var points: [[Int]: Int] = [:]
    var current: Int?
    forEachPlaced(results, runs, on: grid) { run, task, place in
      if current != run.ordinal { points = [:] }
      current = run.ordinal
      let key = [place.series, place.index]
      if let index = points[key] {
        let known = additions[index].replicates
        additions[index].replicates =
          min(known.lowerBound, task.replicate)...max(known.upperBound, task.replicate)
      } else {
        points[key] = additions.count
        additions.append(
          .init(
            round: run.round, series: series[place.series].text(results.labels), x: grid.values[place.index],
            replicates: task.replicate...task.replicate, reason: run.reason))
      }
    }
    return additions
  }
}
