package import SweepModel

/// How parameters start.
package enum SmallNetInitialisation: Hashable, Sendable {
  /// Weights and biases uniform in (-1/sqrt(fan-in), +1/sqrt(fan-in)), as PyTorch's `nn.Linear`.
  case torchDefault
  /// Weights normal with this standard deviation, biases zero.
  case gaussian(scale: Double)
  /// Weights uniform in [-scale, scale), biases zero.
  case uniform(scale: Double)
  /// Weights uniform in [0, scale), biases zero: the symmetric model's positive start.
  case positiveUniform(scale: Double)
}

extension SmallNetInitialisation {
  /// One number of a layer; a bias draws nothing where biases start at zero.
  func number(fanIn: Int, isBias: Bool, from stream: inout RandomStream) -> Float {
    switch self {
    case .torchDefault: Float((2 * stream.uniform() - 1) / Double(fanIn).squareRoot())
    case .gaussian(let scale): isBias ? 0 : Float(scale * stream.standardNormal())
    case .uniform(let scale): isBias ? 0 : Float(scale * (2 * stream.uniform() - 1))
    case .positiveUniform(let scale): isBias ? 0 : Float(scale * stream.uniform())
    }
  }
}

extension SmallNetParameters {
  /// Parameters drawn from a stream, two 64-bit numbers for a normal one and one for a uniform one.
  package init(
    _ architecture: SmallNetArchitecture, _ initialisation: SmallNetInitialisation,
    from stream: inout RandomStream
  ) {
    self.init(zero: architecture)
    for tensor in architecture.tensors {
      let isBias = tensor.shape.count == 1
      let layerInputs = isBias ? nil : tensor.shape.last
      for index in tensor.range {
        let fanIn = layerInputs ?? fanIn(ofBias: tensor.name)
        values[index] = initialisation.number(fanIn: fanIn, isBias: isBias, from: &stream)
      }
    }
  }

  private func fanIn(ofBias name: String) -> Int {
    name.hasPrefix("layers.0.") ? architecture.dimension : architecture.hidden
  }
}
