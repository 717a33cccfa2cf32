internal import CLayers
internal import Training

/// One pass of a convolution of 3 x 3 or of a linear layer by our kernels.
struct OwnPass {
  private let table: UnsafePointer<CLTable>
  private let isLinear: Bool
  private var minimal: CLWinograd
  private var products: CLLinear

  init(_ shape: ConvolutionShape, _ table: UnsafePointer<CLTable>) {
    self.table = table
    isLinear = shape.kernel == 1
    minimal = CLWinograd(
      batch: Int64(shape.batch), height: Int64(shape.height), width: Int64(shape.width),
      inputs: Int64(shape.inputs), outputs: Int64(shape.outputs))
    products = CLLinear(
      rows: Int64(shape.batch * shape.height * shape.width), inputs: Int64(shape.inputs),
      outputs: Int64(shape.outputs))
  }

  var scratchFloats: Int {
    var (minimal, products) = (minimal, products)
    return Int(isLinear ? cl_linear_scratch(&products) : cl_winograd_scratch(&minimal))
  }

  var packedFloats: Int {
    var (minimal, products) = (minimal, products)
    return Int(isLinear ? cl_linear_floats(&products) : cl_winograd_floats(&minimal))
  }

  func pack(_ weights: UnsafePointer<Float>, gradient: Bool, to packed: UnsafeMutablePointer<Float>) {
    var (minimal, products) = (minimal, products)
    if isLinear {
      cl_linear_pack(&products, weights, gradient ? 1 : 0, packed)
    } else {
      table.pointee.winograd_pack(&minimal, weights, gradient ? 1 : 0, packed)
    }
  }

  func run(
    _ x: UnsafeRawPointer, packed: UnsafePointer<Float>, _ y: UnsafeMutableRawPointer,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var (minimal, products) = (minimal, products)
    if isLinear {
      table.pointee.linear(&products, x, packed, nil, y, 0, scratch)
    } else {
      table.pointee.winograd(&minimal, x, packed, nil, y, 0, scratch)
    }
  }

  func gradients(
    _ x: UnsafeRawPointer, _ dY: UnsafeRawPointer, weights: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var (minimal, products) = (minimal, products)
    if isLinear {
      table.pointee.linear_backward(&products, x, dY, weights, nil, scratch)
    } else {
      table.pointee.winograd_backward(&minimal, x, dY, weights, nil, scratch)
    }
  }
}
