internal import Foundation
package import Spec

/// Intervals of a mean that hold at every number of values at once, so that looking after each of them, and stopping
/// where one likes what one sees, keeps the error rate.
///
/// Two rules, by what may be taken for granted of the values; the one for any bounded values is the usual one.
///
/// - **bounded**: capital of a gambler who bets against a mean (Waudby-Smith and Ramdas 2024, "Estimating means of bounded
///   random variables by betting", J. R. Stat. Soc. B 86; predictable plug-in bets of their section 3.2). The capital
///   is a non-negative martingale where the mean is right, so by Ville's inequality it exceeds 1/a with a probability of
///   at most a, over all times together. It adapts to the spread of the values, and needs no assumption but the bounds.
/// - **normal**: Lai's mixture of t likelihoods over effect sizes (Lai 1976; Wang and Ramdas 2025, "Anytime-valid t-tests
///   and confidence sequences for Gaussian means with unknown variance", Sequential Analysis): with an effect drawn from
///   N(0, 1), `M = sqrt(1/(n+1)) (1 - S^2/((n+1) V))^(-n/2)`, a martingale in what does not depend on the scale.
///
/// They were preferred to alpha spending (Lan and DeMets 1983), which is a little narrower where the number of looks is
/// planned: refinement has no such plan, and its looks depend on what was seen.
package struct ConfidenceSequence: Sendable {
  package let assumption: Comparison.Assumption
  /// The probability that the interval ever leaves out the mean.
  package let error: Double

  package init(_ assumption: Comparison.Assumption, error: Double) {
    self.assumption = assumption
    self.error = error
  }

  /// Whether differences are none of metrics within the bounds, of which nothing can be said then.
  package func isContradicted(by differences: [Double]) -> Bool {
    guard case .bounded(let range) = assumption else { return false }
    // A share of the bounds for rounding.
    let most = (range.upperBound - range.lowerBound) * (1 + 1e-9)
    return differences.contains { $0.magnitude > most }
  }

  /// The interval of the mean of differences of two metrics that lie within the bounds, in their order; nil where they
  /// say nothing yet, or contradict the bounds.
  package func interval(ofDifferences values: [Double]) -> ClosedRange<Double>? {
    switch assumption {
    case .normal: return normal(values)
    case .bounded(let range):
      let width = range.upperBound - range.lowerBound
      guard width > 0, !isContradicted(by: values) else { return nil }
      let bets = Bets(values.map { min(1, max(0, ($0 / width + 1) / 2)) }, error: error)
      let (lower, upper) = (bets.lower, bets.upper)
      guard lower <= upper else { return nil }
      return (2 * lower - 1) * width...(2 * upper - 1) * width
    }
  }

  /// Where `M < 1/error`, solved for the mean.
  private func normal(_ values: [Double]) -> ClosedRange<Double>? {
    let n = Double(values.count)
    guard n > 1 else { return nil }
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // Equal values say nothing of their spread: normal ones never are.
    guard squares > 1e-24 * n * max(mean * mean, .leastNormalMagnitude) else { return nil }
    let share = 1 - pow(error * error / (n + 1), 1 / n)
    let rest = n - share * (n + 1)
    guard rest > 0 else { return nil }
    let half = (share * (n + 1) * squares / (n * rest)).squareRoot()
    return mean - half...mean + half
  }
}

/// What a gambler would have won by betting on values between 0 and 1 against a mean, one bet each way.
private struct Bets {
  private static let steps = 40
  /// Of the capital, at most this part is at stake in one bet.
  private static let most = 0.75

  private let values: [Double]
  /// Chosen before each value was seen.
  private let sizes: [Double]
  private let goal: Double

  init(_ values: [Double], error: Double) {
    self.values = values
    goal = log(2 / error)
    var sizes: [Double] = []
    sizes.reserveCapacity(values.count)
    var (sum, squares) = (0.5, 0.25)
    for (index, value) in values.enumerated() {
      let time = Double(index + 1)
      let variance = squares / time
      sizes.append((2 * goal / (variance * time * log(1 + time))).squareRoot())
      sum += value
      let mean = sum / (time + 1)
      squares += (value - mean) * (value - mean)
    }
    self.sizes = sizes
  }

  /// The least mean that bets on larger values do not refute.
  var lower: Double { bound(values) }
  /// The largest one that bets on smaller values do not refute.
  var upper: Double { 1 - bound(values.map { 1 - $0 }) }

  /// Capital falls as the mean that is bet against rises.
  private func bound(_ values: [Double]) -> Double {
    var (low, high) = (0.0, 1.0)
    guard capital(values, 0) >= goal else { return 0 }
    for _ in 0..<Bets.steps {
      let middle = (low + high) / 2
      if capital(values, middle) >= goal { low = middle } else { high = middle }
    }
    return low
  }

  /// Its logarithm.
  private func capital(_ values: [Double], _ mean: Double) -> Double {
    let largest = mean > 0 ? Bets.most / mean : Double.infinity
    var sum = 0.0
    for index in values.indices { sum += log1p(min(sizes[index], largest) * (values[index] - mean)) }
    return sum
  }
}
