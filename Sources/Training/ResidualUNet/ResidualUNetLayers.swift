/// Makes the network's layers, in the order of the forward pass.
struct ResidualUNetLayers: ResidualUNetSink {
  let context: LayerContext
  /// The labels, whose gradient nobody needs.
  let labels: Tensor
  private(set) var layers: [any Layer] = []

  init(context: LayerContext, labels: Tensor) {
    self.context = context
    self.labels = labels
  }

  private mutating func add(_ layer: some Layer) -> Tensor {
    layers.append(layer)
    return layer.output
  }

  func channels(of x: Tensor) -> Int { x.channels }

  mutating func convolution(
    _ name: String, _ x: Tensor, outputs: Int, kernel: Int, hasBias: Bool, start: Start
  ) -> Tensor {
    add(
      ConvolutionLayer(
        name, input: x, outputs: outputs, kernel: kernel, weight: name + ".weight",
        bias: hasBias ? name + ".bias" : nil, needsInputGradient: x !== labels, context: context))
  }

  mutating func norm(_ name: String, _ x: Tensor, gelu: Bool) -> Tensor {
    add(
      GroupedNormLayer(
        name, input: x, groups: ResidualUNetArchitecture.groups, gelu: gelu,
        epsilon: ResidualUNetArchitecture.epsilon, context: context))
  }

  mutating func gelu(_ name: String, _ x: Tensor) -> Tensor {
    add(GELULayer(name, input: x, context: context))
  }

  mutating func add(_ name: String, _ x: Tensor, embedding: Tensor) -> Tensor {
    add(AddEmbeddingLayer(name, input: x, embedding: embedding, context: context))
  }

  mutating func add(_ name: String, branch: Tensor, trunk: Tensor) -> Tensor {
    add(AddLayer(name, branch: branch, trunk: trunk, context: context))
  }

  mutating func concat(_ name: String, _ first: Tensor, _ second: Tensor) -> Tensor {
    add(ConcatLayer(name, first, second, context: context))
  }

  mutating func fold(_ name: String, _ x: Tensor, unfolds: Bool) -> Tensor {
    add(FoldLayer(name, input: x, unfolds: unfolds, context: context))
  }

  mutating func bias(_ name: String, _ x: Tensor) -> Tensor {
    add(BiasLayer(name, input: x, bias: name + ".bias", context: context))
  }

  mutating func attention(_ name: String, _ x: Tensor) -> Tensor {
    add(AttentionLayer(name, input: x, heads: ResidualUNetArchitecture.heads, context: context))
  }
}
