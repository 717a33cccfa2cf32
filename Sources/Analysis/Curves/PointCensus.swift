/// What became of the tasks behind one point of a curve.
package struct PointCensus: Sendable, Equatable {
  /// Values that the statistic is made of: the n of the point.
  package var used = 0
  /// Done, but the metric is not a number or infinite.
  package var notFinite = 0
  /// Done, but without this metric (or without a value at this step).
  package var withoutMetric = 0
  package var failed = 0
  package var cancelled = 0
  /// Pending or running.
  package var unfinished = 0
  /// Excluded by the spec, hence not missing.
  package var excluded = 0

  package init() {}

  /// Tasks that the sweep meant to have here: all but the excluded ones.
  package var planned: Int { used + missing }

  /// Planned tasks that gave no usable value.
  package var missing: Int { notFinite + withoutMetric + failed + cancelled + unfinished }

  /// Adds another count to this one.
  package mutating func add(_ other: PointCensus) {
    used += other.used
    notFinite += other.notFinite
    withoutMetric += other.withoutMetric
    failed += other.failed
    cancelled += other.cancelled
    unfinished += other.unfinished
    excluded += other.excluded
  }

  /// "3 missing: 2 failed, 1 not finished yet"; nil where nothing is missing.
  package var missingText: String? {
    guard missing > 0 else { return nil }
    let parts = [
      (failed, "failed"), (cancelled, "cancelled"), (unfinished, "not finished yet"),
      (notFinite, "not a finite number"), (withoutMetric, "without this metric"),
    ]
    let listed = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return "\(missing) missing: \(listed)"
  }
}
