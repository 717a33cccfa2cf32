import Foundation
import SweepModel
import Testing

@testable import Training

/// What a network may be trained to tell: the noise, or v of Salimans & Ho 2022.
struct PredictionTests {
  private static func stream(_ name: String) -> RandomStream {
    RandomStream(seed: 7, replicate: 0, name: name, task: nil)
  }

  /// A network that says 0 of everything.
  private static func silent() throws -> UNetWeights {
    let architecture = try UNetArchitecture(imageSize: 8, baseWidth: 4, labels: 2, encodingLength: 8)
    return UNetWeights(architecture, block: ParameterBlock(architecture.tensors))
  }

  @Test(arguments: NoisePrediction.allCases, [0.02, 0.7, 1.4] as [Float])
  func `what the network should say tells the noise`(prediction: NoisePrediction, angle: Float) {
    let (signal, noisiness) = (cos(angle), sin(angle))
    for (image, noise) in [(1, 0.3), (-0.7, -2), (0, 1.5)] as [(Float, Float)] {
      let said = prediction.target(noise: noise, image: image, signal: signal, noisiness: noisiness)
      let x = signal * image + noisiness * noise
      let told = prediction.noise(said, x: x, signal: signal, noisiness: noisiness)
      #expect(abs(told - noise) < 1e-5)
    }
  }

  /// The mean square of v, of noise whose own mean square is the loss of the network that tells the noise: with images of c
  /// and of -c the mixed terms go.
  @Test func `the loss of a network that says nothing is v's mean square`() throws {
    let weights = try Self.silent()
    // Of two times only the second is drawn.
    let schedule = try NoiseSchedule(.linear(first: 0.2, last: 0.5), steps: 2)
    func loss(_ prediction: NoisePrediction, image: Float) throws -> Double {
      var options = DiffusionOptions(schedule: schedule)
      options.batchSize = 3
      options.prediction = prediction
      let trainer = try DiffusionTrainer(
        weights.architecture, options: options, weights: weights, stream: Self.stream("noise"))
      return try trainer.evaluate(
        images: [Float](repeating: image, count: 3 * 64), labels: [Float](repeating: 1, count: 6),
        stream: Self.stream("evaluation"))
    }
    let (square, product) = (try loss(.noise, image: 0), schedule.products[1])
    #expect(try abs(loss(.velocity, image: 0) - product * square) < 1e-6)
    let both = try (loss(.velocity, image: 0.8) + loss(.velocity, image: -0.8)) / 2
    #expect(abs(both - (product * square + (1 - product) * 0.64)) < 1e-6)
  }

  /// v = 0 says that the image is signal * x, so that a step without noise turns x by the angle between its times.
  @Test func `steps of DDIM with v = 0 shrink by the cosine of their angle`() throws {
    let schedule = try NoiseSchedule(steps: 100)
    let sampler = try DiffusionSampler(try Self.silent(), schedule: schedule, prediction: .velocity)
    let rule = SamplingRule(.ddim(steps: 5))
    let start = GoldenNumbers.draw("start", 64)
    let drawn = try sampler.sample(
      labels: [1, 2], count: 1, rule: rule, stream: Self.stream("unused"), start: start)
    let angles = try rule.steps(schedule).map { acos(schedule.products[$0.time].squareRoot()) } + [0]
    let factor = zip(angles, angles.dropFirst()).reduce(1) { $0 * cos($1.0 - $1.1) }
    for (image, noise) in zip(drawn, start) { #expect(abs(Double(image) - factor * Double(noise)) < 1e-5) }
  }
}
