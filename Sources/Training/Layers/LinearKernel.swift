internal import CKernels
internal import CLayers
internal import COneDNN

/// One pass of a linear layer over channels by our own kernels.
final class LinearKernel: ConvolutionKernel {
  private var shape: CLLinear
  private let kernels: UnsafePointer<CLTable>
  private let isBackward: Bool
  private var packed: FloatBuffer?

  /// - Parameters:
  ///   - isBackward: by data, from the output's gradient.
  /// - Returns: nil where oneDNN is as fast or faster.
  init?(from input: Tensor, to output: Tensor, kernel: Int, isBackward: Bool, context: LayerContext) {
    guard LinearKernel.pays(elementSize: input.elementSize), kernel == 1 else { return nil }
    shape = CLLinear(
      rows: Int64(input.rows), inputs: Int64(input.channels), outputs: Int64(output.channels))
    self.isBackward = isBackward
    kernels = input.elementSize == 2 ? context.kernels : context.floatKernels
  }

  /// Whether linear layers of numbers of so many bytes go by these kernels here.
  static func pays(elementSize: Int) -> Bool {
    cl_linear_pays(ck_selected()) != 0 && (elementSize != 2 || conednn_has_tiles() == 0)
  }

  var packedBytes: Int { Int(cl_linear_floats(&shape)) * 4 }

  var scratchBytes: Int { Int(cl_linear_scratch(&shape)) * 4 }

  func pack(_ weights: UnsafePointer<Float>) {
    let packed = packed ?? FloatBuffer(Int(cl_linear_floats(&shape)))
    self.packed = packed
    cl_linear_pack(&shape, weights, isBackward ? 1 : 0, packed.pointer)
  }

  func run(
    _ x: UnsafeRawPointer, bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    guard let packed else { preconditionFailure("weights are packed before a layer runs") }
    kernels.pointee.linear(&shape, x, packed.pointer, bias, y, adds ? 1 : 0, scratch)
  }

  func gradients(
    _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer, weights: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>
  ) {
    kernels.pointee.linear_backward(&shape, x, dY, weights, bias, scratch)
  }
}
