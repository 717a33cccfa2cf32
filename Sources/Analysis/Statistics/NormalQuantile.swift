internal import Foundation

/// Quantiles of the standard normal distribution.
package enum NormalQuantile {
  /// The value below which a share `probability` of the distribution lies, by halving the complementary
  /// error function's domain down to the last bit.
  ///
  /// - Returns: nil for a probability outside (0, 1).
  package static func of(_ probability: Double) -> Double? {
    guard probability > 0, probability < 1 else { return nil }
    if probability < 0.5 { return of(1 - probability).map { -$0 } }
    let tail = 1 - probability
    // P(Z > z) = erfc(z / sqrt 2) / 2 (DLMF 7.18(iv)) falls monotonically; beyond 40 it is below any Double.
    var low = 0.0
    var high = 40.0
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if erfc(middle / 2.0.squareRoot()) / 2 > tail { low = middle } else { high = middle }
    }
  }
}
