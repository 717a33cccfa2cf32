internal import CLayers

/// GroupNorm with several groups of neighbouring channels, and GELU after it where wanted.
final class GroupedNormLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private let weight: LayerParameter
  private let bias: LayerParameter
  private let mean: Tensor
  private let scale: Tensor
  private var shape: CLGroupedNorm
  private var adds = false

  /// The name is also the prefix of `.weight` and `.bias`.
  ///
  /// - Parameters:
  ///   - groups: divides the channels.
  ///   - epsilon: added to a variance.
  init(_ name: String, input: Tensor, groups: Int, gelu: Bool, epsilon: Float, context: LayerContext) {
    precondition(input.channels.isMultiple(of: groups), "whole groups")
    self.name = name
    self.input = input
    self.context = context
    weight = context.parameter(name + ".weight")
    bias = context.parameter(name + ".bias")
    output = context.activations(name, like: input)
    mean = context.floats(name + ".mean", input.batch * groups)
    scale = context.floats(name + ".scale", input.batch * groups)
    shape = CLGroupedNorm(
      batch: Int64(input.batch), pixels: Int64(input.pixels), channels: Int64(input.channels),
      groups: Int64(groups), gelu: gelu ? 1 : 0, epsilon: epsilon)
    context.needScratch(floats: cl_grouped_norm_scratch(Int64(input.pixels), Int64(input.channels)))
  }

  var family: LayerFamily { .groupNorm }
  var predictedBytes: LayerBytes { .none }

  /// Moments first; backward sums first, and of what comes before GELU, which is kept in float32.
  var traffic: (forward: LayerTraffic, backward: LayerTraffic) {
    let kept = shape.gelu != 0 ? input.count * 4 : 0
    return (
      LayerTraffic(read: input.bytes),
      LayerTraffic(read: input.bytes + (kept > 0 ? kept : input.bytes), written: kept)
    )
  }

  var forwardTensors: [Tensor] { [input, output, mean, scale] }

  func planBackward() -> [Tensor] {
    adds = input.claimGradient()
    return [input, output.gradient, input.gradient, mean, scale]
  }

  func forward() {
    context.kernels.pointee.grouped_norm(
      &shape, input.pointer, weight.values, bias.values, output.pointer, mean.floats, scale.floats,
      context.scratch)
  }

  func backward() {
    context.kernels.pointee.grouped_norm_backward(
      &shape, input.pointer, weight.values, bias.values, mean.floats, scale.floats, output.gradient.pointer,
      input.gradient.pointer, weight.gradient, bias.gradient, adds ? 1 : 0, context.scratch)
  }
}
