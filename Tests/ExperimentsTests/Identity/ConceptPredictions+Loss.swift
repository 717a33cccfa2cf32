import Foundation

@testable import Experiments

extension ConceptPredictions {
  /// 1/2 sum over the corner's concepts of mu_k^2 exp(-2 a_k t).
  func loss(at corner: [Double], time: Double) -> Double {
    zip(corner, rates).reduce(0) { $0 + $1.0 * $1.0 * exp(-2 * $1.1 * time) } / 2
  }
}
