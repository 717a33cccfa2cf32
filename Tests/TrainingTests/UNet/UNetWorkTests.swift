import SweepModel
import Testing

@testable import Training

/// What a network is predicted to compute and to take, against what its layers do.
@Suite struct UNetWorkTests {
  static let shapes: [(image: Int, width: Int, channels: Int)] = [
    (8, 4, 1), (8, 16, 3), (16, 8, 1), (32, 8, 1), (32, 64, 1), (64, 16, 1),
  ]

  @Test(arguments: shapes.indices) func `multiplications are those of the layers`(index: Int) throws {
    let shape = UNetWorkTests.shapes[index]
    let architecture = try UNetArchitecture(
      imageSize: shape.image, channels: shape.channels, baseWidth: shape.width, encodingLength: 16)
    let context = LayerContext(
      parameters: ParameterBlock(architecture.tensors), gradient: nil, precision: .float32)
    var builder = UNetBuilder(architecture, context: context, slice: 1)
    _ = builder.build()
    // Layers count a multiplication and an addition; those of a few operations a number count none.
    let counted = builder.layers.reduce(0.0) { $0 + Double($1.operations.forward) } / 2
    let ratio = architecture.multiplications / counted
    #expect((0.97...1.05).contains(ratio), "\(shape): \(ratio)")
  }

  @Test(arguments: [260, 512]) func `the memory of the widest networks is predicted without taking any`(
    width: Int
  ) throws {
    let architecture = try UNetArchitecture(imageSize: 8, baseWidth: width, encodingLength: 8)
    // Weights are quadratic in the width.
    let reference = try UNetArchitecture(imageSize: 8, baseWidth: 64, encodingLength: 8)
    let ratio = Double(architecture.parameterCount) / Double(reference.parameterCount)
    let square = Double(width * width) / (64 * 64)
    #expect((0.9 * square...1.01 * square).contains(ratio))
    var options = DiffusionOptions(schedule: try NoiseSchedule())
    options.batchSize = 1
    // Weights, two moments and their copies for a checkpoint, the gradient, and packed twice: nine floats each,
    // and scratch for the largest layer.
    let predicted = Double(try DiffusionTrainer.predictedBytes(architecture, options: options))
    let floats = predicted / 4 / Double(architecture.parameterCount)
    #expect((8.5...11).contains(floats), "\(floats)")
    options.memoryLimit = Int(predicted) - 1
    let error = #expect(throws: UNetError.self) {
      try DiffusionTrainer(
        architecture, options: options, start: RandomStream(seed: 1, replicate: 0, name: "a", task: nil),
        stream: RandomStream(seed: 1, replicate: 0, name: "b", task: nil))
    }
    #expect(error?.description.contains("lower the base width") == true)
    #expect(throws: UNetError.self) { try UNetArchitecture(imageSize: 8, baseWidth: 516) }
  }
}
