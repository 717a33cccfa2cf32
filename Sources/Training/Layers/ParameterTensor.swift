/// The name, shape and start of one parameter.
package struct ParameterTensor: Hashable, Sendable {
  /// How the numbers start.
  package enum Start: Hashable, Sendable {
    /// Uniform in (-bound, bound).
    case uniform(bound: Double)
    case constant(Float)
  }

  /// Dotted path as in PyTorch, such as `down1.emb_layer.1.weight`.
  package let name: String
  /// As in PyTorch: convolutions [out, in, k, k], linear layers [out, in].
  package let shape: [Int]
  package let start: Start

  package var count: Int { shape.reduce(1, *) }
}
