internal import CLayers

/// GroupNorm with one group and what follows it in the network: y = f(norm(x) + residual) + embedding, where
/// f is GELU or nothing, and the embedding is one number per image and channel.
final class GroupNormLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let residual: Tensor?
  private let embedding: Tensor?
  private let context: LayerContext
  private let weight: LayerParameter
  private let bias: LayerParameter
  private let mean: Tensor
  private let scale: Tensor
  private var shape: CLGroupNorm

  /// - Parameter parameters: the prefix of `.weight` and `.bias`.
  init(
    _ name: String, input: Tensor, parameters: String, gelu: Bool, residual: Tensor? = nil,
    embedding: Tensor? = nil, context: LayerContext
  ) {
    self.name = name
    self.input = input
    self.residual = residual
    self.embedding = embedding
    weight = context.parameter(parameters + ".weight")
    bias = context.parameter(parameters + ".bias")
    self.context = context
    output = context.activations(name, like: input)
    mean = context.floats(name + ".mean", input.batch)
    scale = context.floats(name + ".scale", input.batch)
    shape = CLGroupNorm(
      batch: Int64(input.batch), pixels: Int64(input.pixels), channels: Int64(input.channels),
      gelu: gelu ? 1 : 0)
    context.needScratch(floats: cl_norm_scratch(Int64(input.channels)))
  }

  var family: LayerFamily { .groupNorm }
  var predictedBytes: LayerBytes { .none }

  /// Moments first; backward sums first, and of what comes before GELU, which is kept.
  var traffic: (forward: LayerTraffic, backward: LayerTraffic) {
    let kept = shape.gelu != 0 && residual == nil ? input.bytes : 0
    let embedded = embedding == nil ? 0 : input.bytes
    return (
      LayerTraffic(read: input.bytes), LayerTraffic(read: 2 * input.bytes + embedded, written: kept)
    )
  }

  var forwardTensors: [Tensor] {
    [input, output, mean, scale] + [residual, embedding].compactMap { $0 }
  }

  func planBackward() -> [Tensor] {
    for tensor in [residual, input, embedding].compactMap({ $0 }) {
      let before = tensor.claimGradient()
      precondition(!before, "\(tensor.name) gets its first gradient from \(name)")
    }
    return [input, output.gradient, input.gradient, mean, scale]
      + [residual, residual?.gradient, embedding?.gradient].compactMap { $0 }
  }

  func forward() {
    context.kernels.pointee.group_norm(
      &shape, input.pointer, weight.values, bias.values,
      residual?.pointer, embedding?.floats, output.pointer, mean.floats, scale.floats, context.scratch)
  }

  func backward() {
    context.kernels.pointee.group_norm_backward(
      &shape, input.pointer, weight.values, bias.values,
      residual?.pointer, mean.floats, scale.floats, output.gradient.pointer, input.gradient.pointer,
      weight.gradient, bias.gradient,
      residual?.gradient.pointer, embedding?.gradient.floats, context.scratch)
  }
}
