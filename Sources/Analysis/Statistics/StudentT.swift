/// Student's t distribution.
package enum StudentT {
  /// The probability of a value up to `t`, with that many degrees of freedom.
  package static func cumulative(_ t: Double, degrees: Double) -> Double {
    let tail = upperTail(abs(t), degrees: degrees)
    return t < 0 ? tail : 1 - tail
  }

  /// The value below which a share `probability` of the distribution lies.
  ///
  /// - Returns: nil for a probability outside (0, 1) or degrees of freedom that are not positive.
  package static func quantile(_ probability: Double, degrees: Double) -> Double? {
    guard probability > 0, probability < 1, degrees > 0, degrees.isFinite else { return nil }
    if probability == 0.5 { return 0 }
    if probability < 0.5 { return quantile(1 - probability, degrees: degrees).map { -$0 } }
    let wanted = 1 - probability
    var low = 0.0
    var high = 1.0
    while upperTail(high, degrees: degrees) > wanted, high < 1e300 {
      low = high
      high *= 2
    }
    // The tail falls monotonically, so halving always closes in; 200 halvings exhaust a Double.
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if upperTail(middle, degrees: degrees) > wanted { low = middle } else { high = middle }
    }
    return high
  }

  /// P(T > t) for t >= 0: half of I_{v/(v+t^2)}(v/2, 1/2) (Abramowitz and Stegun 26.7.1).
  private static func upperTail(_ t: Double, degrees: Double) -> Double {
    0.5 * IncompleteBeta.regularized(degrees / (degrees + t * t), degrees / 2, 0.5)
  }
}
