internal import CLayers

/// Linear layers over the channels of each pixel.
extension CLLinear: KernelShape {
  init(from input: Tensor, to output: Tensor) {
    self.init(rows: Int64(input.rows), inputs: Int64(input.channels), outputs: Int64(output.channels))
  }

  var packedFloats: Int { withUnsafePointer(to: self) { Int(cl_linear_floats($0)) } }
  var scratchFloats: Int { withUnsafePointer(to: self) { Int(cl_linear_scratch($0)) } }

  func pack(
    _ kernels: UnsafePointer<CLTable>, _ weights: UnsafePointer<Float>, gradient: Bool,
    to packed: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: self) { cl_linear_pack($0, weights, gradient ? 1 : 0, packed) }
  }

  func run(
    _ kernels: UnsafePointer<CLTable>, _ x: UnsafeRawPointer, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: self) { kernels.pointee.linear($0, x, packed, bias, y, adds ? 1 : 0, scratch) }
  }

  func gradients(
    _ kernels: UnsafePointer<CLTable>, _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?,
    scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: self) { kernels.pointee.linear_backward($0, x, dY, weights, bias, scratch) }
  }
}
