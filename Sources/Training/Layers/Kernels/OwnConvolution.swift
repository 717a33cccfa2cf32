internal import CLayers

/// One pass of a convolution by a family of our own kernels in C, with its packed weights.
final class OwnConvolution<Shape: KernelShape>: ConvolutionKernel {
  private let shape: Shape
  private let kernels: UnsafePointer<CLTable>
  private let isBackward: Bool
  private var packed: FloatBuffer?

  /// - Parameters:
  ///   - kernels: those of the input's precision.
  ///   - isBackward: by data, from the output's gradient.
  init(_ shape: Shape, _ kernels: UnsafePointer<CLTable>, isBackward: Bool) {
    self.shape = shape
    self.kernels = kernels
    self.isBackward = isBackward
  }

  var packedBytes: Int { shape.packedFloats * 4 }

  var scratchBytes: Int { shape.scratchFloats * 4 }

  func pack(_ weights: UnsafePointer<Float>) {
    let packed = packed ?? FloatBuffer(shape.packedFloats)
    self.packed = packed
    shape.pack(kernels, weights, gradient: isBackward, to: packed.pointer)
  }

  func run(
    _ x: UnsafeRawPointer, bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    guard let packed else { preconditionFailure("weights are packed before a layer runs") }
    shape.run(kernels, x, packed: packed.pointer, bias: bias, y, adds: adds, scratch: scratch)
  }

  func gradients(
    _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer, weights: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>
  ) {
    shape.gradients(kernels, x, dY, weights: weights, bias: bias, scratch: scratch)
  }
}
