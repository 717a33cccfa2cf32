import Foundation
import SweepModel
import Testing

@testable import Training

struct DiffusionTests {
  private static func stream(_ name: String) -> RandomStream {
    RandomStream(seed: 7, replicate: 0, name: name, task: nil)
  }

  private static func architecture(labels: Int = 2) throws -> UNetArchitecture {
    try UNetArchitecture(imageSize: 8, baseWidth: 4, labels: labels, encodingLength: 8)
  }

  private static func options(batch: Int = 5, slice: Int = 16) throws -> DiffusionOptions {
    var options = DiffusionOptions(schedule: try NoiseSchedule(steps: 100))
    options.batchSize = batch
    options.slice = slice
    options.learningRate = .constant(2e-3)
    return options
  }

  private static func trainer(_ options: DiffusionOptions) throws -> DiffusionTrainer {
    try DiffusionTrainer(
      try architecture(), options: options, start: stream("start"), stream: stream("noise"))
  }

  /// Bumps, and where they are.
  private static func batch(_ count: Int) -> (images: [Float], labels: [Float]) {
    var (images, labels): ([Float], [Float]) = ([], [])
    for n in 0..<count {
      let (x, y) = (Double((3 * n) % 8), Double((5 * n) % 8))
      labels += [Float(x), Float(y)]
      for row in 0..<8 {
        for column in 0..<8 {
          let square = pow(Double(row) - y, 2) + pow(Double(column) - x, 2)
          images.append(Float(1 - 2 * exp(-square / 4)))
        }
      }
    }
    return (images, labels)
  }

  @Test func `twenty DDIM steps give PyTorch's images`() throws {
    struct Golden: Decodable {
      let width, size, batch, encoding: Int
      let rows: [[Float]]
      let times: [Int]
      let result: GoldenDigest
    }
    let golden = try Fixture.load("ddim", as: Golden.self)
    let architecture = try UNetArchitecture(
      imageSize: golden.size, baseWidth: golden.width, labels: 2, encodingLength: golden.encoding)
    let sampler = try DiffusionSampler(
      try GoldenNumbers.weights(architecture), schedule: try NoiseSchedule(), slice: 2)
    let rule = SamplingRule(.ddim(steps: 20))
    #expect(try rule.steps(sampler.schedule).map(\.time) == golden.times)
    let images = try sampler.sample(
      labels: golden.rows.flatMap { $0 }, count: golden.batch, rule: rule, stream: Self.stream("unused"),
      start: GoldenNumbers.draw("start", golden.batch * golden.size * golden.size))
    #expect(golden.result.error(of: images) < 1e-4)
  }

