/// The layers of a network in order, with every tensor placed in one arena by its lifetime: tensors that are
/// never needed at the same time share memory.
final class LayerPlan {
  private let context: LayerContext
  let layers: [any Layer]
  /// What each layer has to do.
  let works: [LayerWork]
  private let tensors: [Tensor]
  /// Bytes of the arena.
  let arenaBytes: Int
  private var arena: FloatBuffer?
  private var watch: LayerWatch?

  /// - Parameters:
  ///   - inputs: what is written before the forward pass.
  ///   - outputs: what is read after it and, in training, whose gradient is written before the backward pass.
  ///   - wanted: inputs whose gradients are read after the backward pass.
  init(
    _ context: LayerContext, layers: [any Layer], inputs: [Tensor], outputs: [Tensor], wanted: [Tensor] = []
  ) {
    self.context = context
    self.layers = layers
    var (tensors, seen): ([Tensor], Set<ObjectIdentifier>) = ([], [])
    @discardableResult
    func use(_ tensor: Tensor, at position: Int) -> Bool {
      tensor.use(at: position)
      let isNew = seen.insert(ObjectIdentifier(tensor)).inserted
      if isNew { tensors.append(tensor) }
      return isNew
    }
    var works = [LayerWork](repeating: LayerWork(), count: layers.count)
    for tensor in inputs { use(tensor, at: 0) }
    for (position, layer) in layers.enumerated() {
      let own = layer.forwardTensors
      // What is used for the first time is written.
      for tensor in own {
        works[position].forwardTraffic.add(tensor, isRead: !use(tensor, at: position))
      }
      works[position].forwardBytes = own.reduce(0) { $0 + $1.bytes }
      (works[position].forward, works[position].backward) = layer.operations
    }
    let middle = layers.count
    for tensor in outputs { use(tensor, at: middle) }
    if context.isTraining {
      for tensor in outputs {
        _ = tensor.claimGradient()
        use(tensor.gradient, at: middle)
      }
      for (position, layer) in layers.reversed().enumerated() {
        let own = layer.planBackward()
        let targets = layer.forwardTensors.filter { $0 !== layer.output }.compactMap(\.claimedGradient)
        for tensor in own {
          let isNew = use(tensor, at: middle + 1 + position)
          let isTarget = tensor !== layer.output.gradient && targets.contains { $0 === tensor }
          // A gradient that was there is added to.
          if isTarget { works[middle - 1 - position].backwardTraffic.add(tensor, isRead: false) }
          if !isNew { works[middle - 1 - position].backwardTraffic.add(tensor, isRead: true) }
        }
        // One tensor alone is passed on as it is.
        works[middle - 1 - position].backwardBytes = own.count > 1 ? own.reduce(0) { $0 + $1.bytes } : 0
      }
      for tensor in wanted { use(tensor.gradient, at: 2 * middle) }
    }
    self.tensors = tensors
    self.works = works
    arenaBytes = LayerPlan.place(tensors)
  }

  /// The layers as their shapes say them, in order.
  var summaries: [LayerSummary] {
    zip(layers, works).map { layer, work in
      LayerSummary(
        name: layer.name, family: layer.family, convolution: layer.convolution,
        outputBytes: layer.output.bytes, forward: work.forwardTraffic + layer.traffic.forward,
        backward: work.backwardTraffic + layer.traffic.backward)
    }
  }

  /// Largest first, each at the lowest address that no tensor alive at the same time has.
  private static func place(_ tensors: [Tensor]) -> Int {
    var (placed, end): ([(tensor: Tensor, life: ClosedRange<Int>)], Int) = ([], 0)
    for tensor in tensors.sorted(by: { ($1.bytes, $0.name) < ($0.bytes, $1.name) }) {
      guard let life = tensor.life else { continue }
      let others = placed.filter { $0.life.overlaps(life) }.sorted { $0.tensor.offset < $1.tensor.offset }
      var offset = 0
      for other in others {
        if offset + tensor.bytes <= other.tensor.offset { break }
        offset = max(offset, other.tensor.offset + other.tensor.bytes)
      }
      tensor.offset = offset
      end = max(end, offset + tensor.bytes)
      placed.append((tensor, life))
    }
    return end
  }

  /// Makes the memory and the primitives.
  func prepare() throws(UNetError) {
    let arena = FloatBuffer((arenaBytes + 3) / 4)
    self.arena = arena
    for tensor in tensors { tensor.place(in: UnsafeMutableRawPointer(arena.pointer)) }
    for layer in layers { try layer.prepare() }
    context.allocateScratch()
  }

  /// Lets all layers take in the present parameters.
  func pack() throws(UNetError) {
    // By index, here and below: unoptimised, iterators of lists allocate.
    for index in layers.indices { try layers[index].pack() }
  }

  /// Runs all layers; `then` is called after each, with its index.
  func forward(then: (_ index: Int) -> Void = { _ in }) throws(UNetError) {
    watch?.start()
    for index in layers.indices {
      try layers[index].forward()
      watch?.didForward(index)
      then(index)
    }
  }

  /// Runs all layers backward, the last one first.
  func backward() throws(UNetError) {
    watch?.start()
    var index = layers.count
    while index > 0 {
      index -= 1
      try layers[index].backward()
      watch?.didBackward(index)
    }
  }

  /// From now on each pass adds up what its layers take, from zero.
  func watchLayers() { watch = LayerWatch(layers, works: works) }

  /// What they took so far, in order; empty without ``watchLayers()``.
  var layerTimes: [LayerTime] { watch?.times ?? [] }

  /// Bytes of the arena, the packed weights and the scratch memory, known before they are made.
  var predictedBytes: Int {
    var (packed, scratch) = (0, context.scratchBytes)
    for layer in layers {
      let bytes = layer.predictedBytes
      packed += bytes.packed
      scratch = max(scratch, bytes.scratch)
    }
    return arenaBytes + packed + scratch
  }
}

extension LayerTraffic {
  /// A tensor once more.
  fileprivate mutating func add(_ tensor: Tensor, isRead: Bool) {
    if isRead { read += tensor.bytes } else { written += tensor.bytes }
  }
}
