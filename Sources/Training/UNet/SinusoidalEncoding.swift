internal import Foundation

/// How a real number becomes a vector of sines and cosines.
package enum SinusoidalEncoding: String, Hashable, Sendable, CaseIterable {
  /// As Liang et al. 2024 print it: sines and cosines in turn, `sin(p / 10000^(2i/d))` and
  /// `cos(p / 10000^((2i+1)/d))`.
  case printed
  /// As the network's public code has it: all sines, then all cosines, of `p / 10000^(2i/d)`.
  case blocks

  /// What the value is divided by for each number of an encoding: a table, since powers cost as much as the sines.
  package func divisors(length: Int) -> [Double] {
    let d = Double(length)
    return (0..<length / 2 * 2).map { place in
      switch self {
      case .printed: pow(10000, Double(place) / d)
      case .blocks: pow(10000, Double(2 * (place % (length / 2))) / d)
      }
    }
  }

  /// Writes the encoding of `value`, one number for each of its ``divisors(length:)``.
  package func encode(_ value: Double, divisors: [Double], into target: UnsafeMutablePointer<Float>) {
    let half = divisors.count / 2
    for i in 0..<half {
      let (sine, cosine) = self == .printed ? (2 * i, 2 * i + 1) : (i, half + i)
      target[sine] = Float(sin(value / divisors[sine]))
      target[cosine] = Float(cos(value / divisors[cosine]))
    }
  }

  /// The derivatives of the same numbers by `value`.
  func slopes(_ value: Double, divisors: [Double]) -> [Double] {
    let half = divisors.count / 2
    var slopes = [Double](repeating: 0, count: divisors.count)
    for i in 0..<half {
      let (sine, cosine) = self == .printed ? (2 * i, 2 * i + 1) : (i, half + i)
      slopes[sine] = cos(value / divisors[sine]) / divisors[sine]
      slopes[cosine] = -sin(value / divisors[cosine]) / divisors[cosine]
    }
    return slopes
  }
}
