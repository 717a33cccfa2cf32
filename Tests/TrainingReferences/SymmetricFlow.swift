package import Training

/// The symmetric model f = U U^T x, W = U U^T, in double precision (Swing-by paper, section 4.2).
///
/// Iterating W itself does not keep it positive semidefinite and can blow up; integrating U is stable and
/// follows the same path, so that is what `step` does. A is the second moment of the inputs.
package struct SymmetricFlow: Sendable {
  package private(set) var u: DoubleMatrix
  package let moment: DoubleMatrix

  /// - Precondition: U has as many rows as A.
  package init(u: DoubleMatrix, moment: DoubleMatrix) {
    precondition(u.rows == moment.rows && moment.columns == moment.rows, "U [d x d'], A [d x d]")
    self.u = u
    self.moment = moment
  }

  package var product: DoubleMatrix { u * u.transposed }

  /// U <- U - step S U, S = 1/2 [(W - I) A + A (W - I)]: half the gradient of the loss, the paper's time.
  package mutating func step(_ step: Double) { u = u - step * (symmetricError() * u) }

  /// The gradient 2 S U of L = 1/2 |(W - I) A^(1/2)|^2.
  package func gradient() -> DoubleMatrix { 2 * (symmetricError() * u) }

  private func symmetricError() -> DoubleMatrix {
    let error = product - .identity(moment.rows)
    return 0.5 * (error * moment + moment * error)
  }

  /// The paper's field V(W) = WA + AW - 1/2 (A W^2 + W^2 A + 2 W A W) (Eq. 4.3).
  package static func field(_ w: DoubleMatrix, moment a: DoubleMatrix) -> DoubleMatrix {
    let square = w * w
    return w * a + a * w - 0.5 * (a * square + square * a + 2 * (w * a * w))
  }

  /// One entry of the field for A = diag(a), as growth - suppression - noise (Eq. 4.4 to 4.6).
  package static func entry(
    _ w: DoubleMatrix, diagonal a: [Double], _ i: Int, _ j: Int
  ) -> (growth: Double, suppression: Double, noise: Double) {
    let growth = w[i, j] * (a[i] + a[j])
    let other = i == j ? 0 : w[j, j] * (3 * a[j] + a[i])
    let suppression = w[i, j] * (w[i, i] * (3 * a[i] + a[j]) + other) / 2
    var noise = 0.0
    for k in a.indices where k != i && k != j {
      noise += w[k, i] * w[k, j] * (a[i] + a[j] + 2 * a[k]) / 2
    }
    return (growth, suppression, noise)
  }
}
