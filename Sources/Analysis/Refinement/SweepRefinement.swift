package import Spec
package import SweepModel

/// A refined sweep's state: what is known of every series, and what to add.
package struct SweepRefinement: Sendable {
  /// One combination of the other axes.
  package struct Series: Sendable {
    package var coordinates: [PlannedTask.Coordinate]
    package var result: RefinementResult
  }

  /// Tasks to add.
  package struct Addition: Sendable, Hashable {
    /// The series' number in the sweep's ``RefinementGrid``.
    package var series: Int
    /// The point's index on its axis.
    package var index: Int
    package var replicates: Range<Int>
    package var reason: String
  }

  package private(set) var series: [Series] = []
  /// Empty while tasks are unfinished, and when nothing is left to add.
  package private(set) var additions: [Addition] = []
  /// Whether some task has not ended; ``Series/result`` is then preliminary.
  package let isWaiting: Bool

  /// All series are as well known as they will be.
  package var isSettled: Bool { !isWaiting && additions.isEmpty }

  /// Why each task that a refined sweep starts with is planned, by ordinal; empty for other sweeps.
  package static func firstReasons(of sweep: Sweep) -> [String] {
    guard let rule = sweep.refinement, let grid = sweep.grid else { return [] }
    let reasons = grid.series.flatMap { series in
      RefinementPlanner(rule: rule, replicates: sweep.replicates, xs: series.allowed.map { grid.xs[$0] })
        .plan([]).additions.map(\.reason)
    }
    return (0..<sweep.replicates).flatMap { _ in reasons }
  }

  /// - Returns: nil for a sweep that is not refined.
  package init?(_ sweep: Sweep, tasks: [TaskRecord]) {
    guard let rule = sweep.refinement, let grid = sweep.grid else { return nil }
    isWaiting = tasks.contains { $0.status == .pending || $0.status == .running }
    var points: [[Int: RefinementPoint]] = Array(repeating: [:], count: grid.series.count)
    let positions = grid.series.map { series in
      Dictionary(
        series.allowed.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    for task in tasks {
      guard let place = grid.place(of: task.parameters),
        let position = positions[place.series][place.index]
      else { continue }
      var point =
        points[place.series][position] ?? RefinementPoint(position: position, planned: 0, values: [])
      point.planned += 1
      if task.status == .done, let value = task.finals[rule.metric], value.isFinite {
        point.values.append(value)
      }
      points[place.series][position] = point
    }
    for (number, series) in grid.series.enumerated() {
      let planner = RefinementPlanner(
        rule: rule, replicates: sweep.replicates, xs: series.allowed.map { grid.xs[$0] })
      // By position: the sum of floating-point numbers must not depend on a dictionary's order.
      var (result, next) = planner.plan(points[number].values.sorted { $0.position < $1.position })
      if isWaiting {
        result.ending = nil
        next = []
      }
      self.series.append(Series(coordinates: series.coordinates, result: result))
      additions += next.map {
        Addition(
          series: number, index: series.allowed[$0.position], replicates: $0.replicates, reason: $0.reason)
      }
    }
  }
}
