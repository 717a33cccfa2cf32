internal import CKernels
package import SweepModel

/// Trains replicates of one small network, each with its own parameters, on the same or on their own data.
///
/// A replicate's numbers do not depend on which others are trained with it, nor on how the steps are
/// divided into calls. Not safe to share between threads; no step allocates.
package final class SmallNetTrainer {
  package let architecture: SmallNetArchitecture
  package let options: SmallNetOptions
  /// Steps done by every replicate.
  package private(set) var step = 0
  package var replicateCount: Int { replicates.count }

  private var net: CKNet
  private let replicates: [SmallNetReplicate]
  private let gradient: FloatBuffer
  private let scratch: FloatBuffer
  private let rates: FloatBuffer
  /// Learning rates computed ahead at a time.
  static let block = 1024

  /// - Parameters:
  ///   - data: one for all replicates, or one for each.
  ///   - parameters: where each replicate starts.
  ///   - orders: a stream for each replicate, which shuffles its mini-batches; needed only for those.
  package init(
    _ architecture: SmallNetArchitecture, data: [SmallNetData], options: SmallNetOptions,
    parameters: [SmallNetParameters], orders: [RandomStream] = []
  ) throws(SmallNetError) {
    try options.validate()
    guard !parameters.isEmpty, parameters.allSatisfy({ $0.architecture == architecture }) else {
      throw .outOfRange(
        name: "replicates", value: "\(parameters.count)", expected: "1 or more, all of this architecture")
    }
    guard data.count == 1 || data.count == parameters.count else {
      throw .shape(what: "the list of data sets", expected: parameters.count, found: data.count)
    }
    if case .mini(_, shuffled: true) = options.batches, orders.count != parameters.count {
      throw .shape(what: "the list of order streams", expected: parameters.count, found: orders.count)
    }
    self.architecture = architecture
    self.options = options
    var net = CKNet(architecture)
    self.net = net
    gradient = FloatBuffer(Int(ck_net_parameters(&net)))
    scratch = FloatBuffer(Int(ck_net_scratch(&net)))
    rates = FloatBuffer(SmallNetTrainer.block)
    let packed = try data.map { data throws(SmallNetError) in
      try SmallNetBatches(data, architecture: architecture, net: CKNet(architecture), options: options)
    }
    replicates = parameters.indices.map { index in
      SmallNetReplicate(
        parameters[index], net: net, momentum: options.momentum > 0,
        batches: packed.count == 1 && !options.isMini
          ? packed[0] : packed[data.count == 1 ? 0 : index].copy(),
        order: orders.isEmpty ? nil : orders[index])
    }
    for replicate in replicates {
      let descent = replicate.batches.descent(step: 0, order: replicate.order)
      let first = withUnsafePointer(to: descent) {
        ck_net_gradient(&net, $0, replicate.parameters.pointer, gradient.pointer, scratch.pointer)
      }
      let scale = max(first.isFinite ? first : 0, replicate.batches.lossOfZero)
      replicate.limit = options.explosionFactor * max(scale, Double(Float.leastNormalMagnitude))
    }
  }

  /// Runs `steps` steps of every replicate; returns the loss before each step if asked to.
  ///
  /// - Returns: [replicate][step], empty lists unless `losses`. For mini-batches it is the batch's loss.
  /// - Throws: ``SmallNetError/diverged(_:)`` at the first replicate that breaks down.
  @discardableResult
  package func advance(by steps: Int, losses: Bool = false) throws(SmallNetError) -> [[Double]] {
    precondition(steps >= 0, "steps are counted forward")
    var history: [[Double]] = []
    for index in replicates.indices {
      history.append([Double](repeating: 0, count: losses ? steps : 0))
      try run(index, steps: steps, losses: &history[index])
    }
    step += steps
    return history
  }

  /// Runs `steps` steps of every replicate that is still in training. One that breaks down stops there, is
  /// listed in ``divergences``, and is left alone from then on.
  package func advanceEach(by steps: Int) {
    precondition(steps >= 0, "steps are counted forward")
    var losses: [Double] = []
    // By index: unoptimised, an iterator of pairs allocates.
    for index in replicates.indices where !replicates[index].isRetired {
      let one = replicates[index]
      do throws(SmallNetError) {
        try run(index, steps: steps, losses: &losses)
      } catch {
        one.isRetired = true
        if case .diverged(let divergence) = error { one.divergence = divergence }
      }
    }
    step += steps
  }

  /// Takes a replicate out of ``advanceEach(by:)``.
  package func retire(_ replicate: Int) { replicates[replicate].isRetired = true }

  /// Where each replicate broke down in ``advanceEach(by:)``; nil for one that did not.
  package var divergences: [Divergence?] { replicates.map(\.divergence) }

  /// The answer of one replicate to an input [d], in double precision from the float32 parameters.
  package func output(_ replicate: Int, of input: [Double]) -> [Double] {
    precondition(input.count == architecture.dimension, "an input has `dimension` numbers")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * max(input.count, architecture.hidden))
    { work in
      [Double](unsafeUninitializedCapacity: input.count) { output, count in
        if let output = output.baseAddress, let work = work.baseAddress {
          ck_net_output(&net, replicates[replicate].parameters.pointer, input, output, work)
        }
        count = input.count
      }
    }
  }

  /// The loss of one replicate on other data than it trains on.
  package func loss(_ replicate: Int, on evaluation: SmallNetEvaluation) -> Double {
    precondition(evaluation.architecture == architecture, "data for this network")
    var descent = evaluation.descent
    return ck_net_gradient(
      &net, &descent, replicates[replicate].parameters.pointer, gradient.pointer, scratch.pointer)
  }

  /// The loss on all data (or, for mini-batches, on the next batch) at the present parameters.
  package func loss(_ replicate: Int) -> Double {
    let one = replicates[replicate]
    var descent = one.batches.descent(step: step, order: one.order)
    return ck_net_gradient(&net, &descent, one.parameters.pointer, gradient.pointer, scratch.pointer)
  }

  /// The gradient of that loss, in the order of the parameters.
  package func lossGradient(_ replicate: Int) -> [Float] {
    _ = loss(replicate)
    return architecture.unpacked(gradient.pointer, net: net, sumOfTied: true)
  }

  package func parameters(_ replicate: Int) -> SmallNetParameters {
    var result = SmallNetParameters(zero: architecture)
    result.values = architecture.unpacked(
      replicates[replicate].parameters.pointer, net: net, sumOfTied: false)
    return result
  }

  /// Bytes of the buffers in use, packed data included.
  package var allocatedBytes: Int {
    var seen: Set<ObjectIdentifier> = []
    var floats = gradient.count + scratch.count + rates.count
    for one in replicates {
      floats += one.parameters.count + (one.velocity?.count ?? 0)
      if seen.insert(ObjectIdentifier(one.batches)).inserted { floats += one.batches.packedCount }
    }
    return floats * MemoryLayout<Float>.stride
  }

  /// The momentum's velocity, nil without momentum.
  package func velocity(_ replicate: Int) -> [Float]? {
    replicates[replicate].velocity.map {
      architecture.unpacked($0.pointer, net: net, sumOfTied: false)
    }
  }

  /// Continues where another trainer stopped: its step and each replicate's parameters and velocity.
  package func restore(
    step: Int, parameters: [SmallNetParameters], velocities: [[Float]?]
  ) throws(SmallNetError) {
    guard step >= 0 else {
      throw .outOfRange(name: "step", value: "\(step)", expected: "0 or more")
    }
    guard parameters.count == replicates.count, velocities.count == replicates.count else {
      throw .shape(what: "the restored state", expected: replicates.count, found: parameters.count)
    }
    for (index, one) in replicates.enumerated() {
      let count = architecture.parameterCount
      guard parameters[index].architecture == architecture else {
        throw .shape(
          what: "replicate \(index)", expected: count, found: parameters[index].values.count)
      }
      if let velocity = velocities[index], velocity.count != count {
        throw .shape(what: "velocity \(index)", expected: count, found: velocity.count)
      }
      guard (velocities[index] != nil) == (one.velocity != nil) else {
        throw .outOfRange(
          name: "velocity of replicate \(index)", value: velocities[index] == nil ? "missing" : "present",
          expected: one.velocity == nil ? "none, there is no momentum" : "one, there is momentum")
      }
    }
    for (index, one) in replicates.enumerated() {
      architecture.pack(parameters[index].values, into: one.parameters.pointer, net: net)
      if let values = velocities[index], let buffer = one.velocity {
        architecture.pack(values, into: buffer.pointer, net: net)
      }
    }
    self.step = step
  }

  private func run(_ index: Int, steps: Int, losses: inout [Double]) throws(SmallNetError) {
    let one = replicates[index]
    let factor = architecture.kind == .symmetric ? options.symmetricFactor : 1
    var done = 0
    while done < steps {
      let now = step + done
      let count = options.isMini ? 1 : min(steps - done, constantRate ? Int.max : SmallNetTrainer.block)
      for k in 0..<(constantRate ? 1 : count) {
        rates.pointer[k] = Float(factor * options.learningRate.rate(at: now + k))
      }
      var descent = one.batches.descent(step: now, order: one.order)
      descent.rates = UnsafePointer(rates.pointer)
      descent.rate_stride = constantRate ? 0 : 1
      descent.momentum = Float(options.momentum)
      descent.steps = Int64(count)
      descent.loss_limit = one.limit
      let finished = losses.withUnsafeMutableBufferPointer { buffer in
        descent.losses = buffer.isEmpty ? nil : buffer.baseAddress.map { $0 + done }
        return Int(
          ck_net_descend(
            &net, &descent, one.parameters.pointer, one.velocity?.pointer, gradient.pointer,
            scratch.pointer))
      }
      guard finished == count else {
        throw .diverged(divergence(index, step: now + finished, loss: descent.last_loss))
      }
      done += count
    }
  }

  private var constantRate: Bool {
    if case .constant = options.learningRate { true } else { false }
  }

  /// Names the first tensor that is not finite, else the one with the largest gradient.
  private func divergence(_ index: Int, step: Int, loss: Double) -> Divergence {
    let weights = parameters(index).values
    let slopes = architecture.unpacked(gradient.pointer, net: net, sumOfTied: true)
    var worst = (name: "no layer", size: -1.0)
    for tensor in architecture.tensors {
      let size = max(
        largest(weights[tensor.range]) == .infinity ? .infinity : 0, largest(slopes[tensor.range]))
      if size > worst.size { worst = (tensor.name, size) }
    }
    return Divergence(
      symptom: loss.isFinite ? .lossExploded(limit: replicates[index].limit) : .lossNotFinite, step: step,
      loss: loss, layer: worst.name, learningRate: options.learningRate.rate(at: step), replicate: index)
  }

  private func largest(_ values: ArraySlice<Float>) -> Double {
    values.reduce(0) { $1.isFinite ? max($0, Double(abs($1))) : .infinity }
  }
}
