internal import CLayers

/// An image's activations plus one number for each of its channels, in float32.
final class AddEmbeddingLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let embedding: Tensor
  private let context: LayerContext

  /// - Parameter embedding: [batch][1][1][channels of the input].
  init(_ name: String, input: Tensor, embedding: Tensor, context: LayerContext) {
    precondition(
      input.elementSize == 4 && embedding.count == input.batch * input.channels, "a number a channel")
    self.name = name
    self.input = input
    self.embedding = embedding
    self.context = context
    output = context.activations(name, like: input)
  }

  var family: LayerFamily { .embedding }
  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, embedding, output] }

  /// The input's gradient is the output's.
  func planBackward() -> [Tensor] {
    input.shareGradient(of: output)
    let before = embedding.claimGradient()
    precondition(!before, "\(embedding.name) goes to \(name) only")
    return [output.gradient, embedding.gradient]
  }

  func forward() {
    let (pixels, channels) = (input.pixels, input.channels)
    for image in 0..<input.batch {
      let start = image * pixels * channels
      context.floatKernels.pointee.add_channels(
        Int64(pixels), Int64(channels), input.floats + start, embedding.floats + image * channels,
        output.floats + start)
    }
  }

  func backward() {
    let (pixels, channels) = (input.pixels, input.channels)
    let target = embedding.gradient.floats
    target.update(repeating: 0, count: embedding.count)
    for image in 0..<input.batch {
      context.floatKernels.pointee.sum_rows(
        Int64(pixels), Int64(channels), output.gradient.floats + image * pixels * channels,
        target + image * channels)
    }
  }
}
