import SweepModel
import Testing
import Training

struct SmallNetTrainingTests {
  private func stream(_ name: String, replicate: Int = 0) -> RandomStream {
    RandomStream(seed: 7, replicate: replicate, name: name, task: nil)
  }

  private func trainer(
    _ architecture: SmallNetArchitecture, _ options: SmallNetOptions, replicates: Range<Int>, samples: Int
  ) throws -> SmallNetTrainer {
    var data = stream("data")
    let inputs = numbers(samples * architecture.dimension, &data)
    let start = replicates.map { replicate in
      var random = stream("weights", replicate: replicate)
      return SmallNetParameters(architecture, .torchDefault, from: &random)
    }
    let set = try SmallNetSamples(dimension: architecture.dimension, inputs: inputs)
    return try SmallNetTrainer(
      architecture, data: [.samples(set)], options: options, parameters: start,
      orders: replicates.map { stream("order", replicate: $0) })
  }

  static let settings: [(SmallNetArchitecture.Kind, Int, Int, Bool, SmallNetOptions.Batches, Double)] = [
    (.linear, 1, 2, false, .full, 0), (.linear, 3, 12, true, .full, 0.9), (.relu, 3, 4, true, .full, 0),
    (.relu, 3, 12, true, .full, 0.5), (.relu, 2, 4, true, .mini(size: 16, shuffled: true), 0.9),
    (.linear, 2, 12, false, .mini(size: 13, shuffled: true), 0),
    (.linear, 2, 3, false, .mini(size: 13, shuffled: false), 0), (.symmetric, 2, 4, false, .full, 0),
    (.symmetric, 2, 12, false, .mini(size: 7, shuffled: true), 0.3),
  ]

  @Test(arguments: settings)
  func `replicates have the bits they have alone, and a restored run goes on with the same bits`(
    _ kind: SmallNetArchitecture.Kind, _ depth: Int, _ d: Int, _ bias: Bool,
    _ batches: SmallNetOptions.Batches, _ momentum: Double
  ) throws {
    let net = try SmallNetArchitecture(kind: kind, depth: depth, dimension: d, bias: bias)
    var options = SmallNetOptions()
    options.batches = batches
    options.momentum = momentum
    options.learningRate = .cosine(peak: 0.05, floor: 0.001, steps: 40)
    let together = try trainer(net, options, replicates: 0..<3, samples: 50)
    let losses = try together.advance(by: 31, losses: true)
    #expect(losses.allSatisfy { $0.count == 31 && $0[30] < $0[0] * 1.5 })
    for replicate in 0..<3 {
      let alone = try trainer(net, options, replicates: replicate..<replicate + 1, samples: 50)
      var history = try alone.advance(by: 10, losses: true)[0]
      let later = try trainer(net, options, replicates: replicate..<replicate + 1, samples: 50)
      try later.restore(
        step: alone.step, parameters: [alone.parameters(0)], velocities: [alone.velocity(0)])
      history += try later.advance(by: 21, losses: true)[0]
      #expect(history == losses[replicate])
      #expect(later.parameters(0) == together.parameters(replicate))
    }
    #expect(together.parameters(0) != together.parameters(1))
  }

  @Test func `an epoch of mini-batches sees each sample once, in a new order each time`() throws {
    // One weight, rate 0: the loss of a batch of one sample names the sample.
    let net = try SmallNetArchitecture(kind: .linear, depth: 1, dimension: 1)
    let inputs = (1...20).map { Float($0) }
    var options = SmallNetOptions()
    options.learningRate = .constant(0)
    options.batches = .mini(size: 1, shuffled: true)
    let trainer = try SmallNetTrainer(
      net, data: [.samples(SmallNetSamples(dimension: 1, inputs: inputs))], options: options,
      parameters: [SmallNetParameters(zero: net)], orders: [stream("order")])
    let losses = try trainer.advance(by: 40, losses: true)[0]
    let all = inputs.map { Double($0 * $0) / 2 }
    #expect(losses[..<20].sorted() == all)
    #expect(losses[20...].sorted() == all)
    #expect(Array(losses[..<20]) != all)
    #expect(Array(losses[..<20]) != Array(losses[20...]))
  }

