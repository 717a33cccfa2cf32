internal import CLayers

/// x Phi(x) with the exact normal distribution.
final class GELULayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private var adds = false

  init(_ name: String, input: Tensor, context: LayerContext) {
    self.name = name
    self.input = input
    self.context = context
    output = context.activations(name, like: input)
  }

  var family: LayerFamily { .gelu }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output] }

  func planBackward() -> [Tensor] {
    adds = input.claimGradient()
    return [input, output.gradient, input.gradient]
  }

  func forward() { context.kernels.pointee.gelu(Int64(input.count), input.pointer, output.pointer) }

  func backward() {
    context.kernels.pointee.gelu_backward(
      Int64(input.count), input.pointer, output.gradient.pointer, input.gradient.pointer, adds ? 1 : 0)
  }
}
