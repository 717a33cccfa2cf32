internal import CLayers

/// softmax(Q K^T / sqrt(D)) V for each head (Vaswani et al. 2017, Eq. 1); pixels are tokens. The input holds
/// queries, keys and values one after the other in its channels.
final class AttentionLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let context: LayerContext
  private let logSums: Tensor
  private var shape: CLAttention

  init(_ name: String, input: Tensor, heads: Int, context: LayerContext) {
    precondition(input.channels.isMultiple(of: 3 * heads), "queries, keys and values of whole heads")
    self.name = name
    self.input = input
    self.context = context
    output = context.activations(name, like: input, channels: input.channels / 3)
    logSums = context.floats(name + ".lse", input.rows * heads)
    shape = CLAttention(
      batch: Int64(input.batch), tokens: Int64(input.pixels), heads: Int64(heads),
      head: Int64(input.channels / 3 / heads))
    context.needScratch(floats: cl_attention_scratch(&shape))
  }

  var kind: LayerKind { .attention }
  var family: LayerFamily { .attention }

  /// Two products of tokens by tokens by channels forward; five backward, scores once more among them.
  var operations: (forward: Int, backward: Int) {
    let product = 2 * input.rows * input.pixels * output.channels
    return (2 * product, 5 * product)
  }

  var predictedBytes: LayerBytes { .none }

  var forwardTensors: [Tensor] { [input, output, logSums] }

  func planBackward() -> [Tensor] {
    let before = input.claimGradient()
    precondition(!before, "\(input.name) goes to \(name) only")
    return [input, output, logSums, output.gradient, input.gradient]
  }

  func forward() {
    context.kernels.pointee.attention(
      &shape, input.pointer, output.pointer, logSums.floats, context.scratch)
  }

  func backward() {
    context.kernels.pointee.attention_backward(
      &shape, input.pointer, output.pointer, logSums.floats, output.gradient.pointer,
      input.gradient.pointer, context.scratch)
  }
}
