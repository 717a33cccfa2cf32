internal import Spec

/// Decides which points a boundary in a plane needs next: where along each row the mean of a metric crosses a level.
///
/// Every row is refined as a series of its own (``RefinementPlanner``), with the same intervals. What differs is where rows
/// begin: a few with points over their whole length, each other one halfway between two rows that are done, at the two
/// points around the place that the crossings of those lead to expect; if both lie on one side, it looks further out, in
/// steps that double. Between neighbouring rows that are on one side throughout nothing is looked at. So points lie along
/// the boundary only, and a part of it that begins and ends between the first rows is not found.
///
/// A pure function of what has been measured.
struct BoundaryPlanner {
  let rule: Refinement
  let replicates: Int

  /// A row of the plane: where points may be placed, rising, and what is known of those that were.
  struct Row {
    var xs: [Double]
    var points: [RefinementPoint]
  }

  typealias Plan = (result: RefinementResult, additions: [RefinementAddition])

  /// - Parameter rows: by rising place on the second axis.
  func plan(_ rows: [Row]) -> [Plan] {
    let first = Set(rule.firstRows(of: rows.count))
    var plans: [Plan] = rows.map { _ in
      (RefinementResult(outcome: .noData, ending: nil, points: 0, tasks: 0), [])
    }
    // Which way the crossing goes, as far as it is known: where to look further.
    var isRising: Bool?
    for index in rows.indices where !rows[index].points.isEmpty {
      plans[index] = planner(rows[index]).plan(rows[index].points)
      if case .between(_, _, _, let rising, _) = plans[index].result.outcome { isRising = isRising ?? rising }
    }
    var known: [Int] = []
    for index in rows.indices {
      let isFirst = first.contains(index)
      if rows[index].points.isEmpty {
        guard isFirst else { continue }
        plans[index] = planner(rows[index]).plan([])
      } else if !isFirst {
        // The first rows are planned already: which way the crossing goes beside them changes nothing for them.
        plans[index] = planner(rows[index], isTraced: true, isRising: isRising).plan(rows[index].points)
      }
      known.append(index)
    }
    for (low, high) in zip(known, known.dropFirst()) where high - low > 1 {
      guard plans[low].result.ending != nil, plans[high].result.ending != nil else { continue }
      between(low, high, rows, &plans)
    }
    return plans
  }

  private func planner(_ row: Row, isTraced: Bool = false, isRising: Bool? = nil) -> RefinementPlanner {
    RefinementPlanner(rule: rule, replicates: replicates, xs: row.xs, isTraced: isTraced, isRising: isRising)
  }

  /// Begins the row halfway between two that are done.
  private func between(_ low: Int, _ high: Int, _ rows: [Row], _ plans: inout [Plan]) {
    let (lower, upper) = (plans[low].result, plans[high].result)
    let middle = (low + high) / 2
    let expected: ClosedRange<Double>
    switch (lower.interval, upper.interval) {
    case (let one?, let other?):
      let share = Double(middle - low) / Double(high - low)
      let start = one.lowerBound + (other.lowerBound - one.lowerBound) * share
      expected = start...max(start, one.upperBound + (other.upperBound - one.upperBound) * share)
    case (let one?, nil), (nil, let one?): expected = one
    case (nil, nil):
      if lower.isThroughout, lower.isBelow == upper.isBelow, upper.isThroughout {
        for index in (low + 1)..<high { plans[index].result.ending = .neighbours }
      } else {
        plans[middle] = planner(rows[middle]).plan([])
      }
      return
    }
    plans[middle].additions = around(expected, rows[middle].xs).map {
      RefinementAddition(
        position: $0, replicates: 0..<replicates,
        reason: "The rows beside it lead to expect that \(rule.metric) crosses "
          + "\(NumberText.short(rule.level)) between \(rule.along) \(NumberText.short(expected.lowerBound)) and "
          + "\(NumberText.short(expected.upperBound)).")
    }
  }

  /// Positions on both sides of what is expected, as far apart as the tolerance allows.
  private func around(_ expected: ClosedRange<Double>, _ xs: [Double]) -> [Int] {
    guard xs.count > 1 else { return xs.isEmpty ? [] : [0] }
    // Where the beginning and the end of a row's interval were on a point, so they are here, whatever rounding made of it.
    let slack = 1e-9 * max(1, expected.lowerBound.magnitude, expected.upperBound.magnitude)
    var left = min(xs.lastIndex { $0 <= expected.lowerBound + slack } ?? 0, xs.count - 2)
    var right = max(left + 1, xs.firstIndex { $0 >= expected.upperBound - slack } ?? xs.count - 1)
    let middle = (expected.lowerBound + expected.upperBound) / 2
    while true {
      // Whichever side is nearer to the expected place is moved out, while both may be.
      let canLeft = left > 0 && rule.tolerance.isMet(by: xs[left - 1], xs[right])
      let canRight = right + 1 < xs.count && rule.tolerance.isMet(by: xs[left], xs[right + 1])
      if canLeft, !canRight || middle - xs[left] <= xs[right] - middle {
        left -= 1
      } else if canRight {
        right += 1
      } else {
        return [left, right]
      }
    }
  }
}

extension RefinementResult {
  /// Whether it is clear that there is no crossing, and on which side it is.
  fileprivate var isThroughout: Bool {
    switch outcome {
    case .below(let undecided), .above(let undecided): undecided == 0
    default: false
    }
  }

  fileprivate var isBelow: Bool {
    if case .below = outcome { true } else { false }
  }
}
