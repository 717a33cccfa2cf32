internal import CKernels
internal import CLayers
internal import COneDNN

/// Who computes one pass of a convolution: the rules say what `percolate-bench convolutions` finds to be the faster way, whose
/// committed table a test holds them to.
package enum ConvolutionChoice: String, Hashable, Sendable {
  /// Our kernels of the minimal algorithm.
  case minimal
  /// Our kernels of products over channels.
  case products
  case oneDNN

  /// What decides beside the shape.
  package struct Processor: Hashable, Sendable {
    /// Whether our kernels use AVX-512.
    package var hasAVX512: Bool
    /// Whether oneDNN multiplies tiles of bfloat16 numbers (AMX).
    package var hasTiles: Bool

    package init(hasAVX512: Bool, hasTiles: Bool) {
      self.hasAVX512 = hasAVX512
      self.hasTiles = hasTiles
    }

    /// This one, or what is left of it by restrictions.
    package static var here: Processor {
      Processor(hasAVX512: ck_selected() == CK_AVX512, hasTiles: conednn_has_tiles() != 0)
    }
  }

  /// The choice for a pass from an input of `shape` to its outputs; by data, the input is the output's gradient. Gradients of
  /// weights go with the forward pass.
  package static func of(_ shape: ConvolutionShape, isHalf: Bool, on processor: Processor)
    -> ConvolutionChoice
  {
    if isHalf && processor.hasTiles { return .oneDNN }
    switch shape.kernel {
    case 1:
      return cl_linear_pays(processor.hasAVX512 ? CK_AVX512 : CK_AVX2) != 0 ? .products : .oneDNN
    case 3:
      var s = CLWinograd(
        batch: Int64(shape.batch), height: Int64(shape.height), width: Int64(shape.width),
        inputs: Int64(shape.inputs), outputs: Int64(shape.outputs))
      return cl_winograd_pays(&s) != 0 ? .minimal : .oneDNN
    default: return .oneDNN
    }
  }
}
