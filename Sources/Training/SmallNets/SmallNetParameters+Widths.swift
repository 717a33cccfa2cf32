package import SweepModel

extension SmallNetParameters {
  /// Parameters of a network whose inner layers have different widths, inside one whose inner layers all have
  /// the largest of them.
  ///
  /// The units that are too many start with zeros in and out. Then their activations are zero, and so are the
  /// gradients of all their weights: descent never moves them, and the network is the narrower one exactly.
  ///
  /// - Parameter widths: units after each layer but the last, each from 1 to the architecture's `hidden`.
  package init(
    _ architecture: SmallNetArchitecture, widths: [Int], _ initialisation: SmallNetInitialisation,
    from stream: inout RandomStream
  ) {
    precondition(architecture.kind != .symmetric && widths.count == architecture.depth - 1)
    precondition(widths.allSatisfy { (1...architecture.hidden).contains($0) })
    self.init(zero: architecture)
    let units = [architecture.dimension] + widths + [architecture.dimension]
    let tensorsOfLayer = architecture.bias ? 2 : 1
    for (number, tensor) in architecture.tensors.enumerated() {
      let layer = number / tensorsOfLayer
      let isBias = tensor.shape.count == 1
      let stride = isBias ? 1 : tensor.shape[1]
      for row in 0..<units[layer + 1] {
        for column in 0..<(isBias ? 1 : units[layer]) {
          let drawn = initialisation.number(fanIn: units[layer], isBias: isBias, from: &stream)
          values[tensor.range.lowerBound + row * stride + column] = drawn
        }
      }
    }
  }
}
