internal import CLayers
internal import COneDNN

/// A convolution that keeps the image's size, or a linear layer over channels (kernel 1): by oneDNN, or by our own kernels
/// where they are faster.
final class ConvolutionLayer: Layer {
  let name: String
  let output: Tensor
  private let input: Tensor
  private let kernel: Int
  private let weight: LayerParameter
  private let bias: LayerParameter?
  /// Whether the gradient of the input is asked for.
  private let needsInputGradient: Bool
  private let context: LayerContext
  private var adds = false
  private var primitive: OpaquePointer?
  /// Forward and backward by weights, and backward by data; nil where oneDNN does it.
  private let own: (any ConvolutionKernel)?
  private let ownBackward: (any ConvolutionKernel)?

  /// - Parameters:
  ///   - weight: the parameter's whole name; `bias` nil for none.
  ///   - needsInputGradient: false where nothing in front of this layer has parameters.
  init(
    _ name: String, input: Tensor, outputs: Int, kernel: Int, weight: String, bias: String?,
    needsInputGradient: Bool = true, context: LayerContext
  ) {
    self.name = name
    self.input = input
    self.kernel = kernel
    self.weight = context.parameter(weight)
    self.bias = bias.map { context.parameter($0) }
    self.needsInputGradient = needsInputGradient
    self.context = context
    output = Tensor(
      name, batch: input.batch, height: input.height, width: input.width, channels: outputs,
      elementSize: input.elementSize)
    own = ConvolutionLayer.kernel(from: input, to: output, kernel, isBackward: false, context)
    ownBackward =
      context.isTraining && needsInputGradient
      ? ConvolutionLayer.kernel(from: output, to: input, kernel, isBackward: true, context) : nil
  }

  /// Our kernel for a pass; nil where oneDNN is as fast or faster.
  private static func kernel(
    from input: Tensor, to output: Tensor, _ kernel: Int, isBackward: Bool, _ context: LayerContext
  ) -> (any ConvolutionKernel)? {
    let isHalf = input.elementSize == 2
    let kernels = isHalf ? context.kernels : context.floatKernels
    let shape = ConvolutionShape(
      batch: input.batch, height: input.height, width: input.width, inputs: input.channels,
      outputs: output.channels, kernel: kernel)
    return switch ConvolutionChoice.of(shape, isHalf: isHalf, on: .here) {
    case .minimal: OwnConvolution(CLWinograd(from: input, to: output), kernels, isBackward: isBackward)
    case .products: OwnConvolution(CLLinear(from: input, to: output), kernels, isBackward: isBackward)
    case .oneDNN: nil
    }
  }

  /// Whether oneDNN has a pass to do.
  private var needsPrimitive: Bool {
    own == nil || context.isTraining && needsInputGradient && ownBackward == nil
  }

  deinit { conednn_convolution_destroy(primitive) }

  var kind: LayerKind { kernel == 1 ? .linear : .convolution }
  var family: LayerFamily { kernel == 1 ? .linear : .convolution }
  var convolution: ConvolutionShape? {
    ConvolutionShape(
      batch: input.batch, height: input.height, width: input.width, inputs: input.channels,
      outputs: output.channels, kernel: kernel)
  }

  /// Weights; the output's gradient a second time, for that of the weights, which is added to.
  var traffic: (forward: LayerTraffic, backward: LayerTraffic) {
    let weights = input.channels * output.channels * kernel * kernel
    func packed(_ own: (any ConvolutionKernel)?) -> Int { own?.packedBytes ?? weights * input.elementSize }
    let byData = needsInputGradient ? packed(ownBackward) + output.bytes : 0
    return (LayerTraffic(read: packed(own)), LayerTraffic(read: byData + weights * 4, written: weights * 4))
  }

  var operations: (forward: Int, backward: Int) {
    let products = 2 * output.count * input.channels * kernel * kernel
    return (products, needsInputGradient ? 2 * products : products)
  }

