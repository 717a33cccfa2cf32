import Foundation
import SweepModel
import Testing

@testable import Training

/// The variational diffusion model against formulas and differences.
struct VariationalTests {
  private static func stream(_ name: String) -> RandomStream {
    RandomStream(seed: 3, replicate: 0, name: name, task: nil)
  }

  static let networks = ["attention", "residual"]

  private static func architecture(_ name: String, size: Int = 8) throws -> DenoiserArchitecture {
    name == "attention"
      ? .unet(try UNetArchitecture(imageSize: size, channels: 3, baseWidth: 4, labels: 4, encodingLength: 8))
      : .residual(try ResidualUNetArchitecture(imageSize: size, baseWidth: 8, labels: 4, encodingLength: 8))
  }

  private static func options(_ prediction: NoisePrediction = .noise) -> VariationalOptions {
    var options = VariationalOptions()
    options.prediction = prediction
    options.batchSize = 5
    options.slice = 3
    // As heavy as the rest of the bound, which could not be seen beside it otherwise.
    options.dataNoise = 1
    options.gamma = -2...3
    return options
  }

  private static func trainer(
    _ network: String, _ options: VariationalOptions
  ) throws -> (trainer: VariationalTrainer, images: [Float], labels: [Float]) {
    let architecture = try architecture(network)
    let trainer = try VariationalTrainer(
      architecture, options: options, start: stream("weights"), stream: stream("noise"))
    // Away from a start at zero, where the network tells nothing.
    for tensor in architecture.tensors where tensor.start == .constant(0) && tensor.shape.count > 1 {
      let numbers = GoldenNumbers.draw(tensor.name, tensor.count)
      let place = trainer.parameters.slice(tensor)
      for (index, number) in numbers.enumerated() { place[index] = 0.1 * number }
    }
    try trainer.parametersChanged()
    return (
      trainer, GoldenNumbers.draw("images", options.batchSize * architecture.imageCount),
      GoldenNumbers.draw("labels", options.batchSize * architecture.labels)
    )
  }

  @Test func `signal and noise are those of gamma, and so are their slopes`() {
    let schedule = LinearLogSNR(intercept: -5, slope: -15)
    #expect(schedule.gamma(0) == -5 && schedule.gamma(1) == 10)
    for time in [0, 0.3, 1] {
      let level = schedule.level(time)
      #expect(abs(level.alpha * level.alpha + level.sigma * level.sigma - 1) < 1e-12)
      #expect(abs(log(level.sigma * level.sigma / (level.alpha * level.alpha)) - schedule.gamma(time)) < 1e-9)
      let h = 1e-5
      let (up, down) = (
        LinearLogSNR.Level(gamma: level.gamma + h), LinearLogSNR.Level(gamma: level.gamma - h)
      )
      #expect(abs((up.alpha - down.alpha) / (2 * h) - level.alphaSlope) < 1e-9)
      #expect(abs((up.sigma - down.sigma) / (2 * h) - level.sigmaSlope) < 1e-9)
    }
  }

  @Test func `the ends of the bound are their formulas`() throws {
    var options = Self.options()
    options.dataNoise = 0.1
    let (trainer, images, labels) = try Self.trainer("residual", options)
    let loss = try trainer.evaluate(images: images, labels: labels, stream: Self.stream("other"))
    // Of N(alpha x, sigma^2) from N(0, 1), by numerical integration for each number of the images.
    let level = LinearLogSNR.Level(gamma: 3)
    func divergence(_ x: Double) -> Double {
      let (mean, deviation) = (level.alpha * x, level.sigma)
      let step = 1e-3
      return stride(from: -8.0, to: 8, by: step).reduce(0) { sum, u in
        let density = exp(-u * u / 2) / (2 * Double.pi).squareRoot()
        let z = mean + deviation * u
        return sum + step * density * (-u * u / 2 - log(deviation) + z * z / 2)
      }
    }
    let some = images.prefix(40).map { Double($0) }
    let square = images.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(images.count)
    // Linear in the square of x, so that the mean is that at the root mean square.
    #expect(abs(loss.prior * log(2) - divergence(square.squareRoot())) < 1e-6)
    #expect(some.allSatisfy { divergence($0) > 0 })
    // -ln of the density of x about z_0 / alpha_0 = x + e^(gamma/2) eps, over many eps.
    var stream = Self.stream("reconstruction")
    let spread = exp(-1.0)
    let count = 200_000
    let sampled =
      (0..<count).reduce(0.0) { sum, _ in
        let difference = spread * stream.standardNormal()
        return sum + difference * difference / (2 * 0.01) + log(2 * Double.pi * 0.01) / 2
      } / Double(count)
    #expect(abs(loss.reconstruction * log(2) - sampled) < 0.1)
  }

