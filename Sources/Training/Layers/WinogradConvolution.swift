internal import CLayers
internal import COneDNN

/// One pass of a convolution of 3 x 3 by the minimal algorithm.
final class WinogradConvolution: ConvolutionKernel {
  private var shape: CLWinograd
  private let kernels: UnsafePointer<CLTable>
  private let isBackward: Bool
  private var packed: FloatBuffer?

  /// - Parameters:
  ///   - isBackward: by data, from the output's gradient.
  /// - Returns: nil where oneDNN is as fast or faster.
  init?(from input: Tensor, to output: Tensor, kernel: Int, isBackward: Bool, context: LayerContext) {
    guard let shape = WinogradConvolution.shape(from: input, to: output, kernel: kernel) else { return nil }
    self.shape = shape
    self.isBackward = isBackward
    kernels = input.elementSize == 2 ? context.kernels : context.floatKernels
  }

  /// The shape of a pass, nil where oneDNN does it.
  static func shape(from input: Tensor, to output: Tensor, kernel: Int) -> CLWinograd? {
    var shape = CLWinograd(
      batch: Int64(input.batch), height: Int64(input.height), width: Int64(input.width),
      inputs: Int64(input.channels), outputs: Int64(output.channels))
    guard kernel == 3, cl_winograd_pays(&shape) != 0 else { return nil }
    return input.elementSize == 2 && conednn_has_tiles() != 0 ? nil : shape
  }

  var packedBytes: Int { Int(cl_winograd_floats(&shape)) * 4 }

  var scratchBytes: Int { Int(cl_winograd_scratch(&shape)) * 4 }

  func pack(_ weights: UnsafePointer<Float>) {
    let packed = packed ?? FloatBuffer(Int(cl_winograd_floats(&shape)))
    self.packed = packed
    cl_winograd_pack(&shape, weights, isBackward ? 1 : 0, packed.pointer)
  }

  func run(
    _ x: UnsafeRawPointer, bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    guard let packed else { preconditionFailure("weights are packed before a layer runs") }
    kernels.pointee.winograd(&shape, x, packed.pointer, bias, y, adds ? 1 : 0, scratch)
  }

  func gradients(
    _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer, weights: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>
  ) {
    kernels.pointee.winograd_backward(&shape, x, dY, weights, bias, scratch)
  }
}
