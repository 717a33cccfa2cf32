internal import SweepModel

extension SpecChecker {
  /// Reports comparisons of series that have no point in common, and says where one can never end with an answer.
  func checkShared(_ sweep: Sweep, _ root: SpecNode) {
    guard let rule = sweep.comparison, let grid = sweep.grid, let node = root["compare"] else { return }
    let shared = grid.shared(rule)
    guard !shared.isEmpty else {
      report(
        node["between"]?.mark ?? node.mark,
        "a comparison of series that share no points: wherever \(rule.axis) is \(rule.first), there is no point with "
          + "\(rule.second) and the same other parameters",
        expected: "values with points in common; see `exclude` and `when`")
      return
    }
    // Where neither value has a point, nobody asked for a comparison.
    for group in grid.unpaired(rule) where group.hasFirst || group.hasSecond {
      let place = group.coordinates.map { "\($0.axis) \($0.value)" }.joined(separator: ", ")
      let missing =
        group.hasFirst && group.hasSecond
        ? "no point with \(rule.axis) \(rule.first) is one with \(rule.second) and the same other parameters"
        : "no point has \(rule.axis) \(group.hasFirst ? rule.second : rule.first)"
      report(
        node["each"]?.mark ?? node.mark, "no comparison at \(place): \(missing)",
        expected: "points with both values, or none with either; see `exclude` and `when`")
    }
    let least = rule.leastPairs(comparisons: shared.count)
    if rule.replicates < least {
      warn(
        (node["replicates"] ?? node).mark,
        "at most \(rule.replicates) replicates of a point: of fewer than \(least) pairs `\(rule.statistic == .median ? "statistic: median" : "assume: normal")` "
          + "says nothing at this error rate",
        expected: "`replicates: \(least)` or more in `compare`")
    }
  }
}
