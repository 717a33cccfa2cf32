internal import Foundation

/// The regularised incomplete beta function, which Student's t distribution is made of.
enum IncompleteBeta {
  /// I_x(a, b) for x in [0, 1] and positive a, b (DLMF 8.17.1, by the continued fraction 8.17.22).
  static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast only on this side of the mean; the other side follows by symmetry
    // (DLMF 8.17.4).
    if x > (a + 1) / (a + b + 2) { return 1 - regularized(1 - x, b, a) }
    let logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
    return exp(logFront) * fraction(x, a, b) / a
  }

  /// The logarithm of the beta function of two positive numbers.
  static func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }

  /// The continued fraction by the modified method of Lentz (Press et al., Numerical Recipes, 5.2).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...500 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return result
  }

  /// Stirling's series after shifting the argument above 15 (DLMF 5.11.1): the C library's function
  /// writes a global variable, which two threads must not share.
  private static func logGamma(_ x: Double) -> Double {
    var z = x
    var shift = 0.0
    while z < 15 {
      shift += log(z)
      z += 1
    }
    let w = 1 / (z * z)
    let series = (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w / 1188)))) / z
    return (z - 0.5) * log(z) - z + 0.5 * log(2 * Double.pi) + series - shift
  }
}
