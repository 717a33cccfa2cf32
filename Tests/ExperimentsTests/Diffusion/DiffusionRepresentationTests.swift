import Representation
import Spec
import SweepModel
import Testing
import Training

@testable import Experiments

/// 8 x 8 pixels, four channels, a handful of batches, and a look at the papers' layer 4.
private let small: Parameters = [
  "dataset": .text("torus"), "image-size": .integer(8), "base-width": .integer(4),
  "encoding-length": .integer(8), "noise-steps": .integer(20), "sampling-steps": .integer(3),
  "batch-size": .integer(6), "batches": .integer(7), "evaluations": .integer(2),
  "representation": .text("up2"),
]

struct DiffusionRepresentationTests {
  private let experiment = DiffusionExperiment()

  private func run(_ given: Parameters = [:], stopAfter: Int? = nil) throws -> (
    context: RecordingContext, metrics: [String: Double]
  ) {
    let context = RecordingContext(experiment, small.merging(given) { $1 })
    context.stopAfter = stopAfter
    return (context, try experiment.run(context))
  }

  @Test func `a layer is measured before the first step and at each evaluation, and kept at the end`() throws
  {
    let (context, metrics) = try run()
    #expect(context.reports.filter { $0.metric == "participation-ratio" }.map(\.step) == [0, 3, 7])
    let bytes = try #require(context.artifacts["representation"])
    // 64 labels; 4 x 4 pixels of 4 channels.
    #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'shape': (64, 64), "))
    #expect(bytes.count == 128 + 64 * 64 * 4)
    #expect(context.artifacts["representation-1"] == nil)
    let ratio = try #require(metrics["participation-ratio"])
    #expect(ratio >= 1 && ratio <= 63)
    #expect(metrics["is-torus"] == nil && metrics["w1-x-on-x-msc-3-d"].map { $0 > 0 } == true)
    let declared = Dictionary(uniqueKeysWithValues: experiment.schema.metrics.map { ($0.name, $0) })
    for (name, value) in metrics { #expect(declared[name]?.range?.contains(value) != false, "\(name)") }
    #expect(metrics["image-participation-ratio"].map { $0 > 4 } == true)
  }

  @Test func `training and drawing have the bits that they have without a look at a layer`() throws {
    let (context, metrics) = try run()
    let other = RecordingContext(experiment, small.filter { $0.key != "representation" })
    let plain = try experiment.run(other)
    #expect(plain.allSatisfy { metrics[$0.key] == $0.value })
    for name in other.artifacts.keys { #expect(other.artifacts[name] == context.artifacts[name]) }
    #expect(Set(other.artifacts.keys) == ["samples", "data", "map", "positions", "errors"])
  }

  @Test(arguments: ["drawn", "image", "blank"])
  func `an interrupted training leaves the same representations, bit for bit`(input: String) throws {
    let given: Parameters = [
      "representation-captures": .integer(3), "representation-input": .text(input),
      "representation-grid": .integer(6),
    ]
    let (whole, metrics) = try run(given)
    #expect(whole.artifacts["representation-planes"]?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
    let names = ["representation-1", "representation-2", "representation", "representation-files"]
    #expect(names.allSatisfy { whole.artifacts[$0] != nil })
    let table = String(decoding: try #require(whole.artifacts["representation-files"]), as: UTF8.self)
    #expect(table.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] } == ["0", "3", "7"])
    // Stopped over and over, always on another worker: nothing but the checkpoint goes from one to the next.
    var checkpoint: [UInt8]?
    for patience in 1...40 {
      let context = RecordingContext(experiment, small.merging(given) { $1 })
      context.checkpoint = checkpoint
      context.stopAfter = patience
      do {
        let resumed = try experiment.run(context)
        #expect(resumed == metrics)
        #expect(context.artifacts == whole.artifacts)
        return
      } catch is TaskInterrupted { checkpoint = context.checkpoint }
    }
    Issue.record("the training never ended")
  }

  @Test(arguments: [
    ("representation-step", ParameterValue.integer(4), "representation-step"),
    ("representation-captures", .integer(4), "representation-captures"),
    ("representation", .text("up9"), "representation"),
    ("base-width", .integer(512), "representation-grid"),
  ])
  func `what cannot be captured is refused before it starts`(
    name: String, value: ParameterValue, blamed: String
  ) throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    try experiment.validate(parameters)
    if name == "base-width" {
      parameters["representation-grid"] = .integer(64)
      parameters["representation-captures"] = .integer(3)
    }
    parameters[name] = value
    let error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.parameter == blamed, "\(String(describing: error))")
  }

  @Test func `a step of drawing goes with a drawn input, and nothing without a layer`() throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    parameters["representation-input"] = .text("blank")
    parameters["representation-step"] = .integer(1)
    var error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.parameter == "representation-step")
    parameters["representation"] = nil
    error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.description.contains("add representation") == true)
  }

  @Test func `every layer that can be asked for has the size that is predicted`() throws {
    let architecture = try UNetArchitecture(
      imageSize: 16, channels: 3, baseWidth: 8, labels: 2, encodingLength: 8, encoding: .printed)
    var stream = RandomStream(seed: 1, replicate: 0, name: "weights", task: nil)
    let sampler = try DiffusionSampler(
      UNetWeights(architecture, from: &stream), schedule: try NoiseSchedule(.linear(), steps: 20))
    for block in UNetBlock.allCases {
      let shape = try #require(sampler.shape(of: block.rawValue))
      #expect(
        shape.height * shape.width * shape.channels == block.outputCount(architecture), "\(block)")
    }
  }
}
