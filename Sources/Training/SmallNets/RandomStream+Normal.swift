internal import Foundation
package import SweepModel

extension RandomStream {
  /// A normal number of mean 0 and variance 1 by Box & Muller's cosine branch: two draws each, always.
  package mutating func standardNormal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
