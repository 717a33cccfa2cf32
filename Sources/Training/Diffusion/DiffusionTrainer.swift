package import SweepModel

/// Trains a U-Net to tell the noise in images: the mean square of eps - eps(x_t, t, labels)
/// (Ho et al. 2020, Eq. 14), or of another ``NoisePrediction``.
///
/// Times and noise are functions of the stream and the step, so that a continued training sees what an
/// uninterrupted one does. Not safe to share between threads; no step after the first allocates, but for
/// the lists of arguments that oneDNN makes for each call and releases before it returns.
package final class DiffusionTrainer {
  package let architecture: UNetArchitecture
  package let options: DiffusionOptions
  /// Steps done.
  package private(set) var step = 0
  /// The gradient's norm before clipping, in the last step.
  package private(set) var gradientNorm = 0.0

  let parameters: ParameterBlock
  let gradient: ParameterBlock
  let first: ParameterBlock
  let second: ParameterBlock
  let average: ParameterBlock?
  let network: UNetNetwork
  private let stream: RandomStream
  /// What the network should say of a slice.
  private let target: FloatBuffer
  private let parts: [GradientGuard.Part]
  private var madeSampler: DiffusionSampler?

  /// - Parameters:
  ///   - weights: where the training starts.
  ///   - stream: gives times, noise and dropped labels.
  /// - Throws: ``UNetError``, before any memory is taken if the options' limit is too low.
  package init(
    _ architecture: UNetArchitecture, options: DiffusionOptions, weights: UNetWeights, stream: RandomStream
  ) throws(UNetError) {
    try options.validate()
    guard weights.architecture == architecture else {
      throw .shape(
        what: "the weights", expected: architecture.parameterCount,
        found: weights.architecture.parameterCount)
    }
    try DiffusionTrainer.checkMemory(architecture, options: options)
    self.architecture = architecture
    self.options = options
    self.stream = stream
    let tensors = architecture.tensors
    parameters = ParameterBlock(tensors)
    gradient = ParameterBlock(tensors)
    first = ParameterBlock(tensors)
    second = ParameterBlock(tensors)
    average = options.average == nil ? nil : ParameterBlock(tensors)
    network = UNetNetwork(
      architecture, parameters: parameters, gradient: gradient, precision: options.precision,
      slice: options.sliceSize)
    target = FloatBuffer(options.sliceSize * architecture.imageCount)
    let gradient = gradient
    parts = tensors.map { GradientGuard.Part($0.name, UnsafeBufferPointer(gradient.slice($0))) }
    weights.write(to: parameters)
    if let average { weights.write(to: average) }
    try network.prepare()
  }

  /// As the other, from PyTorch's default start.
  package convenience init(
    _ architecture: UNetArchitecture, options: DiffusionOptions, start: RandomStream, stream: RandomStream
  ) throws(UNetError) {
    // Drawing the weights of a wide network takes gigabytes and minutes by itself.
    try DiffusionTrainer.checkMemory(architecture, options: options)
    var start = start
    let weights = UNetWeights(architecture, from: &start)
    try self.init(architecture, options: options, weights: weights, stream: stream)
  }

  private static func checkMemory(
    _ architecture: UNetArchitecture, options: DiffusionOptions
  ) throws(UNetError) {
    let predicted = try predictedBytes(architecture, options: options)
    if let limit = options.memoryLimit, predicted > limit {
      throw .memory(predicted: predicted, limit: limit)
    }
  }

  /// Bytes that a training will take for its buffers and for making a checkpoint, sampling apart.
  package static func predictedBytes(
    _ architecture: UNetArchitecture, options: DiffusionOptions
  ) throws(UNetError) -> Int {
    try options.validate()
    let block = ParameterBlock(architecture.tensors)
    let network = UNetNetwork(
      architecture, parameters: block, gradient: block, precision: options.precision,
      slice: options.sliceSize)
    let saved = block.count * 4 * (options.average == nil ? 3 : 4)
    let gradient = block.count * 4
    // What is saved is there a second time while a checkpoint is made.
    return 2 * saved + gradient + network.predictedBytes + options.sliceSize * architecture.imageCount * 4
  }

  /// One step on a batch; returns its loss.
  ///
  /// - Parameters:
  ///   - images: [batchSize][height][width][channels], about -1 to 1.
  ///   - labels: [batchSize][architecture.labels].
  /// - Throws: ``UNetError``; after ``UNetError/diverged(_:)`` the parameters are those before the step.
  @discardableResult
  package func step(images: [Float], labels: [Float]) throws(UNetError) -> Double {
    let loss = try accumulate(images: images, labels: labels)
    let rate = options.learningRate.rate(at: step)
    let check: (norm: Double, scale: Double)
    do throws(Divergence) {
      check = try options.gradientGuard.check(loss: loss, parts: parts, step: step, rate: rate)
    } catch {
      gradient.all.update(repeating: 0)
      throw .diverged(error)
    }
    gradientNorm = check.norm
    options.optimiser.update(
      parameters.all, gradient: gradient.all, first: first.all, second: second.all, rate: rate,
      step: step + 1, gradientScale: check.scale)
    step += 1
    updateAverage()
    try network.pack()
    madeSampler?.parametersChanged()
    return loss
  }

  /// The loss of a batch at the present parameters, with the times and the noise of step `at`.
  package func evaluate(
    images: [Float], labels: [Float], stream: RandomStream, at number: Int = 0
  ) throws(UNetError) -> Double {
    try run(images: images, labels: labels, stream: stream, number: number, learn: false)
  }

  /// The weights, or their running average where there is one and it is asked for.
  package func weights(averaged: Bool = false) -> UNetWeights {
    UNetWeights(architecture, block: averaged ? average ?? parameters : parameters)
  }

  /// The gradient that the next step's batch gives, by name: for tests and for looking inside.
  package func gradients(images: [Float], labels: [Float]) throws(UNetError) -> (
    loss: Double, gradients: UNetWeights
  ) {
    let loss = try accumulate(images: images, labels: labels)
    defer { gradient.all.update(repeating: 0) }
    return (loss, UNetWeights(architecture, block: gradient))
  }

  /// What samples with this training's weights (their average, if there is one); made at the first use.
  package func sampler() throws(UNetError) -> DiffusionSampler {
    if let madeSampler { return madeSampler }
    let made = try DiffusionSampler(
      architecture, parameters: average ?? parameters, schedule: options.schedule,
      prediction: options.prediction, precision: options.precision, slice: options.sliceSize)
    madeSampler = made
    return made
  }

  /// Draws one image for each row of labels: ``DiffusionSampler/sample(labels:count:rule:stream:start:)``.
  package func sample(
    labels: [Float], count: Int, rule: SamplingRule = SamplingRule(), stream: RandomStream
  ) throws(UNetError) -> [Float] {
    try sampler().sample(labels: labels, count: count, rule: rule, stream: stream)
  }

  /// From now on each step adds up what the network's layers take, from zero; until then no clock is asked.
  package func watchLayers() { network.watchLayers() }

  /// What the layers took since ``watchLayers()``, in their order; empty without it.
  package var layerTimes: [LayerTime] { network.layerTimes }

  /// Goes on from another training's state, which the caller has written to the blocks.
  func continueFrom(step: Int) throws(UNetError) {
    self.step = step
    gradient.all.update(repeating: 0)
    try network.pack()
    madeSampler?.parametersChanged()
  }

  private func accumulate(images: [Float], labels: [Float]) throws(UNetError) -> Double {
    try run(images: images, labels: labels, stream: stream, number: step, learn: true)
  }

  private func run(
    images: [Float], labels: [Float], stream: RandomStream, number: Int, learn: Bool
  ) throws(UNetError) -> Double {
    let (batch, size) = (options.batchSize, architecture.imageCount)
    guard images.count == batch * size else {
      throw .shape(what: "the batch of images", expected: batch * size, found: images.count)
    }
    guard labels.count == batch * architecture.labels else {
      throw .shape(
        what: "the batch of labels", expected: batch * architecture.labels, found: labels.count)
    }
    var sum = 0.0
    for start in stride(from: 0, to: batch, by: network.slice) {
      let count = min(network.slice, batch - start)
      images.withUnsafeBufferPointer { images in
        labels.withUnsafeBufferPointer { labels in
          load(images, labels, start: start, count: count, stream: stream, number: number)
        }
      }
      try network.forward()
      sum += compare(count: count, learn: learn)
      if learn { try network.backward() }
    }
    return sum / Double(batch * size)
  }

  /// Draws times and noise for images `start ..< start + count` and writes the network's input.
  ///
  /// Each step has 2 numbers of the stream per image (time, dropping) before the noise of the whole batch.
  private func load(
    _ images: UnsafeBufferPointer<Float>, _ labels: UnsafeBufferPointer<Float>, start: Int, count: Int,
    stream: RandomStream, number: Int
  ) {
    let (batch, size, labelCount) = (options.batchSize, architecture.imageCount, architecture.labels)
    let perStep = batch * (2 + size)
    let (schedule, prediction) = (options.schedule, options.prediction)
    NormalNoise.fill(
      target.pointer, count: count * size, first: number * perStep + 2 * batch + start * size, from: stream)
    var draws = stream
    draws.position &+= UInt64(number * perStep + 2 * start)
    let noisyImages = network.image.floats
    for index in 0..<count {
      let time = 1 + Int(draws.uniform() * Double(schedule.steps - 1))
      let isDropped = draws.uniform() < options.labelDropout
      let image = Float(schedule.products[time].squareRoot())
      let noisy = Float((1 - schedule.products[time]).squareRoot())
      let from = (start + index) * size
      for k in 0..<size {
        let (clean, noise) = (images[from + k], target.pointer[index * size + k])
        noisyImages[index * size + k] = image * clean + noisy * noise
        target.pointer[index * size + k] = prediction.target(
          noise: noise, image: clean, signal: image, noisiness: noisy)
      }
      network.embed(
        index, time: Double(time),
        labels: isDropped ? nil : labels.baseAddress.map { $0 + (start + index) * labelCount })
    }
    for index in count..<network.slice {
      (noisyImages + index * size).update(repeating: 0, count: size)
      network.embed(index, time: 1, labels: nil)
    }
  }

  /// The slice's sum of squared errors; writes its gradient if the network is to learn from it.
  private func compare(count: Int, learn: Bool) -> Double {
    let size = architecture.imageCount
    let output = network.output.floats
    let factor = 2 / Float(options.batchSize * size)
    var sum = 0.0
    for index in 0..<count {
      var square: Float = 0
      for k in index * size..<(index + 1) * size {
        let error = output[k] - target.pointer[k]
        square += error * error
      }
      sum += Double(square)
    }
    guard learn else { return sum }
    let dY = network.output.gradient.floats
    for k in 0..<count * size { dY[k] = factor * (output[k] - target.pointer[k]) }
    // Images that are not there teach nothing.
    for k in count * size..<network.slice * size { dY[k] = 0 }
    return sum
  }

  private func updateAverage() {
    guard let average, let rule = options.average else { return }
    let keep = step <= rule.warmUpSteps ? 0 : Float(rule.decay)
    let (from, to) = (parameters.buffer.pointer, average.buffer.pointer)
    for k in 0..<parameters.count { to[k] = keep * to[k] + (1 - keep) * from[k] }
  }
}
