import Foundation
import Testing

@testable import Training

/// The residual U-Net against PyTorch's on the same weights and images.
struct ResidualUNetGoldenTests {
  private struct Golden: Decodable {
    let width, channels, size, batch, labels, encoding: Int
    let times: [Double]
    let rows: [[Float]]
    let output: GoldenDigest
    let loss: Double
    let image: GoldenDigest
    let time: GoldenDigest
    let gradients: [String: GoldenDigest]
    let adamw: [Double]
    let parameters: Int

    enum CodingKeys: String, CodingKey {
      case width, channels, size, batch, labels, encoding, times, rows, output, loss, image, time, gradients,
        adamw
      case parameters = "parameters-of-the-paper"
    }
  }

  private struct Bench {
    let golden: Golden
    let parameters: ParameterBlock
    let gradient: ParameterBlock
    let network: ResidualUNetNetwork

    init(slice: Int? = nil) throws {
      golden = try Fixture.load("residual-unet")
      let architecture = try ResidualUNetArchitecture(
        imageSize: golden.size, channels: golden.channels, baseWidth: golden.width, labels: golden.labels,
        encodingLength: golden.encoding)
      parameters = ParameterBlock(architecture.tensors)
      gradient = ParameterBlock(architecture.tensors)
      for tensor in architecture.tensors {
        let numbers = GoldenNumbers.draw(tensor.name, tensor.count)
        let isNorm =
          tensor.shape.count == 1 && tensor.name.contains("norm") && tensor.name.hasSuffix("weight")
        let fanIn = Double(tensor.shape.dropFirst().reduce(1, *))
        _ = parameters.slice(tensor).update(
          fromContentsOf: numbers.map { number in
            if tensor.shape.count > 1 { return Float(Double(number) / fanIn.squareRoot()) }
            return isNorm ? Float(1 + 0.2 * Double(number)) : Float(0.1 * Double(number))
          })
      }
      network = ResidualUNetNetwork(
        architecture, parameters: parameters, gradient: gradient, slice: golden.batch)
      try network.prepare()
      load()
    }

    func load() {
      let images = GoldenNumbers.draw("images", network.image.count)
      network.image.floats.update(from: images, count: images.count)
      for index in 0..<golden.batch {
        network.embed(index, time: golden.times[index], labels: golden.rows[index])
      }
    }

    var output: [Float] {
      Array(UnsafeBufferPointer(start: network.output.floats, count: network.output.count))
    }

    /// Writes the gradient of the mean square difference from the target; returns that.
    func compare() -> Double {
      let target = GoldenNumbers.draw("target", network.output.count)
      var sum = 0.0
      for (k, value) in output.enumerated() {
        let error = value - target[k]
        sum += Double(error) * Double(error)
        network.output.gradient.floats[k] = 2 * error / Float(target.count)
      }
      return sum / Double(target.count)
    }
  }

  @Test func `output, loss and all gradients agree with PyTorch's`() throws {
    let bench = try Bench()
    try bench.network.forward()
    #expect(bench.golden.output.error(of: bench.output) < 1e-4)
    #expect(abs(bench.compare() - bench.golden.loss) < 1e-5 * bench.golden.loss)
    try bench.network.backward()
    #expect(bench.golden.gradients.count == bench.gradient.tensors.count)
    for tensor in bench.gradient.tensors {
      let digest = try #require(bench.golden.gradients[tensor.name], "\(tensor.name)")
      #expect(digest.error(of: Array(bench.gradient.slice(tensor))) < 1e-3, "\(tensor.name)")
    }
    let image = bench.network.image.gradient
    #expect(
      bench.golden.image.error(of: Array(UnsafeBufferPointer(start: image.floats, count: image.count))) < 1e-3
    )
    // What is told of the time is a sum over its encoding's gradient.
    let divisors = SinusoidalEncoding.blocks.divisors(length: bench.golden.encoding)
    #expect(divisors.count == bench.golden.encoding && bench.golden.time.count == 3 * divisors.count)
  }

  @Test func `steps of AdamW have PyTorch's losses`() throws {
    let bench = try Bench()
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

  @Test func `the paper's network has as many parameters as PyTorch's`() throws {
    let golden: Golden = try Fixture.load("residual-unet")
    #expect(try ResidualUNetArchitecture().parameterCount == golden.parameters)
  }

  @Test
  func `the last convolution of every block and of the network starts at zero, so that it draws nothing`()
    throws
  {
    let architecture = try ResidualUNetArchitecture(imageSize: 8, baseWidth: 8)
    let zero = architecture.tensors.filter { $0.shape.count > 1 && $0.start == .constant(0) }.map(\.name)
    #expect(zero.filter { $0.hasSuffix("conv2.weight") }.count == 14)
    #expect(zero.filter { $0.hasSuffix("condition.weight") }.count == 14)
    #expect(zero.contains("conv_out.weight") && zero.count == 29)
  }

  @Test func `sizes that do not fit are refused by name`() {
    func message(_ make: () throws -> ResidualUNetArchitecture) -> String {
      do { return "\(try make())" } catch { return "\(error)" }
    }
    #expect(
      message { try ResidualUNetArchitecture(imageSize: 18) }
        == "image size is 18, expected a multiple of 4 from 8 to 64")
    #expect(
      message { try ResidualUNetArchitecture(baseWidth: 12) }
        == "base width is 12, expected a multiple of 8 from 8 to 512")
    #expect(message { try ResidualUNetArchitecture(labels: 0) } == "labels is 0, expected 1 to 16")
  }
}
