internal import Foundation

/// The exact course of one linear layer that learns y = x (Swing-by paper, Theorem 4.1): with V = [W b]
/// (or W alone) and M the second moment of (x, 1) (or x), V(t) = [I 0] + (V(0) - [I 0]) exp(-M t).
package struct OneLayerClosedForm: Sendable {
  private let start: DoubleMatrix
  private let goal: DoubleMatrix
  private let eigen: JacobiEigen

  /// - Parameter start: V(0), [d x d] without bias, [d x (d + 1)] with it.
  /// - Precondition: one of these shapes, and moments of y = x.
  package init(start: DoubleMatrix, moments: SecondMoments) {
    let d = moments.dimension
    precondition(!moments.hasTargets && start.rows == d, "moments of y = x, as many rows as inputs")
    precondition(start.columns == d || start.columns == d + 1, "W or [W b]")
    self.start = start
    var goal = DoubleMatrix(rows: d, columns: start.columns)
    for k in 0..<d { goal[k, k] = 1 }
    self.goal = goal
    eigen = JacobiEigen(of: start.columns == d ? moments.moment : moments.joint)
  }

  /// Gradient flow of the half squared norm until `time`; for the mean square, time is 2/d of it.
  package func flow(time: Double) -> DoubleMatrix { after { exp(-$0 * time) } }

  /// `steps` steps of gradient descent with this rate: exp(-a t) becomes (1 - rate a)^steps.
  package func descent(rate: Double, steps: Int) -> DoubleMatrix {
    after { pow(1 - rate * $0, Double(steps)) }
  }

  private func after(_ decay: (Double) -> Double) -> DoubleMatrix {
    goal + (start - goal) * eigen.apply(decay)
  }
}
