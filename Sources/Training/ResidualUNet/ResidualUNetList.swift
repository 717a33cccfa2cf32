/// The parameters of the network and what a pass of it multiplies.
struct ResidualUNetList: ResidualUNetSink {
  struct Node {
    let channels: Int
    let side: Int
  }

  private(set) var tensors: [ParameterTensor] = []
  /// Of one image.
  private(set) var multiplications = 0.0

  func channels(of x: Node) -> Int { x.channels }

  mutating func convolution(
    _ name: String, _ x: Node, outputs: Int, kernel: Int, hasBias: Bool, start: Start
  ) -> Node {
    let inputs = x.channels * kernel * kernel
    let bound = start == .zero ? 0 : 1 / Double(inputs).squareRoot()
    let shape = kernel == 1 ? [outputs, x.channels] : [outputs, x.channels, kernel, kernel]
    func add(_ suffix: String, _ shape: [Int]) {
      tensors.append(
        ParameterTensor(
          name: name + suffix, shape: shape, start: bound == 0 ? .constant(0) : .uniform(bound: bound)))
    }
    add(".weight", shape)
    if hasBias { add(".bias", [outputs]) }
    multiplications += Double(inputs * outputs * x.side * x.side)
    return Node(channels: outputs, side: x.side)
  }

  mutating func norm(_ name: String, _ x: Node, gelu: Bool) -> Node {
    tensors.append(ParameterTensor(name: name + ".weight", shape: [x.channels], start: .constant(1)))
    tensors.append(ParameterTensor(name: name + ".bias", shape: [x.channels], start: .constant(0)))
    return x
  }

  mutating func gelu(_ name: String, _ x: Node) -> Node { x }
  mutating func add(_ name: String, _ x: Node, embedding: Node) -> Node { x }
  mutating func add(_ name: String, branch: Node, trunk: Node) -> Node { trunk }

  mutating func concat(_ name: String, _ first: Node, _ second: Node) -> Node {
    Node(channels: first.channels + second.channels, side: first.side)
  }

  mutating func fold(_ name: String, _ x: Node, unfolds: Bool) -> Node {
    unfolds
      ? Node(channels: x.channels / 4, side: 2 * x.side) : Node(channels: 4 * x.channels, side: x.side / 2)
  }

  mutating func bias(_ name: String, _ x: Node) -> Node {
    let bound = 1 / Double(4 * x.channels).squareRoot()
    tensors.append(ParameterTensor(name: name + ".bias", shape: [x.channels], start: .uniform(bound: bound)))
    return x
  }

  mutating func attention(_ name: String, _ x: Node) -> Node {
    let pixels = Double(x.side * x.side)
    multiplications += 2 * pixels * pixels * Double(x.channels / 3)
    return Node(channels: x.channels / 3, side: x.side)
  }
}