  @Test(arguments: [1, 3, 4])
  func `a layer captured while drawing is what a pass over that step's images gives`(step: Int) throws {
    let sampler = try DiffusionSampler(
      try Self.trainer(Self.options()).weights(), schedule: try NoiseSchedule(steps: 100), slice: 2)
    let rule = SamplingRule(.ddim(steps: 4))
    let labels: [Float] = [1, 2, 3, 4, 5, 6]
    let stream = Self.stream("drawing")
    // Without noise in its steps DDIM is a chain of predictions: followed by hand up to the step that is captured.
    let steps = try rule.steps(sampler.schedule)
    var images = [Float](repeating: 0, count: 3 * 64)
    images.withUnsafeMutableBufferPointer { buffer in
      for index in 0..<3 {
        guard let target = buffer.baseAddress else { return }
        NormalNoise.fill(target + index * 64, count: 64, first: index * 64 * 5, from: stream)
      }
    }
    for done in steps.prefix(step - 1) {
      let noise = try sampler.predict(
        images: images, times: [Double](repeating: Double(done.time), count: 3), labels: labels)
      for k in images.indices { images[k] = done.image * images[k] + done.prediction * noise[k] }
    }
    let direct = try sampler.capture(
      "up2", images: images, times: [Double](repeating: Double(steps[step - 1].time), count: 3),
      labels: labels)
    let captured = try sampler.capture(
      "up2", drawing: labels, count: 3, rule: rule, step: step, stream: stream)
    #expect(captured == direct && captured.count == 3 * 64)
    #expect(throws: UNetError.self) {
      try sampler.capture("up2", drawing: labels, count: 3, rule: rule, step: 5, stream: stream)
    }
  }

  @Test func `a continued training has the bits of an uninterrupted one`() throws {
    var options = try Self.options()
    options.average = DiffusionOptions.Average()
    options.average?.warmUpSteps = 2
    options.labelDropout = 0.3
    let (images, labels) = Self.batch(5)
    let whole = try Self.trainer(options)
    var losses: [Double] = []
    for _ in 0..<6 { losses.append(try whole.step(images: images, labels: labels)) }
    let first = try Self.trainer(options)
    for _ in 0..<3 { try first.step(images: images, labels: labels) }
    let file = first.checkpoint().encoded()
    let second = try DiffusionTrainer(
      try Self.architecture(), options: options, start: Self.stream("other"), stream: Self.stream("noise"))
    try second.restore(Checkpoint(decoding: file))
    #expect(second.step == 3)
    for step in 3..<6 {
      let loss = try second.step(images: images, labels: labels)
      #expect(loss == losses[step])
    }
    #expect(second.checkpoint().encoded() == whole.checkpoint().encoded())
    #expect(second.weights(averaged: true) != second.weights())
  }

  @Test(arguments: [
    "outc.bias", "optimiser.first.outc.bias", "optimiser.second.outc.bias", "average.outc.bias",
  ])
  func `everything that a checkpoint holds counts`(name: String) throws {
    var options = try Self.options()
    var average = DiffusionOptions.Average()
    average.decay = 0.9
    average.warmUpSteps = 0
    options.average = average
    let (images, labels) = Self.batch(5)
    let trainer = try Self.trainer(options)
    for _ in 0..<3 { try trainer.step(images: images, labels: labels) }
    let checkpoint = trainer.checkpoint()
    var altered = checkpoint
    let value = try #require(checkpoint.tensors[name]?.floats?.first)
    altered.tensors[name] = CheckpointTensor(floats: [2 * value + 1e-3], shape: [1])
    let endings = try [checkpoint, altered].map { start in
      try trainer.restore(start)
      try trainer.step(images: images, labels: labels)
      return trainer.checkpoint().tensors
    }
    #expect(endings[0][name] != endings[1][name])
  }

  @Test func `a checkpoint of another network or precision is refused`() throws {
    let trainer = try Self.trainer(try Self.options())
    var options = try Self.options()
    options.precision = .bfloat16
    let other = try Self.trainer(options)
    #expect(throws: CheckpointError.self) { try other.restore(trainer.checkpoint()) }
    var lacking = trainer.checkpoint()
    lacking.tensors["outc.bias"] = nil
    #expect(throws: CheckpointError.self) { try trainer.restore(lacking) }
    var infinite = trainer.checkpoint()
    infinite.tensors["outc.bias"] = CheckpointTensor(floats: [.infinity], shape: [1])
    #expect(throws: UNetError.notFinite(what: "outc.bias", index: 0)) { try trainer.restore(infinite) }
  }

  @Test func `slices change the rounding only, and so do missing images`() throws {
    let (images, labels) = Self.batch(5)
    let whole = try Self.trainer(try Self.options()).gradients(images: images, labels: labels)
    for slice in [1, 2, 3] {
      let parts = try Self.trainer(try Self.options(slice: slice)).gradients(images: images, labels: labels)
      #expect(abs(parts.loss - whole.loss) < 1e-6 * whole.loss)
      for tensor in try Self.architecture().tensors {
        let (a, b) = (
          try #require(parts.gradients[tensor.name]), try #require(whole.gradients[tensor.name])
        )
        #expect(UNetGoldenTests.difference(a, b) < 1e-4, "\(tensor.name) in slices of \(slice)")
      }
    }
  }

  @Test(arguments: ComputePrecision.allCases)
  func `the loss falls, alike in both precisions`(precision: ComputePrecision) throws {
    var options = try Self.options(batch: 16)
    options.precision = precision
    let trainer = try Self.trainer(options)
    let (images, labels) = Self.batch(16)
    var losses: [Double] = []
    for _ in 0..<60 { losses.append(try trainer.step(images: images, labels: labels)) }
    let (early, late) = (losses[..<5].reduce(0, +) / 5, losses[50...].reduce(0, +) / 10)
    #expect(late < 0.75 * early, "\(early) to \(late)")
  }

  @Test func `an image depends on its labels, its place and the stream alone`() throws {
    let trainer = try Self.trainer(try Self.options())
    let labels: [Float] = [1, 2, 3, 4, 5, 6, 7, 0, 2, 2, 4, 1]
    for kind in [SamplingRule.Kind.ancestral, .ddim(steps: 10, eta: 0.5)] {
      let rule = SamplingRule(kind)
      let all = try trainer.sample(labels: labels, count: 6, rule: rule, stream: Self.stream("s"))
      let two = try trainer.sample(
        labels: Array(labels.prefix(4)), count: 2, rule: rule, stream: Self.stream("s"))
      #expect(Array(all.prefix(128)) == two)
      let finite = all.allSatisfy(\.isFinite)
      #expect(finite)
      let other = try trainer.sample(labels: labels, count: 6, rule: rule, stream: Self.stream("t"))
      #expect(other != all)
    }
  }

  @Test func `guidance goes from the answer without labels to that with them`() throws {
    let trainer = try Self.trainer(try Self.options())
    func sample(_ guidance: Double, _ labels: [Float]) throws -> [Float] {
      var rule = SamplingRule(.ddim(steps: 5))
      rule.guidance = guidance
      return try trainer.sample(labels: labels, count: 1, rule: rule, stream: Self.stream("s"))
    }
    let (a, b, c, d, e) = try (
      sample(0, [1, 2]), sample(0, [5, 6]), sample(1, [1, 2]), sample(1, [5, 6]), sample(2, [1, 2])
    )
    #expect(a == b && c != d && e != c)
  }

  @Test func `clipping keeps the implied image in range, and changes nothing that is in range`() throws {
    let schedule = try NoiseSchedule(steps: 100)
    for kind in [SamplingRule.Kind.ancestral, .ddim(steps: 10, eta: 0.5)] {
      for step in try SamplingRule(kind).steps(schedule) {
        for image: Float in [-40, -0.9, 0, 0.9, 3] {
          let x: Float = 0.3
          let kept = step.clipped((x - step.signal * image) / step.noisiness, x: x)
          let found = (x - step.noisiness * kept) / step.signal
          #expect(abs(found - max(-1, min(1, image))) < 1e-3, "\(image) at \(step.time)")
        }
      }
    }
    // An untrained network predicts next to no noise: its pure noise is far out of range.
    let trainer = try Self.trainer(try Self.options())
    func largest(_ clips: Bool) throws -> Float {
      var rule = SamplingRule(.ddim(steps: 10))
      rule.clips = clips
      return try trainer.sample(labels: [1, 2, 3, 4], count: 2, rule: rule, stream: Self.stream("s"))
        .map(abs).max() ?? 0
    }
    let (clipped, free) = try (largest(true), largest(false))
    #expect(clipped <= 1.0001 && free > 1.5, "\(clipped) and \(free)")
  }

  @Test func `ancestral steps invert the forward process for known noise`() throws {
    let schedule = try NoiseSchedule(.cosine(), steps: 50)
    #expect(schedule.products.last.map { $0 < 1e-3 } == true)
    // With the true noise of an image x0 = 0, DDIM leads from any time straight back to x0.
    for step in try SamplingRule(.ddim(steps: 1)).steps(schedule) {
      let x = (1 - schedule.products[step.time]).squareRoot()
      #expect(abs(Double(step.image) * x + Double(step.prediction)) < 1e-4)
    }
    // eta 1 over all times is the ancestral rule with the posterior's variance: same mean.
    let (a, b) = (
      try SamplingRule(.ancestral).steps(schedule),
      try SamplingRule(.ddim(steps: 49, eta: 1)).steps(schedule)
    )
    for (x, y) in zip(a.dropLast(), b.dropLast()) {
      #expect(x.time == y.time && abs(x.image - y.image) < 1e-4 * x.image)
      #expect(abs(x.prediction - y.prediction) < 1e-3)
    }
  }

  @Test func `a training that breaks down says where and what to change`() throws {
    var options = try Self.options()
    options.learningRate = .constant(1e6)
    let trainer = try Self.trainer(options)
    let (images, labels) = Self.batch(5)
    let error = #expect(throws: UNetError.self) {
      for _ in 0..<50 { try trainer.step(images: images, labels: labels) }
    }
    let text = error?.description ?? ""
    #expect(text.contains("training diverged at step") && text.contains("Lower the learning rate"), "\(text)")
    var bad = images
    bad[3] = .nan
    let fresh = try Self.trainer(try Self.options())
    let notFinite = #expect(throws: UNetError.self) { try fresh.step(images: bad, labels: labels) }
    #expect(notFinite?.description.contains("step 0") == true)
    let loss = try fresh.step(images: images, labels: labels)
    #expect(loss.isFinite)
  }

  @Test func `sizes that do not fit and memory above the limit are refused before the start`() throws {
    let trainer = try Self.trainer(try Self.options())
    #expect(throws: UNetError.shape(what: "the batch of images", expected: 320, found: 64)) {
      try trainer.step(images: [Float](repeating: 0, count: 64), labels: [])
    }
    #expect(throws: UNetError.shape(what: "the labels", expected: 4, found: 3)) {
      try trainer.sample(labels: [1, 2, 3], count: 2, stream: Self.stream("s"))
    }
    #expect(throws: UNetError.self) {
      try trainer.sample(
        labels: [1, 2], count: 1, rule: SamplingRule(.ddim(steps: 100)), stream: Self.stream("s"))
    }
    let unknown = #expect(throws: UNetError.self) {
      try trainer.sampler().capture("sa9", images: [], times: [], labels: [])
    }
    #expect(unknown?.description.contains("sa5") == true)
    var options = DiffusionOptions(schedule: try NoiseSchedule())
    let papers = try UNetArchitecture()
    let predicted = try DiffusionTrainer.predictedBytes(papers, options: options)
    // Making a checkpoint takes a copy of weights and moments on top of the training's own buffers.
    let copy = 3 * 4 * papers.parameterCount
    #expect((600 << 20)..<(1 << 30) ~= predicted - copy)
    options.memoryLimit = 500 << 20
    let error = #expect(throws: UNetError.self) {
      try DiffusionTrainer(papers, options: options, start: Self.stream("a"), stream: Self.stream("b"))
    }
    #expect(error?.description.contains("the limit is 500 MiB; lower the base width") == true)
  }

  @Test func `watching layers tells what each does and changes no bits`() throws {
    let (images, labels) = Self.batch(5)
    let (plain, watched) = (try Self.trainer(Self.options()), try Self.trainer(Self.options()))
    #expect(plain.layerTimes.isEmpty)
    watched.watchLayers()
    for _ in 0..<2 {
      try plain.step(images: images, labels: labels)
      try watched.step(images: images, labels: labels)
    }
    #expect(plain.weights().values == watched.weights().values)
    let times = watched.layerTimes
    #expect(times.map(\.name).first == "inc.double_conv.0")
    #expect(times.map(\.name).last == "outc")
    for time in times {
      #expect(time.forward.seconds > 0 && time.backward.seconds > 0, "\(time.name)")
      #expect(time.forward.bytes > 0, "\(time.name)")
      #expect((time.forward.operations > 0) == (time.kind != .memory), "\(time.name)")
      #expect((time.backward.operations > 0) == (time.kind != .memory), "\(time.name)")
    }
    // Two steps of one slice of five images: 2 * 3 * 3 * 4 * 4 operations for each of 64 pixels.
    let convolution = try #require(times.first { $0.name == "inc.double_conv.3" })
    #expect(convolution.forward.operations == Double(2 * 5 * 64 * 2 * 9 * 4 * 4))
    #expect(convolution.backward.operations == 2 * convolution.forward.operations)
    watched.watchLayers()
    #expect(watched.layerTimes.allSatisfy { $0.forward.seconds == 0 })
  }
}
