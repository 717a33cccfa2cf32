internal import CLayers

/// The first convolution, 3 x 3 without bias: from the float32 image, whose gradient nobody needs.
final class StemLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let weight: LayerParameter
  private let context: LayerContext
  private var shape: CLStem

  init(_ name: String, input: Tensor, outputs: Int, weight: String, context: LayerContext) {
    self.name = name
    self.input = input
    self.weight = context.parameter(weight)
    self.context = context
    output = context.activations(name, like: input, channels: outputs)
    shape = CLStem(
      batch: Int64(input.batch), height: Int64(input.height), width: Int64(input.width),
      inputs: Int64(input.channels), outputs: Int64(outputs), kernel: 3)
    context.needScratch(floats: cl_stem_scratch(&shape))
  }

  var family: LayerFamily { .image }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output] }
  func planBackward() -> [Tensor] { [input, output.gradient] }

  func forward() {
    context.kernels.pointee.stem(
      &shape, input.floats, weight.values, output.pointer, context.scratch)
  }

  func backward() {
    context.kernels.pointee.stem_backward(
      &shape, input.floats, output.gradient.pointer, weight.gradient, context.scratch)
  }
}
