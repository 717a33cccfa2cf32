internal import Foundation
package import Spec

/// Intervals of a mean, or of a median, that hold at every number of values at once, so that looking after each of them, and stopping
/// where one likes what one sees, keeps the error rate.
///
/// Three rules, by what may be taken for granted of the values; the one for any bounded values is the usual one.
///
/// - **bounded**: capital of a gambler who bets against a mean (Waudby-Smith and Ramdas 2024, "Estimating means of bounded
///   random variables by betting", J. R. Stat. Soc. B 86; predictable plug-in bets of their section 3.2). The capital
///   is a non-negative martingale where the mean is right, so by Ville's inequality it exceeds 1/a with a probability of
///   at most a, over all times together. It adapts to the spread of the values, and needs no assumption but the bounds.
/// - **normal**: Lai's mixture of t likelihoods over effect sizes (Lai 1976; Wang and Ramdas 2025, "Anytime-valid t-tests
///   and confidence sequences for Gaussian means with unknown variance", Sequential Analysis): with an effect drawn from
///   N(0, 1), `M = sqrt(1/(n+1)) (1 - S^2/((n+1) V))^(-n/2)`, a martingale in what does not depend on the scale. Since
///   measured values are never quite normal, it waits and widens (see ``normal(_:)``), which keeps the rate for normal ones.
/// - **nothing**: bets on how many values lie above a median, which of any distribution are at most half of them, mixed over
///   all shares above a half: `2^(n+1) B(k+1, n-k+1) P(Beta(k+1, n-k+1) > 1/2)` (Robbins 1970; Howard and Ramdas 2022,
///   "Sequential estimation of quantiles", Bernoulli 28, have it for all quantiles).
///
/// They were preferred to alpha spending (Lan and DeMets 1983), which is a little narrower where the number of looks is
/// planned: refinement has no such plan, and its looks depend on what was seen.
package struct ConfidenceSequence: Sendable {
  package let assumption: Comparison.Assumption
  /// The probability that the interval ever leaves out the mean, or the median.
  package let error: Double

  package init(_ assumption: Comparison.Assumption, error: Double) {
    self.assumption = assumption
    self.error = error
  }

  /// Of normal differences: how many values there must be for each square of the skewness (a milder form of the rule of
  /// Cochran 1977, section 2.15, which has 25).
  private static let valuesOfSkewness = 10.0
  /// How many times the first-order term of skewness (Johnson 1978) an interval is widened by: a few values of a skewed
  /// distribution show less of its skewness than there is. Over made-up lognormal differences (sigma 1), 4 is what kept
  /// rates of 0.5 to 5 % when every number of values was looked at.
  private static let skewnessFactor = 4.0

  /// Whether differences are none of metrics within the bounds, of which nothing can be said then.
  package func isContradicted(by differences: [Double]) -> Bool {
    guard case .bounded(let range) = assumption else { return false }
    // A share of the bounds for rounding.
    let most = (range.upperBound - range.lowerBound) * (1 + 1e-9)
    return differences.contains { $0.magnitude > most }
  }

  /// The interval of the mean or median of differences, in their order; nil where they say nothing yet, contradict the
  /// bounds, or have an interval whose ends are no finite numbers.
  package func interval(ofDifferences values: [Double]) -> ClosedRange<Double>? {
    switch assumption {
    case .nothing: return median(values)
    case .normal:
      let scale = Summary.scale(of: values)
      guard let interval = normal(scale == 1 ? values : values.map { $0 / scale }) else { return nil }
      let ends = (interval.lowerBound * scale, interval.upperBound * scale)
      return ends.0.isFinite && ends.1.isFinite ? ends.0...ends.1 : nil
    case .bounded(let range):
      let width = range.upperBound - range.lowerBound
      guard width > 0, width.isFinite, !isContradicted(by: values) else { return nil }
      let bets = Bets(values.map { min(1, max(0, ($0 / width + 1) / 2)) }, error: error)
      let (lower, upper) = (bets.lower, bets.upper)
      guard lower <= upper else { return nil }
      return (2 * lower - 1) * width...(2 * upper - 1) * width
    }
  }

  /// Where `M < 1/error`, solved for the mean.
  ///
  /// Nothing is said of less than half as many values again as ``Comparison/equalPairs(error:)``, nor of less than ten for
  /// each square of their skewness; towards the longer tail the interval is widened by four times what skewness does to t.
  /// Where all values are equal to the last digit, normal ones have no spread: once there are ``Comparison/equalPairs(error:)``
  /// of them, they are the mean.
  private func normal(_ values: [Double]) -> ClosedRange<Double>? {
    let n = Double(values.count)
    let equal = Comparison.equalPairs(error: error)
    guard n > 1, let first = values.first else { return nil }
    let mean = Summary.mean(values)
    let squares = Summary.squares(values)
    // What rounding leaves of equal values is no spread.
    guard squares > 1e-24 * n * max(mean * mean, .leastNormalMagnitude) else {
      return values.count < equal ? nil : values.allSatisfy { $0 == first } ? first...first : mean...mean
    }
    let cubes = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) }
    let skewness = cubes / n / pow(squares / n, 1.5)
    guard 2 * values.count >= 3 * equal, n >= ConfidenceSequence.valuesOfSkewness * skewness * skewness else {
      return nil
    }
    let share = 1 - pow(error * error / (n + 1), 1 / n)
    let rest = n - share * (n + 1)
    guard rest > 0 else { return nil }
    let half = (share * (n + 1) * squares / (n * rest)).squareRoot()
    let deviation = (squares / (n - 1)).squareRoot()
    let t = half / (deviation / n.squareRoot())
    let unbiased = skewness * (n * (n - 1)).squareRoot() / (n - 2)
    let more = ConfidenceSequence.skewnessFactor * deviation * unbiased * (2 * t * t + 1) / (6 * n)
    return mean - half + min(0, more)...mean + half + max(0, more)
  }

  /// The ends are values: the outermost ones that not too many lie beyond.
  private func median(_ values: [Double]) -> ClosedRange<Double>? {
    let goal = log(2 / error)
    let count = values.count
    guard count > 0, ConfidenceSequence.capital(of: count, above: count) >= goal else { return nil }
    // The least number of values above something that is then no median.
    var (low, high) = (count / 2, count)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if ConfidenceSequence.capital(of: count, above: middle) >= goal { high = middle } else { low = middle }
    }
    let sorted = values.sorted()
    return sorted[count - high]...sorted[high - 1]
  }

  /// The logarithm of what bets on values above a median have made of 1.
  private static func capital(of count: Int, above: Int) -> Double {
    let (k, rest) = (Double(above) + 1, Double(count - above) + 1)
    let tail = IncompleteBeta.regularized(0.5, rest, k)
    guard tail > 0 else { return -.infinity }
    return Double(count + 1) * log(2) + IncompleteBeta.logBeta(k, rest) + log(tail)
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
