internal import Foundation

/// What the second moments a_p alone say about one linear layer that starts at zero (section 4.1):
/// concept k's output at the test point is (1 - exp(-a_k t)) mu_k.
package struct ConceptPredictions: Sendable {
  /// a_p of every concept.
  package let rates: [Double]
  /// Learning rate of the descent in units of flow time; 0 is the flow itself.
  package let rate: Double

  package init(rates: [Double], rate: Double = 0) {
    self.rates = rates
    self.rate = rate
  }

  /// Flow time at which each concept reaches `share` of its mu: ln(1 / (1 - share)) / a_k, or for steps
  /// of `rate` the exact count of them times their length. Nil for concepts that are never learned.
  package func learning(share: Double) -> LearningOrder {
    LearningOrder(
      times: rates.map { a in
        guard a > 0 else { return nil }
        if rate == 0 { return -log(1 - share) / a }
        guard rate * a < 1 else { return nil }
        return log(1 - share) / log(1 - rate * a) * rate
      })
  }

  /// The outputs at the test point at a time, as parts of mu: 1 - exp(-a t) of the flow, whatever ``rate`` is.
  package func coordinates(_ time: Double) -> [Double] { rates.map { 1 - exp(-$0 * time) } }

  /// d ln(test loss) / dt at the end: twice the slowest concept's rate, downward.
  package var terminalSlope: Double {
    let slowest = rates.min() ?? 0
    guard rate > 0, rate * slowest < 1 else { return -2 * slowest }
    return 2 * log(1 - rate * slowest) / rate
  }

  /// The standard deviation of concept 1 at which it is as fast as the fastest other one; nil where it
  /// is the faster one at any deviation, or alone.
  package static func flippingDeviation(of population: ConceptPopulation) -> Double? {
    guard let fastest = population.rates.dropFirst().max() else { return nil }
    let missing = fastest - population.mu[0] * population.mu[0] / Double(population.clusters)
    return missing < 0 ? nil : missing.squareRoot()
  }
}
