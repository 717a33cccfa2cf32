/// The shape of a small fully connected network f: R^d -> R^d.
package struct SmallNetArchitecture: Hashable, Sendable {
  /// What happens between layers.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// f = W_L ... W_1 x (plus biases).
    case linear
    /// max(0, .) after every layer but the last.
    case relu
    /// f = U U^T x with one matrix U [d x d'] (no bias; the depth is 2).
    case symmetric
  }

  package let kind: Kind
  /// Layers of weights, 1...16.
  package let depth: Int
  /// Inputs and outputs, 1...256.
  package let dimension: Int
  /// Units between layers, 1...1024; of no effect at depth 1.
  package let hidden: Int
  package let bias: Bool

  /// - Parameters:
  ///   - depth: 1...16; 2 for a symmetric network.
  ///   - hidden: units between layers, nil for as many as `dimension`.
  package init(
    kind: Kind, depth: Int, dimension: Int, hidden: Int? = nil, bias: Bool = false
  ) throws(SmallNetError) {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(SmallNetError) {
      guard range.contains(value) else {
        throw .outOfRange(
          name: name, value: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check("depth", depth, kind == .symmetric ? 2...2 : 1...16)
    try check("dimension", dimension, 1...256)
    try check("hidden", hidden ?? dimension, 1...1024)
    guard !(bias && kind == .symmetric) else {
      throw .outOfRange(name: "bias", value: "true", expected: "false for a symmetric network")
    }
    self.kind = kind
    self.depth = depth
    self.dimension = dimension
    self.hidden = depth == 1 ? dimension : hidden ?? dimension
    self.bias = bias
  }

  /// One matrix or bias within the parameters.
  package struct Tensor: Hashable, Sendable {
    /// Dotted path, such as `layers.0.weight`.
    package let name: String
    /// [rows, columns] of a weight, [rows] of a bias.
    package let shape: [Int]
    /// Where its numbers lie, row by row.
    package let range: Range<Int>
  }

  /// All parameters in order: weight [out, in], then bias [out], layer by layer; a symmetric network has `u`.
  package var tensors: [Tensor] {
    guard kind != .symmetric else {
      return [Tensor(name: "u", shape: [dimension, hidden], range: 0..<dimension * hidden)]
    }
    var result: [Tensor] = []
    var next = 0
    for layer in 0..<depth {
      let (rows, columns) = (rows(layer), columns(layer))
      result.append(
        Tensor(
          name: "layers.\(layer).weight", shape: [rows, columns], range: next..<next + rows * columns))
      next += rows * columns
      guard bias else { continue }
      result.append(Tensor(name: "layers.\(layer).bias", shape: [rows], range: next..<next + rows))
      next += rows
    }
    return result
  }

  /// How many numbers the parameters are.
  package var parameterCount: Int { tensors.last?.range.upperBound ?? 0 }

  func rows(_ layer: Int) -> Int { layer + 1 == depth ? dimension : hidden }
  func columns(_ layer: Int) -> Int { layer == 0 ? dimension : hidden }
}
