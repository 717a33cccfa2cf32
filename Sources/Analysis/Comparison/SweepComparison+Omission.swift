package import Spec
package import SweepModel

extension SweepComparison {
  /// A point of a comparison of which no replicate has both values.
  package struct Omission: Sendable, Hashable {
    package var series: Int
    /// The point, but for the compared axis and ``Comparison/each``.
    package var coordinates: [PlannedTask.Coordinate]
    /// Values of the compared axis at which no task has a result; none where each has some, of different replicates.
    package var failed: [ParameterValue]
    /// Replicates that were tried.
    package var planned: Int
  }

  /// What to say of a series without a pair, once it had enough replicates and all of them have ended.
  static func omission(
    _ number: Int, _ first: Side, _ second: Side, _ rule: Comparison, _ grid: RefinementGrid
  ) -> Omission? {
    let planned = min(first.planned, second.planned)
    guard !first.isWaiting, !second.isWaiting, planned >= min(Comparison.patience, rule.replicates),
      first.values.keys.allSatisfy({ second.values[$0] == nil })
    else { return nil }
    let failed = [(rule.first, first), (rule.second, second)].filter { $0.1.values.isEmpty }.map(\.0)
    return Omission(
      series: number,
      coordinates: grid.series[number].coordinates.filter { !rule.each.contains($0.axis) },
      failed: failed, planned: planned)
  }
}

extension SweepComparison.Omission {
  /// `dimension = 32: none of the 8 tasks at depth = 3 has a result`.
  package func sentence(_ rule: Comparison, _ labels: Labels) -> String {
    let place = coordinates.map { labels.parameter($0.axis).equation($0.value) }.joined(separator: ", ")
    let axis = labels.parameter(rule.axis)
    let why =
      failed.isEmpty
      ? "none of \(Plural.of(planned, "replicate")) has a result at both values"
      : failed.map { "none of the \(Plural.of(planned, "task")) at \(axis.equation($0)) has a result" }
        .joined(separator: ", and ")
    return place.isEmpty ? why : "\(place): \(why)"
  }
}
