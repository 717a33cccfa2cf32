internal import CLayers

/// Convolutions of 3 x 3 by the minimal algorithm.
extension CLWinograd: KernelShape {
  init(from input: Tensor, to output: Tensor) {
    self.init(
      batch: Int64(input.batch), height: Int64(input.height), width: Int64(input.width),
      inputs: Int64(input.channels), outputs: Int64(output.channels))
  }

  var packedFloats: Int { withUnsafePointer(to: self) { Int(cl_winograd_floats($0)) } }
  var scratchFloats: Int { withUnsafePointer(to: self) { Int(cl_winograd_scratch($0)) } }

  func pack(
    _ kernels: UnsafePointer<CLTable>, _ weights: UnsafePointer<Float>, gradient: Bool,
    to packed: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: self) { kernels.pointee.winograd_pack($0, weights, gradient ? 1 : 0, packed) }
  }

  func run(
    _ kernels: UnsafePointer<CLTable>, _ x: UnsafeRawPointer, packed: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ y: UnsafeMutableRawPointer, adds: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: self) {
      kernels.pointee.winograd($0, x, packed, bias, y, adds ? 1 : 0, scratch)
    }
  }

  func gradients(
    _ kernels: UnsafePointer<CLTable>, _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?,
    scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: self) { kernels.pointee.winograd_backward($0, x, dY, weights, bias, scratch) }
  }
}
