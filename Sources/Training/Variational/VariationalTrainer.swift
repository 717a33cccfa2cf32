internal import Foundation
package import SweepModel

/// Trains a variational diffusion model in continuous time (Kingma et al. 2021), its noise schedule with it.
///
/// Times and noise are functions of the stream and the step, so that a continued training sees what an uninterrupted one
/// does. Not safe to share between threads.
package final class VariationalTrainer {
  package let architecture: DenoiserArchitecture
  package let options: VariationalOptions
  /// Steps done.
  package private(set) var step = 0

  let parameters: ParameterBlock
  let first: ParameterBlock
  let second: ParameterBlock
  let average: ParameterBlock?
  private let gradient: ParameterBlock
  private let network: any DenoisingNetwork
  private let stream: RandomStream
  private let noise: FloatBuffer
  private var times: [Double]
  private let parts: [GradientGuard.Part]
  private var madeSampler: VariationalSampler?

  /// - Parameters:
  ///   - start: gives the first weights.
  ///   - stream: gives times and noise.
  /// - Throws: ``UNetError``, before any memory is taken if the options' limit is too low.
  package init(
    _ architecture: DenoiserArchitecture, options: VariationalOptions, start: RandomStream,
    stream: RandomStream
  ) throws(UNetError) {
    let predicted = try VariationalTrainer.predictedBytes(architecture, options: options)
    if let limit = options.memoryLimit, predicted > limit {
      throw .memory(predicted: predicted, limit: limit)
    }
    self.architecture = architecture
    self.options = options
    self.stream = stream
    let tensors = VariationalBlocks.tensors(architecture, options)
    parameters = ParameterBlock(tensors)
    gradient = ParameterBlock(tensors)
    first = ParameterBlock(tensors)
    second = ParameterBlock(tensors)
    average = options.average == nil ? nil : ParameterBlock(tensors)
    network = architecture.network(parameters: parameters, gradient: gradient, slice: options.sliceSize)
    noise = FloatBuffer(options.sliceSize * architecture.imageCount)
    times = [Double](repeating: 0, count: options.sliceSize)
    let gradient = gradient
    parts = tensors.map { GradientGuard.Part($0.name, UnsafeBufferPointer(gradient.slice($0))) }
    var start = start
    parameters.start(from: &start, scale: options.startScale)
    if let average { _ = average.all.update(fromContentsOf: parameters.all) }
    try network.prepare()
  }

  /// Bytes that a training takes, known before any are.
  package static func predictedBytes(
    _ architecture: DenoiserArchitecture, options: VariationalOptions
  ) throws(UNetError) -> Int {
    try options.validate()
    let block = ParameterBlock(VariationalBlocks.tensors(architecture, options))
    let network = architecture.network(parameters: block, gradient: block, slice: options.sliceSize)
    let saved = block.count * 4 * (options.average == nil ? 3 : 4)
    return 2 * saved + block.count * 4 + network.predictedBytes + options.sliceSize * architecture.imageCount
      * 4
  }

  /// gamma as it is now.
  package var gamma: LinearLogSNR { VariationalBlocks.gamma(parameters) }

  /// One step on a batch; returns its loss before the step.
  ///
  /// - Parameters:
  ///   - images: [batchSize][height][width][channels], about -1 to 1.
  ///   - labels: [batchSize][labels].
  /// - Throws: ``UNetError``; after ``UNetError/diverged(_:)`` the parameters are those before the step.
  @discardableResult
  package func step(images: [Float], labels: [Float]) throws(UNetError) -> VariationalLoss {
    let loss = try run(images: images, labels: labels, stream: stream, number: step, learns: true)
    let rate = options.learningRate.rate(at: step)
    let scale: Double
    do throws(Divergence) {
      scale = try options.gradientGuard.check(loss: loss.total, parts: parts, step: step, rate: rate).scale
    } catch {
      gradient.all.update(repeating: 0)
      throw .diverged(error)
    }
    options.optimiser.update(
      parameters.all, gradient: gradient.all, first: first.all, second: second.all, rate: rate,
      step: step + 1, gradientScale: scale)
    step += 1
    updateAverage()
    try parametersChanged()
    return loss
  }

  /// The loss of a batch at the present parameters, with the times and the noise of step `at` of a stream.
  package func evaluate(
    images: [Float], labels: [Float], stream: RandomStream, at number: Int = 0
  ) throws(UNetError) -> VariationalLoss {
    try run(images: images, labels: labels, stream: stream, number: number, learns: false)
  }

  /// What samples with this training's weights (their average, if there is one); made at the first use.
  package func sampler() throws(UNetError) -> VariationalSampler {
    if let madeSampler { return madeSampler }
    let made = try VariationalSampler(
      architecture, parameters: average ?? parameters, options: options, slice: options.sliceSize)
    madeSampler = made
    return made
  }

  /// From now on each step adds up what the network's layers take, from zero.
  package func watchLayers() { network.watchLayers() }

  /// What the layers took since ``watchLayers()``, in their order; empty without it.
  package var layerTimes: [LayerTime] { network.layerTimes }

  /// The derivatives of the next step's loss by some parameter's numbers: for tests.
  func derivatives(
    _ names: [String], images: [Float], labels: [Float]
  ) throws(UNetError) -> (loss: VariationalLoss, gradients: [[Float]]) {
    let loss = try run(images: images, labels: labels, stream: stream, number: step, learns: true)
    let found = names.map { name in
      gradient.tensors.filter { $0.name == name }.flatMap { Array(gradient.slice($0)) }
    }
    gradient.all.update(repeating: 0)
    return (loss, found)
  }

  /// Takes in what was written to ``parameters``.
  func parametersChanged() throws(UNetError) {
    try network.pack()
    madeSampler?.parametersChanged()
  }

  /// Goes on from another training's state, which the caller has written to the blocks.
  func continueFrom(step: Int) throws(UNetError) {
    self.step = step
    gradient.all.update(repeating: 0)
    try parametersChanged()
  }

  private func run(
    images: [Float], labels: [Float], stream: RandomStream, number: Int, learns: Bool
  ) throws(UNetError) -> VariationalLoss {
    let (batch, size) = (options.batchSize, architecture.imageCount)
    guard images.count == batch * size else {
      throw .shape(what: "the batch of images", expected: batch * size, found: images.count)
    }
    guard labels.count == batch * architecture.labels else {
      throw .shape(what: "the batch of labels", expected: batch * architecture.labels, found: labels.count)
    }
    let gamma = gamma
    var loss = VariationalLoss()
    for start in stride(from: 0, to: batch, by: network.slice) {
      let count = min(network.slice, batch - start)
      load(images, labels, start: start, count: count, gamma: gamma, stream: stream, number: number)
      try network.forward()
      compare(images, start: start, count: count, gamma: gamma, learns: learns, into: &loss)
      guard learns else { continue }
      try network.backward()
      if options.learnsGamma { learnGamma(images, start: start, count: count, gamma: gamma) }
    }
    addEnds(images, gamma: gamma, learns: learns && options.learnsGamma, to: &loss)
    return loss
  }

  /// Draws times and noise for images `start ..< start + count` and writes the network's input.
  ///
  /// Each step has one number of the stream for each time before the noise of the whole batch.
  private func load(
    _ images: [Float], _ labels: [Float], start: Int, count: Int, gamma: LinearLogSNR, stream: RandomStream,
    number: Int
  ) {
    let (batch, size) = (options.batchSize, architecture.imageCount)
    let draws = (batch + 1) / 2 * 2
    let perStep = draws + batch * size
    NormalNoise.fill(
      noise.pointer, count: count * size, first: number * perStep + draws + start * size, from: stream)
    var uniform = stream
    uniform.position &+= UInt64(number * perStep)
    let offset = uniform.uniform()
    let target = network.image.floats
    for index in 0..<network.slice {
      let place = start + index
      guard index < count else {
        (target + index * size).update(repeating: 0, count: size)
        network.embed(index, time: 0, labels: nil)
        continue
      }
      var own = stream
      own.position &+= UInt64(number * perStep + place)
      times[index] = options.spacesTimes ? (Double(place) + offset) / Double(batch) : own.uniform()
      let level = gamma.level(times[index])
      let (alpha, sigma) = (Float(level.alpha), Float(level.sigma))
      images.withUnsafeBufferPointer { images in
        for k in 0..<size {
          target[index * size + k] =
            alpha * images[place * size + k] + sigma * noise.pointer[index * size + k]
        }
      }
      embed(index, labels, row: place, gamma: level.gamma)
    }
  }

  private func embed(_ index: Int, _ labels: [Float], row: Int, gamma: Double) {
    let count = architecture.labels
    let scaled = labels[row * count..<(row + 1) * count].map { Float(options.labelScale) * $0 }
    scaled.withUnsafeBufferPointer {
      network.embed(index, time: options.networkTime(gamma: gamma), labels: $0.baseAddress)
    }
  }

  /// Adds the slice's part of the diffusion loss. If the network is to learn from it, writes the output's gradient, and
  /// adds the derivatives by gamma's two numbers: by the weight gamma' of the loss, and by gamma itself through what the
  /// output means and through the input that is added to it. Before the backward pass, which reuses the output's memory.
  private func compare(
    _ images: [Float], start: Int, count: Int, gamma: LinearLogSNR, learns: Bool,
    into loss: inout VariationalLoss
  ) {
    let (size, batch, slope) = (architecture.imageCount, options.batchSize, abs(gamma.slope))
    let perNumber = 1 / (Double(batch * size) * log(2))
    for index in 0..<network.slice {
      let place = index * size
      guard index < count else {
        if learns { (network.output.gradient.floats + place).update(repeating: 0, count: size) }
        continue
      }
      let level = gamma.level(times[index])
      let rule = Prediction(level, options)
      let (z, output, noise) = (
        network.image.floats + place, network.output.floats + place, noise.pointer + place
      )
      var square = 0.0
      for k in 0..<size {
        let error = Double(rule.noise(output[k], z: z[k]) - noise[k])
        square += error * error
      }
      loss.diffusion += slope / 2 * square * perNumber
      loss.noiseError += square / Double(batch * size)
      guard learns else { continue }
      let target = network.output.gradient.floats + place
      let (factor, image) = (Float(slope * perNumber), (start + index) * size)
      var byGamma = 0.0
      for k in 0..<size {
        let error = factor * (rule.noise(output[k], z: z[k]) - noise[k])
        target[k] = error * rule.outputWeight
        let move = level.alphaSlope * Double(images[image + k]) + level.sigmaSlope * Double(noise[k])
        if options.addsInput { byGamma += Double(target[k]) * move }
        byGamma += Double(error) * rule.slope(output[k], z: z[k], move: move, level)
      }
      if options.learnsGamma {
        add(intercept: byGamma, slope: byGamma * times[index] + square / 2 * perNumber, gamma)
      }
    }
  }

  /// Adds the derivatives by gamma through the network: through the noisy image, and through the time it is told.
  private func learnGamma(_ images: [Float], start: Int, count: Int, gamma: LinearLogSNR) {
    let size = architecture.imageCount
    for index in 0..<count {
      let level = gamma.level(times[index])
      let (dZ, noise) = (network.image.gradient.floats + index * size, noise.pointer + index * size)
      let image = (start + index) * size
      var byGamma = 0.0
      for k in 0..<size {
        let move = level.alphaSlope * Double(images[image + k]) + level.sigmaSlope * Double(noise[k])
        byGamma += Double(dZ[k]) * move
      }
      byGamma +=
        network.timeSlope(index, time: options.networkTime(gamma: level.gamma)) * options.networkTimeSlope
      add(intercept: byGamma, slope: byGamma * times[index], gamma)
    }
  }

  /// The loss at both ends of the schedule, which depends on gamma and the images alone, and its derivatives.
  private func addEnds(_ images: [Float], gamma: LinearLogSNR, learns: Bool, to loss: inout VariationalLoss) {
    let square = images.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(images.count)
    let (first, last) = (gamma.level(0), gamma.level(1))
    let variance = last.sigma * last.sigma
    let signal = last.alpha * last.alpha
    loss.prior = (variance + signal * square - log(variance) - 1) / 2 / log(2)
    let ratio = exp(first.gamma) / (options.dataNoise * options.dataNoise)
    loss.reconstruction = (log(2 * Double.pi * options.dataNoise * options.dataNoise) + ratio) / 2 / log(2)
    guard learns else { return }
    let byLast = (variance * signal * (1 - square) - signal) / 2 / log(2)
    add(intercept: ratio / 2 / log(2) + byLast, slope: byLast, gamma)
  }

  private func add(intercept: Double, slope: Double, _ gamma: LinearLogSNR) {
    let numbers = gradient.buffer.pointer
    numbers[gradient.offset(VariationalBlocks.intercept)] += Float(intercept)
    numbers[gradient.offset(VariationalBlocks.slope)] += Float(gamma.slope < 0 ? -slope : slope)
  }

  private func updateAverage() {
    guard let average, let rule = options.average else { return }
    let keep = step <= rule.warmUpSteps ? 0 : Float(rule.decay)
    let (from, to) = (parameters.buffer.pointer, average.buffer.pointer)
    for k in 0..<parameters.count { to[k] = keep * to[k] + (1 - keep) * from[k] }
  }
}
