/// What ``ResidualUNetOutline`` tells of the network, layer by layer: so that its parameters and its layers are one list.
protocol ResidualUNetSink {
  /// The output of a layer.
  associatedtype Node

  /// How a weight starts.
  typealias Start = ResidualUNetStart

  func channels(of x: Node) -> Int
  /// Keeps the size; a kernel of 1 is a linear layer. With `.weight`, and `.bias` unless there is none.
  mutating func convolution(
    _ name: String, _ x: Node, outputs: Int, kernel: Int, hasBias: Bool, start: Start
  ) -> Node
  /// GroupNorm with `.weight` and `.bias`, and GELU after it where wanted.
  mutating func norm(_ name: String, _ x: Node, gelu: Bool) -> Node
  mutating func gelu(_ name: String, _ x: Node) -> Node
  /// A number for each channel, the same at all pixels.
  mutating func add(_ name: String, _ x: Node, embedding: Node) -> Node
  /// `branch` started from `trunk`, or from what `trunk` started from.
  mutating func add(_ name: String, branch: Node, trunk: Node) -> Node
  mutating func concat(_ name: String, _ first: Node, _ second: Node) -> Node
  /// 2 x 2 pixels into one of four times the channels, or the reverse.
  mutating func fold(_ name: String, _ x: Node, unfolds: Bool) -> Node
  /// With `.bias`.
  mutating func bias(_ name: String, _ x: Node) -> Node
  /// Of queries, keys and values.
  mutating func attention(_ name: String, _ x: Node) -> Node
}

/// How a weight starts.
enum ResidualUNetStart {
  /// As PyTorch's default.
  case usual
  /// At zero, its bias too.
  case zero
}
