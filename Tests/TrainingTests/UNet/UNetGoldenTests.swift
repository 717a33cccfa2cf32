import Foundation
import SweepModel
import Testing

@testable import Training

/// Our network against PyTorch's on the same weights and images.
struct UNetGoldenTests {
  /// The golden network with its inputs loaded, ready to run.
  struct Bench {
    let golden: GoldenNetwork
    let parameters: ParameterBlock
    let gradient: ParameterBlock
    let network: UNetNetwork

    init(_ name: String, _ encoding: SinusoidalEncoding, precision: ComputePrecision = .float32) throws {
      golden = try Fixture.load(name)
      let architecture = try golden.architecture(encoding)
      parameters = ParameterBlock(architecture.tensors)
      gradient = ParameterBlock(architecture.tensors)
      try GoldenNumbers.weights(architecture).write(to: parameters)
      network = UNetNetwork(
        architecture, parameters: parameters, gradient: gradient, precision: precision, slice: golden.batch)
      try network.prepare()
      load()
    }

    func load() {
      network.image.floats.update(from: golden.images, count: golden.images.count)
      for index in 0..<golden.batch {
        network.embed(index, time: golden.times[index], labels: golden.rows[index])
      }
    }

    var output: [Float] {
      Array(UnsafeBufferPointer(start: network.output.floats, count: network.output.count))
    }

    /// Writes the gradient of the mean square difference from the target; returns that.
    func compare() -> Double {
      let target = golden.target
      var sum = 0.0
      for (k, value) in output.enumerated() {
        let error = value - target[k]
        sum += Double(error) * Double(error)
        network.output.gradient.floats[k] = 2 * error / Float(target.count)
      }
      return sum / Double(target.count)
    }
  }

  static let networks: [(String, SinusoidalEncoding)] = [
    ("unet-grey", .printed), ("unet-colour", .blocks), ("unet-wide", .printed),
  ]

