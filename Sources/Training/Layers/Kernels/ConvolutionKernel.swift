/// One pass of a convolution by our own kernels, with its packed weights: forward or, from the weights turned round, backward
/// by data. ``ConvolutionLayer`` has oneDNN do what none of them is faster at.
protocol ConvolutionKernel: AnyObject {
  /// Bytes of the packed weights.
  var packedBytes: Int { get }
  /// Bytes that a call needs.
  var scratchBytes: Int { get }
  func pack(_ weights: UnsafePointer<Float>)
  /// - Parameter adds: to what is in `y`, instead of writing over it.
  func run(
    _ x: UnsafeRawPointer, bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>)
  /// The gradients of weights and bias, added to what is there.
  func gradients(
    _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer, weights: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>)
}
