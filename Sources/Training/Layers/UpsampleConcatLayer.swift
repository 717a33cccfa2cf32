internal import CLayers

/// Channels of the skip connection, then those of the input at twice its size: bilinear, corners aligned.
final class UpsampleConcatLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let skip: Tensor
  private let context: LayerContext
  private var (addsToInput, addsToSkip) = (false, false)

  init(_ name: String, input: Tensor, skip: Tensor, context: LayerContext) {
    precondition(skip.height == 2 * input.height && skip.width == 2 * input.width, "twice the size")
    self.name = name
    self.input = input
    self.skip = skip
    self.context = context
    output = context.activations(name, like: skip, channels: skip.channels + input.channels)
    context.needScratch(
      floats: cl_upsample_scratch(Int64(input.height), Int64(input.width), Int64(input.channels)))
  }

  var family: LayerFamily { .upsampling }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, skip, output] }

  func planBackward() -> [Tensor] {
    addsToInput = input.claimGradient()
    addsToSkip = skip.claimGradient()
    return [output.gradient, input.gradient, skip.gradient]
  }

  func forward() {
    let all = Int64(output.channels)
    context.kernels.pointee.copy_rows(
      Int64(skip.rows), Int64(skip.channels), skip.pointer, Int64(skip.channels), output.pointer, all, 0)
    context.kernels.pointee.upsample(
      Int64(input.batch), Int64(input.height), Int64(input.width), Int64(input.channels), input.pointer,
      output.pointer, Int64(skip.channels), all)
  }

  func backward() {
    let all = Int64(output.channels)
    let dY = output.gradient.pointer
    context.kernels.pointee.copy_rows(
      Int64(skip.rows), Int64(skip.channels), dY, all, skip.gradient.pointer, Int64(skip.channels),
      addsToSkip ? 1 : 0)
    context.kernels.pointee.upsample_backward(
      Int64(input.batch), Int64(input.height), Int64(input.width), Int64(input.channels), dY,
      Int64(skip.channels), all, input.gradient.pointer, addsToInput ? 1 : 0, context.scratch)
  }
}
