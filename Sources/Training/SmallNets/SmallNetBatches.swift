internal import CKernels
internal import SweepModel

/// What a network learns from.
package enum SmallNetData: Sendable {
  case samples(SmallNetSamples)
  /// A population known by its moments: linear and symmetric networks, full batch.
  case moments(SecondMoments)
}

/// Packed training data: all of it once, or one mini-batch at a time.
final class SmallNetBatches {
  /// The loss of a network that answers zero to everything.
  let lossOfZero: Double
  /// Floats of packed data.
  var packedCount: Int { packed.count }
  private var net: CKNet
  private let samples: SmallNetSamples?
  private let options: SmallNetOptions
  private let packed: FloatBuffer
  private let count: Int
  private let hasTargets: Bool
  private let scale: Double
  private var index: [Int64] = []
  private var shuffledEpoch: Int?

  init(
    _ data: SmallNetData, architecture: SmallNetArchitecture, net: CKNet, options: SmallNetOptions
  ) throws(SmallNetError) {
    self.net = net
    self.options = options
    let perNumber = options.loss == .meanSquare ? 2 / Double(architecture.dimension) : 1
    let moments: SecondMoments
    switch data {
    case .samples(let samples):
      guard samples.dimension == architecture.dimension else {
        throw .shape(
          what: "a sample", expected: architecture.dimension, found: samples.dimension)
      }
      hasTargets = samples.targets != nil
      let squares = (samples.targets ?? samples.inputs).reduce(0) { $0 + Double($1) * Double($1) }
      lossOfZero = perNumber / 2 * squares / Double(samples.count)
      if case .mini(let size, _) = options.batches {
        self.samples = samples
        count = min(size, samples.count)
        index = (0..<samples.count).map(Int64.init)
        packed = FloatBuffer(Int(ck_net_packed(&self.net, Int64(count), hasTargets ? 1 : 0)))
        scale = perNumber
        return
      }
      self.samples = nil
      if architecture.kind == .relu {
        count = samples.count
        scale = perNumber / Double(count)
        packed = FloatBuffer(Int(ck_net_packed(&self.net, Int64(count), hasTargets ? 1 : 0)))
        ck_net_pack(&self.net, samples.inputs, samples.targets, nil, nil, Int64(count), packed.pointer)
        return
      }
      moments = SecondMoments(of: samples)
    case .moments(let given):
      guard architecture.kind != .relu, !options.isMini else {
        throw .outOfRange(
          name: "data", value: "second moments",
          expected: "samples: only linear and symmetric networks in full batch learn from moments")
      }
      guard given.dimension == architecture.dimension else {
        throw .shape(what: "a sample", expected: architecture.dimension, found: given.dimension)
      }
      samples = nil
      hasTargets = given.hasTargets
      moments = given
      let d = given.dimension
      let trace = (0..<d).reduce(0) {
        let at = given.hasTargets ? d + 1 + $1 : $1
        return $0 + given.joint[at, at]
      }
      lossOfZero = perNumber / 2 * trace
    }
    let few = moments.representatives(bias: architecture.bias)
    count = few.count
    scale = perNumber
    packed = FloatBuffer(Int(ck_net_packed(&self.net, Int64(count), hasTargets ? 1 : 0)))
    ck_net_pack(&self.net, few.inputs, few.targets, few.constants, nil, Int64(count), packed.pointer)
  }

  private init(copying other: SmallNetBatches) {
    lossOfZero = other.lossOfZero
    net = other.net
    samples = other.samples
    options = other.options
    packed = FloatBuffer(other.packed.count)
    packed.pointer.update(from: other.packed.pointer, count: other.packed.count)
    count = other.count
    hasTargets = other.hasTargets
    scale = other.scale
    index = other.index
  }

  /// One with memory of its own: the packed mini-batch belongs to one replicate.
  func copy() -> SmallNetBatches { SmallNetBatches(copying: self) }

  /// The data of step `step`; a pure function of the step and the stream.
  func descent(step: Int, order: RandomStream?) -> CKDescent {
    var descent = CKDescent()
    descent.data = UnsafePointer(packed.pointer)
    descent.samples = Int64(count)
    descent.targets = hasTargets ? 1 : 0
    descent.scale = Float(scale)
    guard let samples, case .mini(let size, let shuffled) = options.batches else { return descent }
    let perEpoch = (samples.count + size - 1) / size
    let (epoch, batch) = step.quotientAndRemainder(dividingBy: perEpoch)
    if shuffled, shuffledEpoch != epoch, let order { shuffle(epoch, order) }
    let start = batch * size
    let here = min(size, samples.count - start)
    index.withUnsafeBufferPointer { indices in
      ck_net_pack(
        &net, samples.inputs, samples.targets, nil, indices.baseAddress.map { $0 + start }, Int64(here),
        packed.pointer)
    }
    descent.samples = Int64(here)
    descent.scale = Float(scale / Double(here))
    return descent
  }

  /// Fisher and Yates from the stream's position of this epoch, so that any epoch can be the first.
  ///
  /// Each 64-bit draw serves two swaps, as drawing is most of the work: 32 bits favour no place of up to
  /// 2^20 by more than one part in 4000.
  private func shuffle(_ epoch: Int, _ order: RandomStream) {
    var stream = order
    stream.position = order.position &+ UInt64(epoch) &* UInt64(index.count)
    // Taken out of the object, so that no access to it is checked at each swap.
    var index: [Int64] = []
    swap(&index, &self.index)
    for k in index.indices { index[k] = Int64(k) }
    var bits: UInt64 = 0
    var hasHalf = false
    for k in stride(from: index.count - 1, to: 0, by: -1) {
      bits = hasHalf ? bits >> 32 : stream.next()
      hasHalf.toggle()
      let other = Int(((bits & 0xffff_ffff) &* UInt64(k + 1)) >> 32)
      index.swapAt(k, other)
    }
    swap(&index, &self.index)
    shuffledEpoch = epoch
  }
}
