internal import CLayers

/// Each 2 x 2 pixels become one pixel of four times the channels, rows first, or the reverse: with a linear layer after it
/// or in front of it, a convolution of stride 2, or a transposed one.
final class FoldLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private let unfolds: Bool
  private var adds = false

  init(_ name: String, input: Tensor, unfolds: Bool, context: LayerContext) {
    self.name = name
    self.input = input
    self.unfolds = unfolds
    self.context = context
    if unfolds {
      precondition(input.channels.isMultiple(of: 4), "four pixels of whole channels")
      output = context.activations(
        name, batch: input.batch, height: 2 * input.height, width: 2 * input.width,
        channels: input.channels / 4)
    } else {
      precondition(input.height.isMultiple(of: 2) && input.width.isMultiple(of: 2), "whole windows")
      output = context.activations(
        name, batch: input.batch, height: input.height / 2, width: input.width / 2,
        channels: 4 * input.channels)
    }
  }

  var family: LayerFamily { .copy }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output] }

  func planBackward() -> [Tensor] {
    adds = input.claimGradient()
    return [output.gradient, input.gradient]
  }

  func forward() { move(input, to: output, unfolds: unfolds, adds: false) }

  func backward() { move(output.gradient, to: input.gradient, unfolds: !unfolds, adds: adds) }

  private func move(_ from: Tensor, to: Tensor, unfolds: Bool, adds: Bool) {
    let (large, small) = unfolds ? (to, from) : (from, to)
    let channels = large.channels
    // A line of small pixels at a time: one of four runs of their channels, against every other large pixel.
    for line in 0..<small.batch * small.height {
      for corner in 0..<4 {
        let largeStart = ((2 * line + corner / 2) * large.width + corner % 2) * channels * large.elementSize
        let smallStart = (line * small.width * 4 + corner) * channels * small.elementSize
        let (source, target) = unfolds ? (smallStart, largeStart) : (largeStart, smallStart)
        context.kernels.pointee.copy_rows(
          Int64(small.width), Int64(channels), from.pointer + source, Int64((unfolds ? 4 : 2) * channels),
          to.pointer + target, Int64((unfolds ? 2 : 4) * channels), adds ? 1 : 0)
      }
    }
  }
}
