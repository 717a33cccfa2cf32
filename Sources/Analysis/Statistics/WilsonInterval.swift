/// The score interval of a share (Wilson 1927, "Probable inference, the law of succession, and statistical
/// inference"), which keeps its coverage for few trials and for shares near 0 and 1, where the interval of
/// a mean has no width.
package enum WilsonInterval {
  /// The interval of `successes` out of `trials` (Newcombe 1998, method 3: without continuity correction).
  ///
  /// - Parameter level: the coverage, in (0, 1).
  /// - Returns: ends in [0, 1]; nil without trials, for successes outside 0...trials and for a level outside
  ///   (0, 1).
  package static func interval(
    successes: Double, trials: Double, level: Double
  ) -> (lower: Double, upper: Double)? {
    guard trials > 0, trials.isFinite, (0...trials).contains(successes), level > 0, level < 1,
      let z = NormalQuantile.of((1 + level) / 2)
    else { return nil }
    let share = successes / trials
    let square = z * z
    let middle = (2 * successes + square) / (2 * (trials + square))
    let half = z / (2 * (trials + square)) * (square + 4 * successes * (1 - share)).squareRoot()
    // Exact ends where all trials agree: rounding would leave 1e-17 in their place.
    return (share == 0 ? 0 : max(0, middle - half), share == 1 ? 1 : min(1, middle + half))
  }
}
