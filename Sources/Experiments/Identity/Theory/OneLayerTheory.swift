package import Training

/// What Theorem 4.1 says about one linear layer: its map, and the losses that follow from it.
///
/// Population gradient flow on 1/2 |(W - I) A^(1/2)|^2 gives W(t) = I + (W(0) - I) exp(-A t), and gradient
/// descent of rate r the same with (1 - r a)^n for exp(-a t); with a bias, [W b] and the moments of (x, 1).
package struct OneLayerTheory: Sendable {
  private let closed: OneLayerClosedForm
  private let moments: SecondMoments
  private let hasBias: Bool

  /// - Parameters:
  ///   - start: the layer before training.
  ///   - moments: of its inputs.
  /// - Precondition: a linear network of depth 1.
  package init(start: SmallNetParameters, moments: SecondMoments) {
    let net = start.architecture
    precondition(net.kind == .linear && net.depth == 1, "one linear layer")
    let d = net.dimension
    hasBias = net.bias
    var joined = DoubleMatrix(rows: d, columns: hasBias ? d + 1 : d)
    for row in 0..<d {
      for column in 0..<d { joined[row, column] = Double(start.values[row * d + column]) }
      if hasBias { joined[row, d] = Double(start.values[d * d + row]) }
    }
    self.moments = moments
    closed = OneLayerClosedForm(start: joined, moments: moments)
  }

  /// [W] or [W b] after `steps` steps of gradient descent.
  package func descent(rate: Double, steps: Int) -> DoubleMatrix { closed.descent(rate: rate, steps: steps) }

  /// [W] or [W b] at time `time` of the gradient flow.
  package func flow(time: Double) -> DoubleMatrix { closed.flow(time: time) }

  /// The answer of such a layer to an input [d].
  package func output(of layer: DoubleMatrix, to input: [Double]) -> [Double] {
    layer.times(hasBias ? input + [1] : input)
  }

  /// 1/2 |f(x) - x|^2 at one input [d].
  package func testLoss(of layer: DoubleMatrix, at input: [Double]) -> Double {
    zip(output(of: layer, to: input), input).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
  }

  /// The mean of 1/2 |f(x) - x|^2 over the inputs that the moments describe.
  package func trainLoss(of layer: DoubleMatrix) -> Double {
    let moment = hasBias ? moments.joint : moments.moment
    var error = layer
    for row in 0..<layer.rows { error[row, row] -= 1 }
    let product = error * moment
    return zip(product.values, error.values).reduce(0) { $0 + $1.0 * $1.1 } / 2
  }
}