  @Test func `all orders of an epoch are equally likely`() throws {
    let net = try SmallNetArchitecture(kind: .linear, depth: 1, dimension: 1)
    var options = SmallNetOptions()
    options.learningRate = .constant(0)
    options.batches = .mini(size: 1, shuffled: true)
    let trainer = try SmallNetTrainer(
      net, data: [.samples(SmallNetSamples(dimension: 1, inputs: [1, 2, 3]))], options: options,
      parameters: [SmallNetParameters(zero: net)], orders: [stream("order")])
    let losses = try trainer.advance(by: 18_000, losses: true)[0]
    var counts: [[Double]: Int] = [:]
    for start in stride(from: 0, to: losses.count, by: 3) {
      counts[Array(losses[start..<start + 3]), default: 0] += 1
    }
    // 1000 each, with a standard deviation of 29.
    #expect(counts.count == 6 && counts.values.allSatisfy { abs($0 - 1000) < 130 })
  }

  @Test func `full batches of a linear net and one mini-batch of everything agree`() throws {
    let net = try SmallNetArchitecture(kind: .linear, depth: 3, dimension: 10, hidden: 14, bias: true)
    var options = SmallNetOptions()
    let full = try trainer(net, options, replicates: 0..<1, samples: 200)
    options.batches = .mini(size: 200, shuffled: false)
    let mini = try trainer(net, options, replicates: 0..<1, samples: 200)
    try full.advance(by: 50)
    try mini.advance(by: 50)
    let pairs = zip(full.parameters(0).values, mini.parameters(0).values)
    #expect(pairs.reduce(0) { max($0, abs($1.0 - $1.1)) } < 3e-6)
  }

  @Test(arguments: [
    (SmallNetArchitecture.Kind.linear, 1, 2), (.linear, 3, 12), (.relu, 3, 4), (.relu, 3, 12),
  ])
  func `too high a learning rate ends in an error that names the step, the layer and the way out`(
    _ kind: SmallNetArchitecture.Kind, _ depth: Int, _ d: Int
  ) throws {
    let net = try SmallNetArchitecture(kind: kind, depth: depth, dimension: d)
    var options = SmallNetOptions()
    options.learningRate = .constant(1e4)
    let one = try trainer(net, options, replicates: 0..<2, samples: 30)
    let error = #expect(throws: SmallNetError.self) { try one.advance(by: 500) }
    guard case .diverged(let divergence) = error else {
      Issue.record("expected a divergence, found \(String(describing: error))")
      return
    }
    #expect(divergence.step > 0 && divergence.step < 500)
    #expect(divergence.layer.hasPrefix("layers."))
    #expect(divergence.replicate == 0)
    #expect(divergence.description.contains("Lower the learning rate (now 10000.0)"))
    #expect(divergence.description.contains("step \(divergence.step)"))
  }

  @Test func `an explosion is noticed long before the numbers run out`() throws {
    let net = try SmallNetArchitecture(kind: .linear, depth: 1, dimension: 2)
    var options = SmallNetOptions()
    options.learningRate = .constant(10)
    let one = try trainer(net, options, replicates: 0..<1, samples: 30)
    let error = #expect(throws: SmallNetError.self) { try one.advance(by: 500) }
    guard case .diverged(let divergence) = error, case .lossExploded(let limit) = divergence.symptom else {
      Issue.record("expected an explosion, found \(String(describing: error))")
      return
    }
    #expect(divergence.loss > limit && divergence.loss < 1e9)
  }

