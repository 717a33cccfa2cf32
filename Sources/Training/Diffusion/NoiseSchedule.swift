internal import Foundation

/// How much noise an image has at each time: x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) eps
/// (Ho et al. 2020, Eq. 4).
package struct NoiseSchedule: Hashable, Sendable {
  /// How the noise grows.
  package enum Kind: Hashable, Sendable {
    /// beta on a straight line (Ho et al. 2020).
    case linear(first: Double = 1e-4, last: Double = 0.02)
    /// abar a squared cosine (Nichol & Dhariwal 2021, Eq. 17), beta at most 0.999.
    case cosine(offset: Double = 0.008)
  }

  package let kind: Kind
  /// T; times are 1 up to but not T, as the network's public code draws them.
  package let steps: Int
  /// beta_t for t = 0 ..< T.
  package let betas: [Double]
  /// The product of 1 - beta up to and including t.
  package let products: [Double]

  /// - Throws: ``UNetError/outOfRange(name:value:expected:)`` for fewer than 2 steps or betas outside of (0, 1).
  package init(_ kind: Kind = .linear(), steps: Int = 1000) throws(UNetError) {
    guard (2...100_000).contains(steps) else {
      throw .outOfRange(name: "noise steps", value: "\(steps)", expected: "2 to 100000")
    }
    switch kind {
    case .linear(let first, let last):
      betas = (0..<steps).map { first + (last - first) * Double($0) / Double(steps - 1) }
    case .cosine(let offset):
      func level(_ t: Int) -> Double {
        let angle = (Double(t) / Double(steps) + offset) / (1 + offset) * Double.pi / 2
        return cos(angle) * cos(angle)
      }
      betas = (0..<steps).map { min(1 - level($0 + 1) / level($0), 0.999) }
    }
    if let bad = betas.first(where: { !($0 > 0 && $0 < 1) }) {
      throw .outOfRange(name: "beta", value: "\(bad)", expected: "above 0 and below 1")
    }
    var (product, products) = (1.0, [Double]())
    for beta in betas {
      product *= 1 - beta
      products.append(product)
    }
    self.kind = kind
    self.steps = steps
    self.products = products
  }
}
