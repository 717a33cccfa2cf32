/// A fraction of successes with its 95 % interval.
package struct AccuracyEstimate: Hashable, Sendable {
  /// Fraction of correct images, 0 to 1.
  package let value: Double
  package let lower: Double
  package let upper: Double
  /// Images that were looked at.
  package let images: Int

  /// A stratified fraction: the strata's fractions weighted by the sizes of their populations.
  ///
  /// The interval is Wilson's score interval (Wilson 1927) for as many images as would tell a plain mean
  /// as exactly in the worst case, `n = (sum W)^2 / sum(W^2 / n_i)` with weights W: all of them where each
  /// stratum has its share. It stays within 0 and 1, and is no point at 0 or 1.
  ///
  /// - Returns: nil without images.
  init?(_ strata: [(population: Int, images: Int, correct: Int)]) {
    let seen = strata.filter { $0.images > 0 && $0.population > 0 }
    guard !seen.isEmpty else { return nil }
    var (weight, sum, squares) = (0.0, 0.0, 0.0)
    for stratum in seen {
      let (size, images) = (Double(stratum.population), Double(stratum.images))
      weight += size
      sum += size * Double(stratum.correct) / images
      squares += size * size / images
    }
    value = min(max(sum / weight, 0), 1)
    images = seen.reduce(0) { $0 + $1.images }
    (lower, upper) = AccuracyEstimate.wilson(fraction: value, of: weight * weight / squares)
  }

  /// Wilson's score interval at 95 % for a fraction of `count` trials.
  static func wilson(fraction: Double, of count: Double) -> (lower: Double, upper: Double) {
    let z = 1.959963984540054
    let square = z * z / count
    let centre = (fraction + square / 2) / (1 + square)
    let half =
      z / (1 + square) * (fraction * (1 - fraction) / count + square / (4 * count)).squareRoot()
    return (max(centre - half, 0), min(centre + half, 1))
  }
}
