/// A fraction of successes.
package struct AccuracyEstimate: Hashable, Sendable {
  /// Fraction of correct images, 0 to 1.
  package let value: Double
  /// Images that were looked at.
  package let images: Int

  /// A stratified fraction: the strata's fractions weighted by the sizes of their populations.
  ///
  /// - Returns: nil without images.
  init?(_ strata: [(population: Int, images: Int, correct: Int)]) {
    let seen = strata.filter { $0.images > 0 && $0.population > 0 }
    guard !seen.isEmpty else { return nil }
    var (weight, sum) = (0.0, 0.0)
    for stratum in seen {
      let (size, images) = (Double(stratum.population), Double(stratum.images))
      weight += size
      sum += size * Double(stratum.correct) / images
    }
    value = min(max(sum / weight, 0), 1)
    images = seen.reduce(0) { $0 + $1.images }
  }
}
