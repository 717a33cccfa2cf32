internal import CLayers

/// The channels of two tensors of one shape, one after the other.
final class ConcatLayer: Layer {
  let name: String
  let output: Tensor
  private let parts: [Tensor]
  private let context: LayerContext
  private var adds: [Bool] = []

  init(_ name: String, _ first: Tensor, _ second: Tensor, context: LayerContext) {
    precondition(first.rows == second.rows && first.height == second.height, "one shape")
    self.name = name
    self.context = context
    parts = [first, second]
    output = context.activations(name, like: first, channels: first.channels + second.channels)
  }

  var family: LayerFamily { .copy }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { parts + [output] }

  func planBackward() -> [Tensor] {
    adds = parts.map { $0.claimGradient() }
    return [output.gradient] + parts.map(\.gradient)
  }

  func forward() {
    var offset = 0
    for part in parts {
      context.kernels.pointee.copy_rows(
        Int64(part.rows), Int64(part.channels), part.pointer, Int64(part.channels),
        output.pointer + offset * output.elementSize, Int64(output.channels), 0)
      offset += part.channels
    }
  }

  func backward() {
    var offset = 0
    for (part, adds) in zip(parts, adds) {
      context.kernels.pointee.copy_rows(
        Int64(part.rows), Int64(part.channels), output.gradient.pointer + offset * output.elementSize,
        Int64(output.channels), part.gradient.pointer, Int64(part.channels), adds ? 1 : 0)
      offset += part.channels
    }
  }
}
