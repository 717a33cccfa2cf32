internal import Foundation

/// y = a x^b by least squares on log-log axes.
package struct PowerLawFit: Sendable, Equatable {
  /// The exponent b.
  package var slope: Double
  /// The factor a.
  package var factor: Double
  /// Ends of the slope's interval; nil where nothing tells it.
  package var slopeLower: Double?
  package var slopeUpper: Double?
  /// The level of that interval.
  package var level: Double
  /// Points used.
  package var n: Int
  /// Points left out because x or y is not positive.
  package var leftOut: Int
  /// Share of the variance of log y explained; 1 where log y does not vary at all.
  package var rSquared: Double

  /// Fits the points in the order given.
  ///
  /// - Returns: nil below two points with different positive x and positive y.
  package init?(_ points: [(x: Double, y: Double)], level: Double = 0.95) {
    let usable = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }
    let count = Double(usable.count)
    guard usable.count > 1 else { return nil }
    let logs = usable.map { (x: log($0.x), y: log($0.y)) }
    let meanX = logs.reduce(0) { $0 + $1.x } / count
    let meanY = logs.reduce(0) { $0 + $1.y } / count
    let sxx = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    let sxy = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    let syy = logs.reduce(0) { $0 + ($1.y - meanY) * ($1.y - meanY) }
    guard sxx > 0 else { return nil }
    let slope = sxy / sxx
    let intercept = meanY - slope * meanX
    let residual = logs.reduce(0) { sum, point in
      let off = point.y - intercept - slope * point.x
      return sum + off * off
    }
    self.slope = slope
    self.level = level
    factor = exp(intercept)
    n = usable.count
    leftOut = points.count - usable.count
    rSquared = syy > 0 ? 1 - residual / syy : 1
    if usable.count > 2, let t = StudentT.quantile((1 + level) / 2, degrees: count - 2) {
      let margin = t * (residual / (count - 2) / sxx).squareRoot()
      slopeLower = slope - margin
      slopeUpper = slope + margin
    }
  }

  /// Fits points that are themselves known within an interval, which gives the slope's: each point moves it by
  /// `(log x_i - mean) / sum of squares` times the error of log y_i, and independent errors add in squares. Two
  /// points are enough for that. Where a point has no interval, the slope's is that of ``init(_:level:)``.
  package init?(
    intervals points: [(x: Double, y: Double, lower: Double?, upper: Double?)], level: Double = 0.95
  ) {
    self.init(points.map { (x: $0.x, y: $0.y) }, level: level)
    let usable = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }
    let logs = usable.map { log($0.x) }
    let mean = logs.reduce(0, +) / Double(max(1, logs.count))
    let squares = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var (down, up) = (0.0, 0.0)
    for (point, place) in zip(usable, logs) {
      guard let lower = point.lower, let upper = point.upper, lower > 0, upper.isFinite, squares > 0 else {
        return
      }
      let weight = (place - mean) / squares
      let (below, above) = (weight * log(lower / point.y), weight * log(upper / point.y))
      down += pow(min(below, above, 0), 2)
      up += pow(max(below, above, 0), 2)
    }
    slopeLower = slope - down.squareRoot()
    slopeUpper = slope + up.squareRoot()
  }

  /// The fitted value at x > 0.
  package func value(at x: Double) -> Double { factor * pow(x, slope) }
}