  @Test(arguments: [(3, 5), (3, 50), (12, 5), (12, 50)])
  func `a weight that is not a number is not hidden by a ReLU`(_ d: Int, _ samples: Int) throws {
    let net = try SmallNetArchitecture(kind: .relu, depth: 2, dimension: d, bias: true)
    var start = SmallNetParameters(zero: net)
    start.values[1] = .nan
    let data = try SmallNetSamples(dimension: d, inputs: [Float](repeating: 1, count: samples * d))
    let trainer = try SmallNetTrainer(
      net, data: [.samples(data)], options: SmallNetOptions(), parameters: [start])
    let error = #expect(throws: SmallNetError.self) { try trainer.advance(by: 3) }
    guard case .diverged(let divergence) = error else { return }
    #expect(divergence.symptom == .lossNotFinite && divergence.step == 0)
    #expect(divergence.layer == "layers.0.weight")
  }

  @Test(arguments: settings) func `memory is predicted before the start`(
    _ kind: SmallNetArchitecture.Kind, _ depth: Int, _ d: Int, _ bias: Bool,
    _ batches: SmallNetOptions.Batches, _ momentum: Double
  ) throws {
    let net = try SmallNetArchitecture(kind: kind, depth: depth, dimension: d, bias: bias)
    var options = SmallNetOptions()
    options.batches = batches
    options.momentum = momentum
    let found = try trainer(net, options, replicates: 0..<3, samples: 500).allocatedBytes
    let predicted = net.predictedBytes(samples: 500, replicates: 3, options: options)
    #expect(found <= predicted && Double(predicted) <= 1.2 * Double(found))
  }

  @Test(arguments: [SmallNetArchitecture.Kind.linear, .relu], [257, 1024])
  func `memory of wide networks is predicted too, and they descend`(
    kind: SmallNetArchitecture.Kind, hidden: Int
  ) throws {
    let net = try SmallNetArchitecture(kind: kind, depth: 3, dimension: 5, hidden: hidden, bias: true)
    var options = SmallNetOptions()
    options.learningRate = .constant(0.01)
    let trainer = try trainer(net, options, replicates: 0..<2, samples: 7)
    let predicted = net.predictedBytes(samples: 7, replicates: 2, options: options)
    #expect(trainer.allocatedBytes <= predicted)
    #expect(Double(predicted) <= 1.2 * Double(trainer.allocatedBytes))
    let before = trainer.parameters(0).loss(at: [1, 0, 0, 0, 1])
    trainer.advanceEach(by: 20)
    #expect(trainer.parameters(0).loss(at: [1, 0, 0, 0, 1]) != before)
    // The kernels' own double-precision output, and the plain formula.
    let input = [0.3, -0.2, 0.5, 1, -1]
    let outputs = zip(trainer.output(0, of: input), trainer.parameters(0).output(of: input))
    #expect(outputs.allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func `settings out of range are refused by name`() throws {
    func refused(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(
      refused { _ = try SmallNetArchitecture(kind: .linear, depth: 17, dimension: 2) }
        == "depth is 17, expected 1 to 16")
    #expect(
      refused { _ = try SmallNetArchitecture(kind: .relu, depth: 2, dimension: 257) }
        == "dimension is 257, expected 1 to 256")
    #expect(
      refused { _ = try SmallNetArchitecture(kind: .symmetric, depth: 3, dimension: 2) }
        == "depth is 3, expected 2 to 2")
    #expect(
      refused { _ = try SmallNetSamples(dimension: 2, inputs: [1, .nan]) }.contains("index 1"))
    #expect(refused { _ = try SmallNetSamples(dimension: 2, inputs: [1, 2, 3]) }.contains("3 numbers"))
    let net = try SmallNetArchitecture(kind: .relu, depth: 2, dimension: 2)
    let moments = SecondMoments(moment: .identity(2))
    #expect(
      refused {
        _ = try SmallNetTrainer(
          net, data: [.moments(moments)], options: SmallNetOptions(),
          parameters: [SmallNetParameters(zero: net)])
      }.contains("second moments"))
  }
}
