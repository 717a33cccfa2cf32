internal import Glibc
package import SweepModel

/// One axis of the overlap of two rendered bumps.
///
/// An inverted bump is `a(x, y) = exp(-((x - mx)^2 + (y - my)^2) / (4 sigma^2))` (Liang et al. 2024,
/// appendix A; note the 4: the standard deviation is `sqrt(2) sigma`). It is the product of one profile
/// per axis, and so is the sum in the overlap `sqrt(sum a b / sum a^2)`: everything is computed per axis.
package struct BumpProfile: Hashable, Sendable {
  /// Narrower bumps fall between the pixels and cannot be normalised in double precision.
  package static let minimumSigma = 0.05

  /// Width in px.
  package let sigma: Double

  package init(sigma: Double) { self.sigma = sigma }

  /// Refuses widths that cannot be rendered on an image.
  ///
  /// - Throws: ``InvalidParameters`` naming `sigma`.
  package static func validate(sigma: Double, imageSize: Int) throws(InvalidParameters) {
    guard sigma >= minimumSigma, sigma <= Double(imageSize) else {
      throw InvalidParameters(
        "sigma",
        "sigma is \(sigma) px; on an image of \(imageSize) px it must be between \(minimumSigma) px "
          + "(narrower bumps fall between the pixels) and \(imageSize) px")
    }
  }

  /// Inverted brightness of the profile at a pixel: 1 at the centre, 0 far away.
  package func value(at pixel: Int, centre: Double) -> Double {
    let distance = Double(pixel) - centre
    return exp(-distance * distance / (4 * sigma * sigma))
  }

  /// `sum a b` along one axis over the pixels of a frame.
  package func product(_ first: Double, _ second: Double, over pixels: ClosedRange<Int>) -> Double {
    var sum = 0.0
    for pixel in pixels { sum += value(at: pixel, centre: first) * value(at: pixel, centre: second) }
    return sum
  }

  /// The squared overlap along one axis, `sum a b / sum a^2` with `a` at `first`: the square of the
  /// two-dimensional overlap is the product of this number over both axes.
  package func squaredOverlap(
    from first: Double, to second: Double, over pixels: ClosedRange<Int>
  ) -> Double {
    product(first, second, over: pixels) / product(first, first, over: pixels)
  }

  /// The pixels around two centres beyond which neither profile contributes to a double.
  package func surroundings(of first: Double, _ second: Double) -> ClosedRange<Int> {
    let margin = 12 * sigma + 2
    let low = Int((min(first, second) - margin).rounded(.down))
    return low...Int((max(first, second) + margin).rounded(.up))
  }

  /// A distance (px) beyond which no two bumps away from the border overlap by `threshold` (in 0...1).
  ///
  /// With `theta(u) = sum over all pixels x of exp(-(x - u)^2 / (2 sigma^2))`, largest at a pixel and
  /// smallest half-way between two, the squared overlap at distance D is at most
  /// `exp(-D^2 / (8 sigma^2)) (theta(0) / theta(1/2))^2`.
  package func reach(threshold: Double) -> Double {
    let onPixel = product(0, 0, over: surroundings(of: 0, 0))
    let between = product(0.5, 0.5, over: surroundings(of: 0.5, 0.5))
    return sigma * (16 * (log(onPixel / between) - log(threshold))).squareRoot()
  }
}
