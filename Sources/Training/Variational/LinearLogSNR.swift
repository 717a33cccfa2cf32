internal import Foundation

/// The noise of a variational diffusion model: minus the logarithm of the signal-to-noise ratio is a line in the time,
/// gamma(t) = intercept + |slope| t, both ends of which are learned (Kingma et al. 2021, section 4). With it
/// alpha^2 = sigmoid(-gamma) and sigma^2 = sigmoid(gamma).
package struct LinearLogSNR: Hashable, Sendable {
  package var intercept: Double
  package var slope: Double

  package init(intercept: Double, slope: Double) {
    self.intercept = intercept
    self.slope = slope
  }

  /// gamma at a time in 0...1.
  package func gamma(_ time: Double) -> Double { intercept + abs(slope) * time }

  /// How much of the image is left at a time, and how much noise there is.
  func level(_ time: Double) -> Level { Level(gamma: gamma(time)) }

  /// What follows from gamma.
  struct Level {
    let gamma: Double
    /// How much of the image is left.
    let alpha: Double
    /// How much noise there is.
    let sigma: Double

    init(gamma: Double) {
      self.gamma = gamma
      alpha = Level.sigmoid(-gamma).squareRoot()
      sigma = Level.sigmoid(gamma).squareRoot()
    }

    /// d alpha / d gamma.
    var alphaSlope: Double { -alpha * sigma * sigma / 2 }
    /// d sigma / d gamma.
    var sigmaSlope: Double { sigma * alpha * alpha / 2 }

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  }
}
