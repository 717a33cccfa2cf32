/// Lists parameters block by block, with PyTorch's default starts.
struct UNetParameterList {
  private(set) var tensors: [ParameterTensor] = []

  private mutating func add(_ name: String, _ shape: [Int], _ start: ParameterTensor.Start) {
    tensors.append(ParameterTensor(name: name, shape: shape, start: start))
  }

  private mutating func norm(_ name: String, _ channels: Int) {
    add(name + ".weight", [channels], .constant(1))
    add(name + ".bias", [channels], .constant(0))
  }

  /// Kaiming's uniform start with a = sqrt(5) is uniform in 1/sqrt(fan-in).
  private mutating func convolution(_ name: String, _ inputs: Int, _ outputs: Int) {
    add(name + ".weight", [outputs, inputs, 3, 3], .uniform(bound: 1 / Double(9 * inputs).squareRoot()))
  }

  /// `kernel` [1, 1] for a convolution.
  mutating func linear(_ name: String, _ inputs: Int, _ outputs: Int, kernel: [Int] = []) {
    let bound = 1 / Double(inputs).squareRoot()
    add(name + ".weight", [outputs, inputs] + kernel, .uniform(bound: bound))
    add(name + ".bias", [outputs], .uniform(bound: bound))
  }

  mutating func doubleConv(_ name: String, _ inputs: Int, _ middle: Int, _ outputs: Int) {
    convolution(name + ".double_conv.0", inputs, middle)
    norm(name + ".double_conv.1", middle)
    convolution(name + ".double_conv.3", middle, outputs)
    norm(name + ".double_conv.4", outputs)
  }

  /// A level: its residual and its plain double convolution, its embedding, and the attention after it.
  /// Down blocks count their pooling, so that their convolutions are 1 and 2; those of up blocks 0 and 1.
  mutating func level(
    _ convolutions: String, _ inputs: Int, _ middle: Int, _ outputs: Int, _ block: String,
    _ attention: String, _ embedding: Int
  ) {
    let isDown = block.hasPrefix("down")
    doubleConv("\(convolutions).\(isDown ? 1 : 0)", inputs, inputs, inputs)
    doubleConv("\(convolutions).\(isDown ? 2 : 1)", inputs, isDown ? outputs : middle, outputs)
    linear("\(block).emb_layer.1", embedding, outputs)
    selfAttention(attention, outputs)
  }

  private mutating func selfAttention(_ name: String, _ channels: Int) {
    // Xavier's uniform start over the three matrices together.
    add(
      name + ".mha.in_proj_weight", [3 * channels, channels],
      .uniform(bound: (6 / Double(4 * channels)).squareRoot()))
    add(name + ".mha.in_proj_bias", [3 * channels], .constant(0))
    add(
      name + ".mha.out_proj.weight", [channels, channels],
      .uniform(bound: 1 / Double(channels).squareRoot()))
    add(name + ".mha.out_proj.bias", [channels], .constant(0))
    norm(name + ".ln", channels)
    norm(name + ".ff_self.0", channels)
    linear(name + ".ff_self.1", channels, channels)
    linear(name + ".ff_self.3", channels, channels)
  }
}
