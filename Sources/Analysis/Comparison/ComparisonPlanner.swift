package import Spec
internal import SweepModel

/// Decides how many replicates a comparison needs next: a pure function of what has been measured, so that a restarted
/// coordinator goes on with the same plan.
package struct ComparisonPlanner: Sendable {
  package let rule: Comparison
  /// Of this comparison alone.
  package let error: Double

  /// - Parameter comparisons: how many share the rule's error rate, each an equal part (Bonferroni).
  package init(_ rule: Comparison, comparisons: Int) {
    self.rule = rule
    error = rule.error / Double(max(1, comparisons))
  }

  /// What is known, and up to how many replicates to go on; nil where it has ended.
  ///
  /// - Parameters:
  ///   - differences: of the replicates of which both values are known, in their order.
  ///   - planned: replicates of each side, whatever became of them.
  package func plan(
    _ differences: [Double], planned: Int, points: Int
  ) -> (result: DifferenceResult, replicates: Int?) {
    var result = DifferenceResult(pairs: differences.count, planned: planned, points: points)
    guard differences.allSatisfy(\.isFinite) else {
      result.ending = .tooLarge
      return (result, nil)
    }
    if let summary = Summary(differences) {
      result.estimate = rule.statistic == .median ? summary.median : summary.mean
    }
    let sequence = ConfidenceSequence(rule.assumption, error: error)
    let interval = sequence.interval(ofDifferences: differences)
    result.lower = interval?.lowerBound
    result.upper = interval?.upperBound
    result.ending =
      sequence.isContradicted(by: differences) ? .outOfRange : ending(interval, differences.isEmpty, planned)
    guard result.ending == nil else { return (result, nil) }
    return (result, next(interval, result.estimate ?? 0, planned))
  }

  private func ending(
    _ interval: ClosedRange<Double>?, _ isEmpty: Bool, _ planned: Int
  ) -> DifferenceResult.Ending? {
    if let interval {
      if interval.lowerBound > 0 { return .above }
      if interval.upperBound < 0 { return .below }
      if interval.upperBound - interval.lowerBound <= 2 * rule.tolerance * (1 + 1e-9) { return .tolerance }
    }
    if isEmpty, planned >= min(Comparison.patience, rule.replicates) { return .noPairs }
    return planned >= rule.replicates ? .replicates : nil
  }

  /// An interval narrows with the root of the number of values: as many as would do, between a quarter more and twice
  /// as many.
  private func next(_ interval: ClosedRange<Double>?, _ estimate: Double, _ planned: Int) -> Int {
    var wanted = 2 * planned
    if let interval {
      let ratio = (interval.upperBound - interval.lowerBound) / 2 / max(rule.tolerance, estimate.magnitude)
      let enough = (Double(planned) * ratio * ratio).rounded(.up)
      if enough < Double(wanted) { wanted = Int(enough) }
    }
    return min(rule.replicates, max(planned + max(1, planned / 4), wanted))
  }

  /// Why more replicates were added, as a sentence.
  func reason(_ result: DifferenceResult) -> String {
    guard let estimate = result.estimate else { return "No pair of replicates has both values yet." }
    let place =
      result.lower.flatMap { lower in
        result.upper.map { "lies between \(NumberText.short(lower)) and \(NumberText.short($0))" }
      } ?? "is not known from so few"
    return "The difference \(NumberText.short(estimate)) of \(Plural.of(result.pairs, "pair")) \(place)."
  }
}
