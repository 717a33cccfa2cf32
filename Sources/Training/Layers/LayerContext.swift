internal import CKernels
internal import CLayers

/// What the layers of one network share: kernels, parameters, gradients and scratch memory.
final class LayerContext {
  let precision: ComputePrecision
  let isTraining: Bool
  let kernels: UnsafePointer<CLTable>
  /// For what is float32 in any case.
  let floatKernels: UnsafePointer<CLTable>
  let parameters: ParameterBlock
  /// Gradients of the parameters, in the same order; nil for inference.
  let gradient: ParameterBlock?
  private(set) var scratchBytes = 64
  private var scratchBuffer: FloatBuffer?

  init(parameters: ParameterBlock, gradient: ParameterBlock?, precision: ComputePrecision) {
    let precision = precision.here
    self.precision = precision
    self.parameters = parameters
    self.gradient = gradient
    isTraining = gradient != nil
    let set = ck_selected()
    kernels = cl_table(set, precision == .bfloat16 ? CL_BFLOAT16 : CL_FLOAT32)
    floatKernels = cl_table(set, CL_FLOAT32)
  }

  /// Asks for scratch memory, which lasts for one call and is shared by all layers.
  func needScratch(bytes: Int) { scratchBytes = max(scratchBytes, bytes) }
  func needScratch(floats: Int64) { needScratch(bytes: Int(floats) * 4) }

  func allocateScratch() { scratchBuffer = FloatBuffer((scratchBytes + 3) / 4) }

  var scratch: UnsafeMutablePointer<Float> {
    guard let scratchBuffer else { preconditionFailure("scratch memory is made before layers run") }
    return scratchBuffer.pointer
  }

  /// A parameter by its whole name, for a layer to keep.
  func parameter(_ name: String) -> LayerParameter {
    LayerParameter(name, in: parameters, gradient: gradient)
  }

  /// A tensor of activations in the context's precision.
  func activations(_ name: String, batch: Int, height: Int, width: Int, channels: Int) -> Tensor {
    Tensor(
      name, batch: batch, height: height, width: width, channels: channels,
      elementSize: precision == .bfloat16 ? 2 : 4)
  }

  /// A like one with another number of channels.
  func activations(_ name: String, like x: Tensor, channels: Int? = nil) -> Tensor {
    activations(name, batch: x.batch, height: x.height, width: x.width, channels: channels ?? x.channels)
  }

  /// `count` float32 numbers.
  func floats(_ name: String, _ count: Int) -> Tensor {
    Tensor(name, batch: 1, height: 1, width: 1, channels: count, elementSize: 4)
  }
}