  @Test(arguments: networks, NoisePrediction.allCases)
  func `gamma's derivatives are those of the loss by differences`(
    network: String, prediction: NoisePrediction
  ) throws {
    for addsInput in [true, false] {
      var options = Self.options(prediction)
      options.addsInput = addsInput
      let (trainer, images, labels) = try Self.trainer(network, options)
      let names = [VariationalBlocks.intercept, VariationalBlocks.slope]
      let gradients = try trainer.derivatives(names, images: images, labels: labels).gradients
      for (name, gradient) in zip(names, gradients) {
        let place = trainer.parameters.buffer.pointer + trainer.parameters.offset(name)
        let before = place[0]
        func loss(_ amount: Float) throws -> Double {
          place[0] = before + amount
          defer { place[0] = before }
          return try trainer.derivatives([], images: images, labels: labels).loss.total
        }
        // Powers of two, so that moving there and back is exact; two widths, so that the third derivative cancels.
        let h: Float = 1.0 / 1024
        let narrow = (try loss(h) - loss(-h)) / Double(2 * h)
        let wide = (try loss(2 * h) - loss(-2 * h)) / Double(4 * h)
        let expected = (4 * narrow - wide) / 3
        #expect(
          abs(Double(gradient[0]) - expected) < 0.02 * max(abs(expected), 0.1),
          "\(network) \(prediction) \(addsInput) \(name): \(gradient[0]), differences \(expected)")
      }
    }
  }

  @Test(arguments: networks, NoisePrediction.allCases)
  func `the weights' derivatives are those of the loss by differences`(
    network: String, prediction: NoisePrediction
  ) throws {
    let (trainer, images, labels) = try Self.trainer(network, Self.options(prediction))
    let tensors = trainer.architecture.tensors
    let gradients = try trainer.derivatives(tensors.map(\.name), images: images, labels: labels).gradients
    let start = tensors.map { Array(trainer.parameters.slice($0)) }
    let directions = tensors.map { tensor in
      // As long as the numbers usually are, so that one step suits all.
      let scale = 1 / Float(max(tensor.shape.dropFirst().reduce(1, *), 1)).squareRoot()
      return GoldenNumbers.draw("direction " + tensor.name, tensor.count).map { scale * $0 }
    }
    func loss(_ amount: Float) throws -> Double {
      for (tensor, (numbers, direction)) in zip(tensors, zip(start, directions)) {
        let place = trainer.parameters.slice(tensor)
        for index in place.indices { place[index] = numbers[index] + amount * direction[index] }
      }
      try trainer.parametersChanged()
      return try trainer.derivatives([], images: images, labels: labels).loss.total
    }
    let h: Float = 1.0 / 512
    let narrow = (try loss(h) - loss(-h)) / Double(2 * h)
    let wide = (try loss(2 * h) - loss(-2 * h)) / Double(4 * h)
    let expected = (4 * narrow - wide) / 3
    var found = 0.0
    for (gradient, direction) in zip(gradients, directions) {
      for (g, d) in zip(gradient, direction) { found += Double(g) * Double(d) }
    }
    #expect(abs(expected) > 1e-2)
    #expect(
      abs(found - expected) < 0.02 * max(abs(expected), 0.1),
      "\(network) \(prediction): \(found), differences \(expected)")
  }

  @Test func `images do not depend on what is drawn with them, and a step changes them`() throws {
    let (trainer, images, labels) = try Self.trainer("residual", Self.options())
    let sampler = try trainer.sampler()
    func draw(_ rows: Int) throws -> [Float] {
      try sampler.sample(
        labels: Array(labels.prefix(4 * rows)), count: rows, steps: 4, clips: true,
        stream: Self.stream("samples"))
    }
    let (many, few) = (try draw(5), try draw(2))
    #expect(Array(many.prefix(few.count)) == few)
    #expect(many.allSatisfy { $0.isFinite && abs($0) < 100 })
    try trainer.step(images: images, labels: labels)
    #expect(try draw(2) != few)
  }

  @Test func `training lowers the error of the noise, and moves both ends of gamma`() throws {
    var options = Self.options()
    options.learningRate = .constant(3e-3)
    options.batchSize = 8
    let architecture = try Self.architecture("residual")
    let trainer = try VariationalTrainer(
      architecture, options: options, start: Self.stream("weights"), stream: Self.stream("noise"))
    let images = [Float](repeating: 0.5, count: 8 * architecture.imageCount)
    let labels = [Float](repeating: 0, count: 32)
    let first = try trainer.step(images: images, labels: labels)
    var last = first
    for _ in 0..<60 { last = try trainer.step(images: images, labels: labels) }
    #expect(last.noiseError < 0.6 * first.noiseError, "\(first.noiseError) to \(last.noiseError)")
    #expect(trainer.gamma.intercept != -2 && trainer.gamma.slope != 5)
    var fixed = options
    fixed.learnsGamma = false
    fixed.optimiser.decay = 0
    let other = try VariationalTrainer(
      architecture, options: fixed, start: Self.stream("weights"), stream: Self.stream("noise"))
    try other.step(images: images, labels: labels)
    #expect(other.gamma == LinearLogSNR(intercept: -2, slope: 5))
  }

  @Test func `settings that do not fit are refused by name`() {
    func message(_ change: (inout VariationalOptions) -> Void) -> String? {
      var options = VariationalOptions()
      change(&options)
      do {
        try options.validate()
        return nil
      } catch { return "\(error)" }
    }
    #expect(message { _ in } == nil)
    #expect(message { $0.batchSize = 0 } == "batch size is 0.0, expected 1 to 65536")
    #expect(message { $0.dataNoise = 0 } == "data noise is 0.0, expected above 0")
    #expect(message { $0.gamma = 1...1 } == "gamma's length is 0.0, expected above 0")
    #expect(message { $0.gamma = -40...1 } == "first gamma is -40.0, expected -30 or more")
  }
}
