internal import CLayers

/// The network for slices of a fixed number of images: all buffers and primitives, made once. Not safe to
/// share between threads; no pass allocates.
final class UNetNetwork {
  let architecture: UNetArchitecture
  let slice: Int
  let context: LayerContext
  let image: Tensor
  let embedding: Tensor
  let output: Tensor
  private let plan: LayerPlan
  private let blocks: [String: Tensor]
  let divisors: [Double]
  private var captures: [Int: [String]] = [:]
  private var captured: [String: [Float]] = [:]
  private var ready = false

  /// Lists the layers and places the tensors; ``prepare()`` makes the memory.
  ///
  /// - Parameters:
  ///   - gradient: nil for a network that only answers.
  ///   - needsInputGradients: whether a backward pass also gives those of ``image`` and ``embedding``; in float32
  ///     only.
  init(
    _ architecture: UNetArchitecture, parameters: ParameterBlock, gradient: ParameterBlock?,
    precision: ComputePrecision, slice: Int, needsInputGradients: Bool = false
  ) {
    self.architecture = architecture
    self.slice = slice
    divisors = architecture.encoding.divisors(length: architecture.encodingLength)
    context = LayerContext(parameters: parameters, gradient: gradient, precision: precision)
    var builder = UNetBuilder(
      architecture, context: context, slice: slice, needsInputGradients: needsInputGradients)
    output = builder.build()
    image = builder.image
    embedding = builder.embedding
    blocks = builder.blocks
    plan = LayerPlan(
      context, layers: builder.layers, inputs: [image, embedding], outputs: [output],
      wanted: needsInputGradients ? [image, embedding] : [])
  }

  func prepare() throws(UNetError) {
    guard !ready else { return }
    try plan.prepare()
    ready = true
    try pack()
  }

  /// Takes in the present parameters. Call after each change of them.
  func pack() throws(UNetError) { try plan.pack() }

  /// Writes the embedding of image `index`: SiLU of the encodings, as every block's linear layer reads it.
  /// Labels nil: those of no label, all zero.
  func embed(_ index: Int, time: Double, labels: UnsafePointer<Float>?) {
    let length = architecture.encodingLength
    let target = embedding.floats + index * architecture.embeddingLength
    architecture.encoding.encode(time, divisors: divisors, into: target)
    for label in 0..<architecture.labels {
      let place = target + (1 + label) * length
      if let labels {
        architecture.encoding.encode(Double(labels[label]), divisors: divisors, into: place)
      } else {
        place.update(repeating: 0, count: length)
      }
    }
    context.floatKernels.pointee.silu(Int64(architecture.embeddingLength), target, target)
  }

  /// From ``image`` and ``embedding`` to ``output``.
  func forward() throws(UNetError) {
    try plan.forward { index in
      guard let names = captures[index] else { return }
      for name in names { captured[name] = copy(plan.layers[index].output) }
    }
  }

  /// From the output's gradient, which the caller wrote, to the gradients of all parameters, which are added
  /// to what is there.
  func backward() throws(UNetError) { try plan.backward() }

  /// From now on each pass adds up what its layers take, from zero.
  func watchLayers() { plan.watchLayers() }

  /// What they took so far, in order; empty without ``watchLayers()``.
  var layerTimes: [LayerTime] { plan.layerTimes }

  /// The layers as their shapes say them, in order.
  var summaries: [LayerSummary] { plan.summaries }

  /// Names whose outputs can be captured.
  var layerNames: [String] { Set(plan.layers.map(\.name) + blocks.keys).sorted() }

  /// From now on each forward pass keeps what these layers make. An empty list ends it.
  func capture(_ names: [String]) throws(UNetError) {
    captures = [:]
    captured = [:]
    for name in names {
      let index = plan.layers.lastIndex { $0.name == name || $0.output === blocks[name] }
      guard let index else { throw .unknownLayer(name: name, known: layerNames) }
      captures[index, default: []].append(name)
    }
  }

  /// What the last forward pass kept, [slice][height][width][channels].
  func captured(_ name: String) -> [Float]? { captured[name] }

  /// Height, width and channels of a layer's output.
  func shape(of name: String) -> (height: Int, width: Int, channels: Int)? {
    let tensor = blocks[name] ?? plan.layers.last { $0.name == name }?.output
    return tensor.map { ($0.height, $0.width, $0.channels) }
  }

  private func copy(_ tensor: Tensor) -> [Float] {
    [Float](unsafeUninitializedCapacity: tensor.count) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      let kernels = tensor.elementSize == 2 ? context.kernels : context.floatKernels
      kernels.pointee.widen(Int64(tensor.count), tensor.pointer, start)
      count = tensor.count
    }
  }

  /// Bytes of the arena, the packed weights and the scratch memory, known before they are made.
  var predictedBytes: Int { plan.predictedBytes }
}
