package import Spec
package import SweepModel

/// A compared sweep's state: what is known of every difference, and what to add.
package struct SweepComparison: Sendable {
  /// One comparison.
  package struct Line: Sendable {
    /// The values of ``Comparison/each``.
    package var coordinates: [PlannedTask.Coordinate]
    package var result: DifferenceResult
    /// Series of the grid that have points at both values.
    package var series: [Int]
    /// Those of ``series`` over which nothing is averaged, since their tasks fail.
    package var omissions: [Omission] = []
  }

  package let rule: Comparison
  package private(set) var lines: [Line] = []
  /// Values of ``Comparison/each`` that are not compared, since no point has both values.
  package let unpaired: [RefinementGrid.Unpaired]
  package private(set) var additions: [SweepRefinement.Addition] = []
  /// Whether some task has not ended; results are then preliminary.
  package let isWaiting: Bool

  /// One side of one series.
  struct Side {
    var planned = 0
    var values: [Int: Double] = [:]
    /// Whether some task has not ended.
    var isWaiting = false
  }

  /// - Returns: nil for a sweep that compares nothing.
  package init?(_ sweep: Sweep, tasks: [TaskRecord]) {
    guard let rule = sweep.comparison, let grid = sweep.grid, let pair = grid.pair(rule) else { return nil }
    self.rule = rule
    isWaiting = tasks.contains { !$0.status.hasEnded }
    var sides = Array(repeating: (Side(), Side()), count: grid.series.count)
    for task in tasks {
      guard let place = grid.place(of: task.parameters),
        place.index == pair.first || place.index == pair.second
      else { continue }
      func note(_ side: inout Side) {
        side.planned = max(side.planned, task.replicate + 1)
        if !task.status.hasEnded { side.isWaiting = true }
        if task.status == .done, let value = task.finals[rule.metric], value.isFinite {
          side.values[task.replicate] = value
        }
      }
      if place.index == pair.first { note(&sides[place.series].0) } else { note(&sides[place.series].1) }
    }
    let groups = grid.shared(rule)
    unpaired = grid.unpaired(rule)
    let planner = ComparisonPlanner(rule, comparisons: groups.count)
    for (number, group) in groups.enumerated() {
      let omissions = group.series.compactMap {
        SweepComparison.omission($0, sides[$0].0, sides[$0].1, rule, grid)
      }
      let used = group.series.filter { number in !omissions.contains { $0.series == number } }
      let planned =
        (used.isEmpty ? group.series : used).map { min(sides[$0].0.planned, sides[$0].1.planned) }.min() ?? 0
      let differences = (0..<(used.isEmpty ? 0 : planned)).compactMap { replicate -> Double? in
        var sum = 0.0
        for series in used {
          guard let first = sides[series].0.values[replicate], let second = sides[series].1.values[replicate]
          else { return nil }
          sum += (first - second) / Double(used.count)
        }
        return sum
      }
      var (result, next) = planner.plan(differences, planned: planned, points: used.count)
      if isWaiting {
        result.ending = nil
        next = nil
      }
      lines.append(
        Line(coordinates: group.coordinates, result: result, series: group.series, omissions: omissions))
      guard let next else { continue }
      let reason = planner.reason(result)
      let urgency =
        result.lower.flatMap { lower in result.upper.map { ($0 - lower) / 2 / rule.tolerance } } ?? .infinity
      for series in used {
        for (index, side) in [(pair.first, sides[series].0), (pair.second, sides[series].1)]
        where side.planned < next {
          additions.append(
            .init(
              series: series, index: index, replicates: side.planned..<next, reason: reason, group: number,
              urgency: urgency))
        }
      }
    }
  }

  /// Goes on with what was bought of the additions; without any the budget is spent.
  mutating func keep(_ bought: [SweepRefinement.Addition]) {
    additions = bought
    guard bought.isEmpty else { return }
    for index in lines.indices where lines[index].result.ending == nil {
      lines[index].result.ending = .budget
    }
  }
}
