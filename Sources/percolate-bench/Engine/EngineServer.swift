internal import Foundation
internal import Glibc
internal import Platform
internal import SweepModel
internal import Training

/// Our side of the benchmark: does what each line of stdin asks for, answers with its time. What was made for
/// one request is kept for the next ones of the same width.
final class EngineServer {
  private typealias Run = (_ steps: Int) throws -> Void
  private var made: [String: Run] = [:]
  private var family = ""

  /// Serves until stdin ends.
  func serve() throws {
    print(#"{"name":"percolate"}"#)
    fflush(nil)
    while let line = readLine() {
      let answer = try JSONEncoder().encode(try answer(line))
      print(String(decoding: answer, as: UTF8.self))
      fflush(nil)
    }
  }

  /// Does a request, as "train 16 float32 3".
  func answer(_ line: String) throws -> EngineTiming {
    let words = line.split(separator: " ").map(String.init)
    guard words.count > 3, let steps = words.last.flatMap({ Int($0) }), steps >= 0 else {
      throw BenchError("there is no such request: \(line)")
    }
    let shape = words.dropLast()
    if family != shape.prefix(2).joined(separator: " ") { made = [:] }
    family = shape.prefix(2).joined(separator: " ")
    let key = shape.joined(separator: " ")
    let run = try made[key] ?? make(Array(shape), line)
    made[key] = run
    let (watch, before) = (Stopwatch(), ProcessorClock.processSeconds)
    try run(steps)
    return EngineTiming(seconds: watch.seconds, processor: ProcessorClock.processSeconds - before)
  }

  private func make(_ words: [String], _ line: String) throws -> Run {
    let numbers = words.compactMap { Int($0) }
    switch (words[0], numbers.count) {
    case ("train", 1): return try train(width: numbers[0], EngineServer.precision(words[2]))
    case ("residual", 1): return try residual(width: numbers[0], EngineServer.precision(words[2]))
    case ("sample", 1): return try sample(width: numbers[0], EngineServer.precision(words[2]))
    case ("descend", 4):
      guard let kind = SmallNetArchitecture.Kind(rawValue: words[1]) else { break }
      let architecture = try SmallNetArchitecture(kind: kind, depth: numbers[1], dimension: numbers[0])
      return try descend(architecture, samples: numbers[2], seeds: numbers[3])
    default: break
    }
    throw BenchError("there is no such request: \(line)")
  }

  private func train(width: Int, _ precision: ComputePrecision) throws -> Run {
    let trainer = try EngineServer.trainer(width: width, precision)
    let (images, labels) = EngineServer.batch(trainer.architecture)
    return { steps in for _ in 0..<steps { try trainer.step(images: images, labels: labels) } }
  }

  private func residual(width: Int, _ precision: ComputePrecision) throws -> Run {
    guard precision == .float32 else { throw BenchError("the residual network computes in float32 only") }
    let trainer = try EngineServer.residualTrainer(width: width)
    let (images, labels) = EngineServer.batch(trainer.architecture)
    return { steps in for _ in 0..<steps { try trainer.step(images: images, labels: labels) } }
  }

  private func sample(width: Int, _ precision: ComputePrecision) throws -> Run {
    let architecture = try UNetArchitecture(baseWidth: width)
    var stream = EngineServer.stream("start")
    let sampler = try DiffusionSampler(
      UNetWeights(architecture, from: &stream), schedule: try NoiseSchedule(), precision: precision)
    let labels = EngineServer.batch(architecture).labels
    return { steps in
      var left = steps
      while left > 0 {
        let here = min(left, 500)
        let images = try sampler.sample(
          labels: labels, count: EngineWork.batch, rule: SamplingRule(.ddim(steps: here)),
          stream: EngineServer.stream("noise"))
        precondition(images.count == EngineWork.batch * architecture.imageCount, "a whole batch")
        left -= here
      }
    }
  }

  private func descend(_ architecture: SmallNetArchitecture, samples: Int, seeds: Int) throws -> Run {
    var stream = EngineServer.stream("data")
    let count = samples * architecture.dimension
    let inputs = (0..<count).map { _ in Float(2 * stream.uniform() - 1) }
    let starts = (0..<seeds).map { _ in SmallNetParameters(architecture, .torchDefault, from: &stream) }
    var options = SmallNetOptions()
    options.loss = .meanSquare
    options.learningRate = .constant(1e-3)
    let data = SmallNetData.samples(
      try SmallNetSamples(dimension: architecture.dimension, inputs: inputs))
    let trainer = try SmallNetTrainer(architecture, data: [data], options: options, parameters: starts)
    return { steps in try trainer.advance(by: steps) }
  }

  /// A training of the papers' network at this width, on 32 x 32 images in batches of 64.
  static func trainer(width: Int, _ precision: ComputePrecision) throws -> DiffusionTrainer {
    var options = DiffusionOptions(schedule: try NoiseSchedule())
    options.batchSize = EngineWork.batch
    options.precision = precision
    return try DiffusionTrainer(
      try UNetArchitecture(baseWidth: width), options: options, start: stream("start"),
      stream: stream("noise"))
  }

  /// Images of noise, and labels: what they show changes no time.
  static func batch(_ architecture: UNetArchitecture) -> (images: [Float], labels: [Float]) {
    var stream = stream("images")
    let images = (0..<EngineWork.batch * architecture.imageCount).map { _ in Float(2 * stream.uniform() - 1) }
    let size = Double(architecture.imageSize)
    let labels = (0..<EngineWork.batch * architecture.labels).map { _ in Float(size * stream.uniform()) }
    return (images, labels)
  }

  /// A training of the variational model with the residual network at this width, likewise.
  static func residualTrainer(width: Int) throws -> VariationalTrainer {
    var options = VariationalOptions()
    options.batchSize = EngineWork.batch
    return try VariationalTrainer(
      .residual(try ResidualUNetArchitecture(baseWidth: width)), options: options, start: stream("start"),
      stream: stream("noise"))
  }

  /// Images of noise in colour, and labels of 0 to 1.
  static func batch(_ architecture: DenoiserArchitecture) -> (images: [Float], labels: [Float]) {
    var stream = stream("images")
    let images = (0..<EngineWork.batch * architecture.imageCount).map { _ in Float(2 * stream.uniform() - 1) }
    let labels = (0..<EngineWork.batch * architecture.labels).map { _ in Float(stream.uniform()) }
    return (images, labels)
  }

  static func precision(_ word: String) throws -> ComputePrecision {
    guard let precision = ComputePrecision(rawValue: word) else {
      throw BenchError("there is no precision \(word): float32 and bfloat16 are known")
    }
    return precision
  }

  private static func stream(_ name: String) -> RandomStream {
    RandomStream(seed: 1, replicate: 0, name: name, task: nil)
  }
}
