internal import CLayers

/// A parameter for each channel, added to every pixel.
final class BiasLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let bias: LayerParameter
  private let context: LayerContext

  /// - Parameter bias: the parameter's whole name.
  init(_ name: String, input: Tensor, bias: String, context: LayerContext) {
    self.name = name
    self.input = input
    self.bias = context.parameter(bias)
    self.context = context
    output = context.activations(name, like: input)
  }

  var family: LayerFamily { .bias }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output] }

  /// The input's gradient is the output's.
  func planBackward() -> [Tensor] {
    input.shareGradient(of: output)
    return [output.gradient]
  }

  func forward() {
    context.kernels.pointee.add_channels(
      Int64(input.rows), Int64(input.channels), input.pointer, bias.values, output.pointer)
  }

  func backward() {
    context.kernels.pointee.sum_rows(
      Int64(output.rows), Int64(output.channels), output.gradient.pointer, bias.gradient)
  }
}
