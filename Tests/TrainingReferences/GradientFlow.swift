package import Training

/// Population training of a deep linear network without biases (y = x) in double precision.
///
/// The reference against which float32 training is judged, and the flow for those who want the limit of
/// small steps: L(W) = 1/2 tr((P - I) A (P - I)^T), P = W_L ... W_1.
package struct GradientFlow: Sendable {
  /// W_1 first.
  package private(set) var weights: [DoubleMatrix]
  package let moment: DoubleMatrix

  /// - Precondition: there is a layer and consecutive shapes fit each other and the moment.
  package init(weights: [DoubleMatrix], moment: DoubleMatrix) {
    precondition(weights.first?.columns == moment.rows && weights.last?.rows == moment.rows, "shapes fit")
    precondition(zip(weights, weights.dropFirst()).allSatisfy { $0.rows == $1.columns }, "shapes fit")
    self.weights = weights
    self.moment = moment
  }

  package var loss: Double {
    let error = product(weights) - .identity(moment.rows)
    return (error * moment * error.transposed).values.enumerated()
      .reduce(0) { $1.offset % (moment.rows + 1) == 0 ? $0 + $1.element : $0 } / 2
  }

  /// dL/dW_l for every layer.
  package func gradient() -> [DoubleMatrix] { gradient(at: weights) }

  /// One explicit Euler step: also one step of gradient descent with this rate.
  package mutating func euler(_ step: Double) {
    weights = moved(weights, gradient(at: weights), -step)
  }

  /// One classical Runge-Kutta step of fourth order.
  package mutating func rungeKutta(_ step: Double) {
    let k1 = gradient(at: weights)
    let k2 = gradient(at: moved(weights, k1, -step / 2))
    let k3 = gradient(at: moved(weights, k2, -step / 2))
    let k4 = gradient(at: moved(weights, k3, -step))
    for l in weights.indices {
      weights[l] = weights[l] - (step / 6) * (k1[l] + 2 * k2[l] + 2 * k3[l] + k4[l])
    }
  }

  private func gradient(at weights: [DoubleMatrix]) -> [DoubleMatrix] {
    var before = [DoubleMatrix.identity(moment.rows)]  // W_{l-1} ... W_1
    for weight in weights { before.append(weight * before[before.count - 1]) }
    var back = (before[weights.count] - .identity(moment.rows)) * moment
    var result: [DoubleMatrix] = []
    for l in weights.indices.reversed() {
      result.append(back * before[l].transposed)
      back = weights[l].transposed * back
    }
    return result.reversed()
  }

  private func moved(_ weights: [DoubleMatrix], _ by: [DoubleMatrix], _ factor: Double) -> [DoubleMatrix] {
    zip(weights, by).map { $0 + factor * $1 }
  }

  private func product(_ weights: [DoubleMatrix]) -> DoubleMatrix {
    weights.dropFirst().reduce(weights[0]) { $1 * $0 }
  }
}
