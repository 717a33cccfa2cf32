/// One parameter as a layer uses it: its place is looked up once, because names are made of strings and steps
/// are to allocate nothing.
struct LayerParameter {
  private let block: ParameterBlock
  private let gradientBlock: ParameterBlock?
  private let offset: Int

  /// - Parameter gradient: nil for inference.
  init(_ name: String, in block: ParameterBlock, gradient: ParameterBlock?) {
    self.block = block
    gradientBlock = gradient
    offset = block.offset(name)
  }

  /// Its numbers.
  var values: UnsafeMutablePointer<Float> { block.buffer.pointer + offset }

  /// Where its gradient is summed.
  var gradient: UnsafeMutablePointer<Float> {
    guard let gradientBlock else { preconditionFailure("only a training has gradients") }
    return gradientBlock.buffer.pointer + offset
  }
}
