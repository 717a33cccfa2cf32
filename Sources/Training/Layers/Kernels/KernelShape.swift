internal import CLayers

/// The shape of one pass of a convolution as a family of our own kernels in C takes it. With `gradient` weights are turned
/// round: those of the layer whose gradient by data has this shape.
protocol KernelShape {
  init(from input: Tensor, to output: Tensor)
  /// Floats of packed weights, and that a call needs.
  var packedFloats: Int { get }
  var scratchFloats: Int { get }
  func pack(
    _ kernels: UnsafePointer<CLTable>, _ weights: UnsafePointer<Float>, gradient: Bool,
    to packed: UnsafeMutablePointer<Float>)
  func run(
    _ kernels: UnsafePointer<CLTable>, _ x: UnsafeRawPointer, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>)
  func gradients(
    _ kernels: UnsafePointer<CLTable>, _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?,
    scratch: UnsafeMutablePointer<Float>)
}
