internal import CLayers

/// The largest of each 2 x 2 pixels.
final class MaxPoolLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private var adds = false

  init(_ name: String, input: Tensor, context: LayerContext) {
    precondition(input.height.isMultiple(of: 2) && input.width.isMultiple(of: 2), "whole windows")
    self.name = name
    self.input = input
    self.context = context
    output = context.activations(
      name, batch: input.batch, height: input.height / 2, width: input.width / 2,
      channels: input.channels)
  }

  var family: LayerFamily { .pooling }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output] }

  func planBackward() -> [Tensor] {
    adds = input.claimGradient()
    return [input, output.gradient, input.gradient]
  }

  func forward() {
    context.kernels.pointee.max_pool(
      Int64(input.batch), Int64(input.height), Int64(input.width), Int64(input.channels), input.pointer,
      output.pointer)
  }

  func backward() {
    context.kernels.pointee.max_pool_backward(
      Int64(input.batch), Int64(input.height), Int64(input.width), Int64(input.channels), input.pointer,
      output.gradient.pointer, input.gradient.pointer, adds ? 1 : 0)
  }
}
