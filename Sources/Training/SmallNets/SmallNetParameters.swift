/// The numbers of one small network, in the order of ``SmallNetArchitecture/tensors``.
package struct SmallNetParameters: Hashable, Sendable {
  package let architecture: SmallNetArchitecture
  /// All weights and biases, without padding.
  package var values: [Float]

  /// All zero.
  package init(zero architecture: SmallNetArchitecture) {
    self.architecture = architecture
    values = [Float](repeating: 0, count: architecture.parameterCount)
  }

  /// - Throws: ``SmallNetError/shape(what:expected:found:)`` for a wrong count, `notFinite` for NaN or infinity.
  package init(_ architecture: SmallNetArchitecture, values: [Float]) throws(SmallNetError) {
    guard values.count == architecture.parameterCount else {
      throw .shape(what: "the parameters", expected: architecture.parameterCount, found: values.count)
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "the parameters", index: index)
    }
    self.architecture = architecture
    self.values = values
  }

  /// The network's answer to one input [d], computed in double precision from the float32 parameters.
  package func output(of input: [Double]) -> [Double] {
    precondition(input.count == architecture.dimension, "an input has `dimension` numbers")
    if architecture.kind == .symmetric {
      let u = matrix(0, rows: architecture.dimension, columns: architecture.hidden)
      return u.times(u.transposed.times(input))
    }
    var x = input
    for layer in 0..<architecture.depth {
      var z = weight(layer).times(x)
      if let bias = bias(layer) { for row in z.indices { z[row] += bias[row] } }
      if architecture.kind == .relu, layer + 1 < architecture.depth { z = z.map { max($0, 0) } }
      x = z
    }
    return x
  }

  /// The matrix [d x d] that a linear or symmetric network is, biases apart; nil for ReLU.
  package var product: DoubleMatrix? {
    switch architecture.kind {
    case .relu: return nil
    case .symmetric:
      let u = matrix(0, rows: architecture.dimension, columns: architecture.hidden)
      return u * u.transposed
    case .linear:
      var result = weight(0)
      for layer in 1..<max(architecture.depth, 1) { result = weight(layer) * result }
      return result
    }
  }

  /// df_k/dx_i at an input [d]: the product of the weights, without the units that a ReLU shuts there.
  package func jacobian(at input: [Double]) -> DoubleMatrix {
    if let product { return product }
    var x = input
    var result = DoubleMatrix.identity(architecture.dimension)
    for layer in 0..<architecture.depth {
      let weight = weight(layer)
      var z = weight.times(x)
      if let bias = bias(layer) { for row in z.indices { z[row] += bias[row] } }
      result = weight * result
      if layer + 1 < architecture.depth {
        for row in z.indices where z[row] <= 0 {
          z[row] = 0
          for column in 0..<result.columns { result[row, column] = 0 }
        }
      }
      x = z
    }
    return result
  }

  /// Layer `layer`'s weights [out x in] of a linear or ReLU network.
  package func weight(_ layer: Int) -> DoubleMatrix {
    matrix(start(layer), rows: architecture.rows(layer), columns: architecture.columns(layer))
  }

  private func bias(_ layer: Int) -> [Double]? {
    guard architecture.bias else { return nil }
    let from = start(layer) + architecture.rows(layer) * architecture.columns(layer)
    return values[from..<from + architecture.rows(layer)].map(Double.init)
  }

  private func start(_ layer: Int) -> Int {
    (0..<layer).reduce(0) {
      $0 + architecture.rows($1) * (architecture.columns($1) + (architecture.bias ? 1 : 0))
    }
  }

  private func matrix(_ start: Int, rows: Int, columns: Int) -> DoubleMatrix {
    DoubleMatrix(rows: rows, columns: columns, values[start..<start + rows * columns].map(Double.init))
  }
}
