internal import CLayers

/// The last convolution, 1 x 1 with bias, to the image's few channels in float32.
final class HeadLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private let weight: LayerParameter
  private let bias: LayerParameter

  /// The name is also the prefix of `.weight` and `.bias`.
  init(_ name: String, input: Tensor, outputs: Int, context: LayerContext) {
    self.name = name
    self.input = input
    self.context = context
    weight = context.parameter(name + ".weight")
    bias = context.parameter(name + ".bias")
    output = Tensor(
      name, batch: input.batch, height: input.height, width: input.width, channels: outputs, elementSize: 4)
  }

  var family: LayerFamily { .image }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output] }

  func planBackward() -> [Tensor] {
    let before = input.claimGradient()
    precondition(!before, "\(input.name) goes to \(name) only")
    return [input, output.gradient, input.gradient]
  }

  func forward() {
    context.kernels.pointee.head(
      Int64(input.rows), Int64(input.channels), Int64(output.channels), input.pointer,
      weight.values, bias.values, output.floats)
  }

  func backward() {
    context.kernels.pointee.head_backward(
      Int64(input.rows), Int64(input.channels), Int64(output.channels), input.pointer,
      weight.values, output.gradient.floats, input.gradient.pointer,
      weight.gradient, bias.gradient)
  }
}
