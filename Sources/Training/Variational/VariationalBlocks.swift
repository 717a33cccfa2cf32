internal import SweepModel

/// The parameters of a variational diffusion model: those of the network, and the two of gamma.
enum VariationalBlocks {
  static let intercept = "gamma.intercept"
  static let slope = "gamma.slope"

  static func tensors(_ architecture: DenoiserArchitecture, _ options: VariationalOptions)
    -> [ParameterTensor]
  {
    architecture.tensors + [
      ParameterTensor(name: intercept, shape: [1], start: .constant(Float(options.start.intercept))),
      ParameterTensor(name: slope, shape: [1], start: .constant(Float(options.start.slope))),
    ]
  }

  /// gamma as the block has it now.
  static func gamma(_ block: ParameterBlock) -> LinearLogSNR {
    LinearLogSNR(
      intercept: Double(block.buffer.pointer[block.offset(intercept)]),
      slope: Double(block.buffer.pointer[block.offset(slope)]))
  }
}

extension ParameterBlock {
  /// PyTorch's default start, drawn from a stream: one 64-bit number for each that is random, in order.
  ///
  /// - Parameter scale: multiplies all numbers but those of gamma.
  func start(from stream: inout RandomStream, scale: Double = 1) {
    for tensor in tensors {
      let factor = tensor.name.hasPrefix("gamma.") ? 1 : scale
      let numbers = slice(tensor)
      for index in numbers.indices {
        switch tensor.start {
        case .constant(let value): numbers[index] = Float(factor) * value
        case .uniform(let bound): numbers[index] = Float(factor * bound * (2 * stream.uniform() - 1))
        }
      }
    }
  }
}