  @Test(arguments: networks)
  func `every layer's output agrees with PyTorch's`(name: String, encoding: SinusoidalEncoding) throws {
    let bench = try Bench(name, encoding)
    #expect(bench.golden.layers.count > 80)
    try bench.network.capture(Array(bench.golden.layers.keys))
    try bench.network.forward()
    #expect(bench.golden.output.error(of: bench.output) < 1e-4)
    for (layer, digest) in bench.golden.layers {
      let error = digest.error(of: try #require(bench.network.captured(layer)))
      #expect(error < 1e-4, "\(layer)")
    }
  }

  @Test(arguments: networks)
  func `every parameter's gradient agrees with PyTorch's`(name: String, encoding: SinusoidalEncoding) throws {
    let bench = try Bench(name, encoding)
    try bench.network.forward()
    #expect(abs(bench.compare() - bench.golden.loss) < 1e-5 * bench.golden.loss)
    try bench.network.backward()
    #expect(bench.golden.gradients.count == bench.parameters.tensors.count)
    for tensor in bench.gradient.tensors {
      let digest = try #require(bench.golden.gradients[tensor.name])
      #expect(digest.error(of: Array(bench.gradient.slice(tensor))) < 1e-3, "\(tensor.name)")
    }
  }

  @Test(arguments: networks)
  func `steps of AdamW have PyTorch's losses`(name: String, encoding: SinusoidalEncoding) throws {
    let bench = try Bench(name, encoding)
    let (first, second) = (
      ParameterBlock(bench.parameters.tensors), ParameterBlock(bench.parameters.tensors)
    )
    for (step, expected) in bench.golden.adamw.enumerated() {
      try bench.network.pack()
      bench.load()
      try bench.network.forward()
      let loss = bench.compare()
      #expect(abs(loss - expected) < 1e-4 * expected, "step \(step): \(loss), PyTorch \(expected)")
      try bench.network.backward()
      AdamW().update(
        bench.parameters.all, gradient: bench.gradient.all, first: first.all, second: second.all, rate: 1e-3,
        step: step + 1)
    }
  }

  /// bfloat16 keeps 8 bits, so a number is off by up to 1/256; after about 30 layers in a row a few per cent.
  @Test(arguments: networks)
  func `bfloat16 stays within 2 % forward and 10 % in gradients`(
    name: String, encoding: SinusoidalEncoding
  ) throws {
    let exact = try Bench(name, encoding)
    let half = try Bench(name, encoding, precision: .bfloat16)
    var outputs: [[Float]] = []
    for bench in [exact, half] {
      try bench.network.forward()
      outputs.append(bench.output)
      _ = bench.compare()
      try bench.network.backward()
    }
    #expect(UNetGoldenTests.difference(outputs[1], outputs[0]) < 0.02)
    for tensor in exact.gradient.tensors {
      let error = UNetGoldenTests.difference(
        Array(half.gradient.slice(tensor)), Array(exact.gradient.slice(tensor)))
      #expect(error < 0.1, "\(tensor.name)")
    }
  }

  /// The norm of the difference over the norm.
  static func difference(_ a: [Float], _ b: [Float]) -> Double {
    var (difference, size) = (0.0, 0.0)
    for (x, y) in zip(a, b) {
      difference += Double(x - y) * Double(x - y)
      size += Double(y) * Double(y)
    }
    return (difference / size).squareRoot()
  }

  @Test func `the papers' network has 23 331 457 parameters`() throws {
    #expect(try UNetArchitecture(labels: 0, encodingLength: 256).parameterCount == 23_331_457)
    #expect(try UNetArchitecture(labels: 2, encodingLength: 64).parameterCount == 23_274_113)
    #expect(try UNetArchitecture(labels: 2, encodingLength: 256).parameterCount == 23_790_209)
    #expect(try UNetArchitecture(channels: 3, labels: 0).parameterCount == 23_332_739)
  }

  @Test func `encodings are those that are printed and those of the code`() throws {
    struct Schedules: Decodable {
      let products, printed, blocks: [Double]
    }
    let golden = try Fixture.load("schedules", as: Schedules.self)
    let schedule = try NoiseSchedule()
    for (t, expected) in zip([0, 1, 10, 100, 500, 999], golden.products) {
      #expect(abs(schedule.products[t] - expected) < 1e-8 * expected)
    }
    for (kind, expected) in [(SinusoidalEncoding.printed, golden.printed), (.blocks, golden.blocks)] {
      var encoding = [Float](repeating: 9, count: 12)
      encoding.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        kind.encode(16.5, divisors: kind.divisors(length: 12), into: start)
      }
      for (found, value) in zip(encoding, expected) {
        #expect(abs(Double(found) - value) < 1e-6)
      }
    }
  }

  @Test(arguments: [8, 24, 40, 64], [1, 3])
  func `any size runs`(size: Int, channels: Int) throws {
    let architecture = try UNetArchitecture(
      imageSize: size, channels: channels, baseWidth: 4, labels: 1, encodingLength: 4)
    let weights = try GoldenNumbers.weights(architecture)
    let sampler = try DiffusionSampler(weights, schedule: try NoiseSchedule(), slice: 1)
    let images = GoldenNumbers.draw("images", architecture.imageCount)
    let output = try sampler.predict(images: images, times: [3], labels: [1])
    #expect(output.count == architecture.imageCount && output.allSatisfy(\.isFinite))
    let representation = try sampler.capture("up2", images: images, times: [3], labels: [1])
    #expect(representation.count == 4 * (size / 2) * (size / 2))
  }

  @Test func `sizes that do not fit are refused by name`() {
    func message(_ make: () throws -> UNetArchitecture) -> String {
      do { return "\(try make())" } catch { return "\(error)" }
    }
    #expect(
      message { try UNetArchitecture(imageSize: 20) }
        == "image size is 20, expected a multiple of 8 from 8 to 64")
    #expect(
      message { try UNetArchitecture(baseWidth: 6) }
        == "base width is 6, expected a multiple of 4 from 4 to 512")
    #expect(message { try UNetArchitecture(channels: 2) } == "channels is 2, expected 1 or 3")
  }
}
