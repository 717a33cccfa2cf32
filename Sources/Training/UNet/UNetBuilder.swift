/// Lists the network's layers. Names are PyTorch's; where a name there stands for several of ours, the last
/// one carries it, so that capturing `down1` gives what PyTorch's block returns.
struct UNetBuilder {
  let architecture: UNetArchitecture
  let context: LayerContext
  let image: Tensor
  let embedding: Tensor
  /// Whether the gradients of the image and of the embedding are asked for.
  private let needsInputGradients: Bool
  private(set) var layers: [any Layer] = []
  /// The tensor of each block's output, by the block's name.
  private(set) var blocks: [String: Tensor] = [:]

  /// - Precondition: in float32 if the inputs' gradients are needed.
  init(
    _ architecture: UNetArchitecture, context: LayerContext, slice: Int, needsInputGradients: Bool = false
  ) {
    precondition(!needsInputGradients || context.precision == .float32, "images are float32")
    self.needsInputGradients = needsInputGradients
    self.architecture = architecture
    self.context = context
    image = Tensor(
      "image", batch: slice, height: architecture.imageSize, width: architecture.imageSize,
      channels: architecture.channels, elementSize: 4)
    embedding = Tensor(
      "embedding", batch: slice, height: 1, width: 1, channels: architecture.embeddingLength,
      elementSize: 4)
  }

  /// The whole network; returns its output.
  mutating func build() -> Tensor {
    let w = architecture.baseWidth
    let x1 = doubleConv("inc", image, middle: w, outputs: w)
    let x2 = down("down1", x1, outputs: 2 * w, attention: "sa1")
    let x3 = down("down2", x2, outputs: 4 * w, attention: "sa2")
    var x = down("down3", x3, outputs: 4 * w, attention: "sa3")
    x = doubleConv("bot1", x, middle: 8 * w, outputs: 8 * w)
    x = doubleConv("bot2", x, middle: 8 * w, outputs: 8 * w)
    x = doubleConv("bot3", x, middle: 4 * w, outputs: 4 * w)
    x = up("up1", x, skip: x3, outputs: 2 * w, attention: "sa4")
    x = up("up2", x, skip: x2, outputs: w, attention: "sa5")
    x = up("up3", x, skip: x1, outputs: w, attention: "sa6")
    return add(HeadLayer("outc", input: x, outputs: architecture.channels, context: context))
  }

  @discardableResult
  private mutating func add(_ layer: some Layer) -> Tensor {
    layers.append(layer)
    return layer.output
  }

  private mutating func down(_ name: String, _ x: Tensor, outputs: Int, attention: String) -> Tensor {
    let pooled = add(MaxPoolLayer("\(name).maxpool_conv.0", input: x, context: context))
    return level(name, "\(name).maxpool_conv", pooled, 1, middle: outputs, outputs, attention)
  }

  private mutating func up(
    _ name: String, _ x: Tensor, skip: Tensor, outputs: Int, attention: String
  ) -> Tensor {
    let joined = add(UpsampleConcatLayer("\(name).up", input: x, skip: skip, context: context))
    return level(name, "\(name).conv", joined, 0, middle: joined.channels / 2, outputs, attention)
  }

  private mutating func level(
    _ name: String, _ convolutions: String, _ input: Tensor, _ first: Int, middle: Int, _ outputs: Int,
    _ attention: String
  ) -> Tensor {
    let x = doubleConv(
      "\(convolutions).\(first)", input, middle: input.channels, outputs: input.channels, residual: true)
    let e = add(
      ConvolutionLayer(
        "\(name).emb_layer.1", input: embedding, outputs: outputs, kernel: 1,
        weight: "\(name).emb_layer.1.weight", bias: "\(name).emb_layer.1.bias",
        needsInputGradient: needsInputGradients, context: context))
    let y = doubleConv(
      "\(convolutions).\(first + 1)", x, middle: middle, outputs: outputs, embedding: e)
    blocks[name] = y
    return selfAttention(attention, y)
  }

  private mutating func doubleConv(
    _ name: String, _ x: Tensor, middle: Int, outputs: Int, residual: Bool = false, embedding: Tensor? = nil
  ) -> Tensor {
    let parts = name + ".double_conv"
    let first: Tensor
    if x === image, !needsInputGradients {
      first = add(
        StemLayer(
          parts + ".0", input: x, outputs: middle, weight: parts + ".0.weight", context: context))
    } else {
      first = convolution(parts + ".0", x, middle)
    }
    let active = add(
      GroupNormLayer(parts + ".2", input: first, parameters: parts + ".1", gelu: true, context: context))
    let second = convolution(parts + ".3", active, outputs)
    let y = add(
      GroupNormLayer(
        embedding == nil ? name : name + ".sum", input: second, parameters: parts + ".4", gelu: residual,
        residual: residual ? x : nil, embedding: embedding, context: context))
    return y
  }

  private mutating func convolution(_ name: String, _ x: Tensor, _ outputs: Int) -> Tensor {
    add(
      ConvolutionLayer(
        name, input: x, outputs: outputs, kernel: 3, weight: name + ".weight", bias: nil, context: context))
  }

  private mutating func linear(
    _ name: String, _ x: Tensor, _ outputs: Int, weight: String, bias: String
  ) -> Tensor {
    add(
      ConvolutionLayer(
        name, input: x, outputs: outputs, kernel: 1, weight: weight, bias: bias, context: context))
  }

  private mutating func selfAttention(_ name: String, _ x: Tensor) -> Tensor {
    let c = x.channels
    let normed = add(LayerNormLayer(name + ".ln", input: x, context: context))
    let qkv = linear(
      name + ".mha.in_proj", normed, 3 * c, weight: name + ".mha.in_proj_weight",
      bias: name + ".mha.in_proj_bias")
    let attended = add(
      AttentionLayer(name + ".mha.heads", input: qkv, heads: UNetArchitecture.heads, context: context))
    let projected = linear(
      name + ".mha", attended, c, weight: name + ".mha.out_proj.weight", bias: name + ".mha.out_proj.bias")
    let middle = add(AddLayer(name + ".sum", branch: projected, trunk: x, context: context))
    let normedAgain = add(LayerNormLayer(name + ".ff_self.0", input: middle, context: context))
    let wide = linear(
      name + ".ff_self.1", normedAgain, c, weight: name + ".ff_self.1.weight",
      bias: name + ".ff_self.1.bias")
    let active = add(GELULayer(name + ".ff_self.2", input: wide, context: context))
    let narrow = linear(
      name + ".ff_self", active, c, weight: name + ".ff_self.3.weight", bias: name + ".ff_self.3.bias")
    let y = add(AddLayer(name, branch: narrow, trunk: middle, context: context))
    blocks[name] = y
    return y
  }
}