  var forwardTensors: [Tensor] { [input, output] }

  func planBackward() -> [Tensor] {
    var tensors = [input, output.gradient]
    if needsInputGradient {
      adds = input.claimGradient()
      tensors.append(input.gradient)
    }
    return tensors
  }

  /// Bytes of packed weights and of scratch, before oneDNN has chosen its layouts, which pad channels.
  var predictedBytes: LayerBytes {
    let ours = [own, ownBackward].compactMap(\.self)
    var bytes = LayerBytes(
      packed: ours.reduce(0) { $0 + $1.packedBytes },
      scratch: ours.reduce(0) { max($0, $1.scratchBytes) })
    guard needsPrimitive else { return bytes }
    let weights = (input.channels + 15) / 16 * 16 * ((output.channels + 15) / 16 * 16) * kernel * kernel
    let copies = context.isTraining ? (needsInputGradient ? 2 : 1) : 1
    bytes.packed += weights * input.elementSize * copies
    // With the output, where a gradient is added to another.
    bytes.scratch = max(bytes.scratch, (context.isTraining ? weights * 4 : 0) + output.bytes)
    return bytes
  }

  func prepare() throws(UNetError) {
    for pass in [own, ownBackward].compactMap(\.self) { context.needScratch(bytes: pass.scratchBytes) }
    guard needsPrimitive else { return }
    var shape = COneDNNShape(
      batch: Int32(input.batch), height: Int32(input.height), width: Int32(input.width),
      inputs: Int32(input.channels), outputs: Int32(output.channels), kernel: Int32(kernel),
      bias: bias == nil ? 0 : 1, bfloat16: input.elementSize == 2 ? 1 : 0)
    try check("make it", conednn_convolution_create(&primitive, &shape, context.isTraining ? 0 : 1))
    let adding = adds ? input.bytes : 0
    context.needScratch(bytes: Int(conednn_convolution_scratch(primitive)) + adding)
  }

  func pack() throws(UNetError) {
    own?.pack(weight.values)
    ownBackward?.pack(weight.values)
    guard needsPrimitive else { return }
    try check("pack weights", conednn_convolution_pack(primitive, weight.values))
  }

  func forward() throws(UNetError) {
    if let own {
      return own.run(
        input.pointer, bias: bias?.values, output.pointer, adds: false, scratch: context.scratch)
    }
    try check(
      "run forward",
      conednn_convolution_forward(
        primitive, input.pointer, bias?.values, output.pointer, context.scratch))
  }

  func backward() throws(UNetError) {
    let dY = output.gradient.pointer
    if let own {
      own.gradients(
        input.pointer, dY, weights: weight.gradient, bias: bias?.gradient, scratch: context.scratch)
    } else {
      try check(
        "run backward by weights",
        conednn_convolution_backward_weights(
          primitive, input.pointer, dY, weight.gradient, context.scratch))
      if let bias {
        let kernels = output.elementSize == 2 ? context.kernels : context.floatKernels
        kernels.pointee.sum_rows(Int64(output.rows), Int64(output.channels), dY, bias.gradient)
      }
    }
    if needsInputGradient { try backwardByData(dY) }
  }

  private func backwardByData(_ dY: UnsafeMutableRawPointer) throws(UNetError) {
    let dX = input.gradient.pointer
    if let ownBackward { return ownBackward.run(dY, bias: nil, dX, adds: adds, scratch: context.scratch) }
    let scratch = UnsafeMutableRawPointer(context.scratch)
    let target = adds ? scratch : dX
    try check(
      "run backward by data",
      conednn_convolution_backward_data(primitive, dY, target, scratch + (adds ? input.bytes : 0)))
    if adds { context.kernels.pointee.add(Int64(input.count), dX, target, dX) }
  }

  private func check(_ operation: String, _ status: Int32) throws(UNetError) {
    guard status != 0 else { return }
    throw .kernel(layer: name, operation: operation, status: String(cString: conednn_status_name(status)))
  }
}
