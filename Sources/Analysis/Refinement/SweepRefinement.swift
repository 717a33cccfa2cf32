package import Spec
package import SweepModel

/// A refined sweep's state: what is known of every series, and what to add.
package struct SweepRefinement: Sendable {
  /// One combination of the other axes.
  package struct Series: Sendable {
    package var coordinates: [PlannedTask.Coordinate]
    package var result: RefinementResult
    /// Points that were placed, by rising x.
    package var places: [Place] = []
  }

  /// One point of a series with what is known of it.
  package struct Place: Sendable, Hashable {
    package var x: Double
    /// Nil where no task has a value.
    package var mean: Double?
    /// Tasks with a value.
    package var count: Int
  }

  /// Tasks to add.
  package struct Addition: Sendable, Hashable {
    /// The series' number in the sweep's ``RefinementGrid``.
    package var series: Int
    /// The point's index on its axis.
    package var index: Int
    package var replicates: Range<Int>
    package var reason: String
    /// What it belongs to: a series, or a comparison.
    package var group: Int
    /// How far what is known is from what was asked for; the larger, the sooner a budget is spent on it.
    package var urgency: Double

    package init(
      series: Int, index: Int, replicates: Range<Int>, reason: String, group: Int, urgency: Double
    ) {
      self.series = series
      self.index = index
      self.replicates = replicates
      self.reason = reason
      self.group = group
      self.urgency = urgency
    }
  }

  package private(set) var series: [Series] = []
  /// Empty while tasks are unfinished, and when nothing is left to add.
  package private(set) var additions: [Addition] = []
  /// Whether some task has not ended; ``Series/result`` is then preliminary.
  package let isWaiting: Bool

  /// All series are as well known as they will be.
  package var isSettled: Bool { !isWaiting && additions.isEmpty }

  /// Why each task that a sweep which grows starts with is planned, by ordinal; empty for other sweeps.
  package static func firstReasons(of sweep: Sweep) -> [String] {
    if sweep.comparison != nil {
      return Array(repeating: "It is one of the points of the grid.", count: sweep.taskCount)
    }
    guard let rule = sweep.refinement, let grid = sweep.grid else { return [] }
    let reasons = zip(grid.series, grid.firstPoints(rule)).flatMap { series, positions in
      positions.isEmpty
        ? []
        : RefinementPlanner(rule: rule, replicates: sweep.replicates, xs: grid.xs(of: series))
          .plan([]).additions.map(\.reason)
    }
    return (0..<sweep.replicates).flatMap { _ in reasons }
  }

  /// - Returns: nil for a sweep that is not refined.
  package init?(_ sweep: Sweep, tasks: [TaskRecord]) {
    guard let rule = sweep.refinement, let grid = sweep.grid else { return nil }
    isWaiting = tasks.contains { $0.status == .pending || $0.status == .running }
    var points: [[Int: RefinementPoint]] = Array(repeating: [:], count: grid.series.count)
    for task in tasks {
      guard let place = grid.place(of: task.parameters),
        let position = grid.series[place.series].position(of: place.index)
      else { continue }
      var point =
        points[place.series][position] ?? RefinementPoint(position: position, planned: 0, values: [])
      point.planned += 1
      if task.status == .done, let value = task.finals[rule.metric], value.isFinite {
        point.values.append(value)
      }
      points[place.series][position] = point
    }
    // By position: the sum of floating-point numbers must not depend on a dictionary's order.
    let known = points.map { $0.values.sorted { $0.position < $1.position } }
    let plans = SweepRefinement.plans(rule, sweep.replicates, grid, known)
    for (number, series) in grid.series.enumerated() {
      var (result, next) = plans[number]
      let urgency = result.interval.map {
        ($0.upperBound - $0.lowerBound) / rule.tolerance.width(from: $0.lowerBound, to: $0.upperBound)
      }
      if isWaiting {
        result.ending = nil
        next = []
      }
      self.series.append(
        Series(
          coordinates: series.coordinates, result: result,
          places: known[number].map { point in
            let count = point.values.count
            return Place(
              x: grid.xs[series.allowed[point.position]],
              mean: count > 0 ? Summary.mean(point.values) : nil, count: count)
          }))
      additions += next.map {
        Addition(
          series: number, index: series.allowed[$0.position], replicates: $0.replicates, reason: $0.reason,
          group: number, urgency: urgency ?? .infinity)
      }
    }
  }

  /// What is known of each series, and what to add: of each by itself, or of the rows of planes together.
  private static func plans(
    _ rule: Refinement, _ replicates: Int, _ grid: RefinementGrid, _ points: [[RefinementPoint]]
  ) -> [BoundaryPlanner.Plan] {
    let xs = grid.series.map { grid.xs(of: $0) }
    guard rule.across != nil else {
      return grid.series.indices.map {
        RefinementPlanner(rule: rule, replicates: replicates, xs: xs[$0]).plan(points[$0])
      }
    }
    var plans: [BoundaryPlanner.Plan] = grid.series.map { _ in
      (RefinementResult(outcome: .noData, ending: .nothing, points: 0, tasks: 0), [])
    }
    let planner = BoundaryPlanner(rule: rule, replicates: replicates)
    for plane in grid.planes {
      let rows = plane.rows.map { BoundaryPlanner.Row(xs: xs[$0.series], points: points[$0.series]) }
      for (row, plan) in zip(plane.rows, planner.plan(rows)) { plans[row.series] = plan }
    }
    return plans
  }

  /// Goes on with what was bought of the additions; without any the budget is spent.
  mutating func keep(_ bought: [Addition]) {
    additions = bought
    guard bought.isEmpty else { return }
    for index in series.indices where series[index].result.ending == nil {
      series[index].result.ending = .budget
    }
  }
}
