internal import CLayers

/// LayerNorm over the channels of each pixel.
final class LayerNormLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private let weight: LayerParameter
  private let bias: LayerParameter
  private let mean: Tensor
  private let scale: Tensor
  private var adds = false

  /// The name is also the prefix of `.weight` and `.bias`.
  init(_ name: String, input: Tensor, context: LayerContext) {
    self.name = name
    self.input = input
    self.context = context
    weight = context.parameter(name + ".weight")
    bias = context.parameter(name + ".bias")
    output = context.activations(name, like: input)
    mean = context.floats(name + ".mean", input.rows)
    scale = context.floats(name + ".scale", input.rows)
  }

  var family: LayerFamily { .layerNorm }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output, mean, scale] }

  func planBackward() -> [Tensor] {
    adds = input.claimGradient()
    return [input, output.gradient, input.gradient, mean, scale]
  }

  func forward() {
    context.kernels.pointee.layer_norm(
      Int64(input.rows), Int64(input.channels), input.pointer, weight.values,
      bias.values, output.pointer, mean.floats, scale.floats)
  }

  func backward() {
    context.kernels.pointee.layer_norm_backward(
      Int64(input.rows), Int64(input.channels), input.pointer, weight.values,
      mean.floats, scale.floats, output.gradient.pointer, input.gradient.pointer,
      weight.gradient, bias.gradient, adds ? 1 : 0)
  }
}
