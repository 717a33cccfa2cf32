import SweepModel
import Testing
import Training

@testable import Experiments

/// Small enough for a test: 8 x 8 pixels, four channels, a handful of batches.
private let small: Parameters = [
  "image-size": .integer(8), "base-width": .integer(4), "encoding-length": .integer(8),
  "noise-steps": .integer(20), "sampling-steps": .integer(3), "batch-size": .integer(6),
  "batches": .integer(7), "evaluations": .integer(2),
]

@Suite("Diffusion on bumps") struct DiffusionExperimentTests {
  private let experiment = DiffusionExperiment()

  private func run(_ given: Parameters = [:], replicate: Int = 0) throws -> (
    context: RecordingContext, metrics: [String: Double]
  ) {
    let context = RecordingContext(
      experiment, small.merging(given) { $1 }, replicate: replicate)
    return (context, try experiment.run(context))
  }

  @Test func `A training gives losses, accuracies and pictures`() throws {
    let (context, metrics) = try run()
    let loss = try #require(metrics["train-loss"])
    #expect(loss > 0 && loss < 10)
    #expect(metrics["accuracy"].map { (0...1).contains($0) } == true)
    #expect(metrics["accuracy-in-distribution"] == metrics["accuracy"])
    #expect(metrics["accuracy-vertical"] == nil && metrics["validation-loss"] == nil)
    #expect(Set(metrics.keys).isSubset(of: Set(experiment.schema.metrics.map(\.name))))
    #expect(metrics.values.allSatisfy { $0.isFinite })
    #expect(Set(context.artifacts.keys) == Set(experiment.schema.artifacts.map(\.name)))
    for name in ["samples", "data", "map"] {
      #expect(context.artifacts[name]?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
    }
    #expect(context.reports.filter { $0.metric == "accuracy" }.map(\.step) == [3, 7])
    let positions = try #require(context.artifacts["positions"]).split(separator: UInt8(ascii: "\n"))
    #expect(positions.count == 1 + 64)
    let right = positions.count { String(decoding: $0, as: UTF8.self).contains(",true,") }
    #expect(metrics["accuracy"] == Double(right) / 64)
    let errors = String(decoding: try #require(context.artifacts["errors"]), as: UTF8.self)
    #expect(errors.hasSuffix("</svg>\n") && errors.contains(": \(right) of 64 right"))
  }

  @Test func `Longer training lowers the loss`() throws {
    let schedule: Parameters = [
      "learning-rate": .real(3e-3), "learning-rate-schedule": .text("constant"), "evaluations": .integer(1),
    ]
    let short = try run(schedule.merging(["batches": .integer(5)]) { $1 }).metrics
    let long = try run(schedule.merging(["batches": .integer(200)]) { $1 }).metrics
    let (first, last) = (try #require(short["train-loss"]), try #require(long["train-loss"]))
    #expect(last < 0.8 * first, "\(first) to \(last)")
  }

  @Test(arguments: ["float32", "bfloat16"])
  func `An interrupted training goes on from its checkpoint bit for bit`(precision: String) throws {
    let given: Parameters = ["precision": .text(precision), "average-decay": .real(0.9)]
    let whole = try run(given).metrics
    let context = RecordingContext(experiment, small.merging(given) { $1 })
    context.stopAfter = 2
    #expect(throws: TaskInterrupted.self) { _ = try experiment.run(context) }
    #expect(context.checkpoint != nil)
    context.stopAfter = nil
    let resumed = try experiment.run(context)
    #expect(resumed == whole)
  }

  @Test func `Held-out and left-out images are asked for and validated on`() throws {
    let metrics = try run([
      "dataset": .text("sos"), "hold-out": .text("cross"), "hold-out-width": .real(2), "lambda": .real(0.5),
    ]).metrics
    for group in ["in-distribution", "out-of-distribution", "vertical", "horizontal", "intersection"] {
      #expect(metrics["accuracy-x-\(group)"] != nil, "\(group)")
    }
    #expect(metrics["validation-loss"].map { $0 > 0 } == true)
  }

  @Test func `Images are drawn with clipping unless it is switched off`() throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    #expect(try DiffusionSetting(parameters).sampling.clips)
    parameters["clip-samples"] = .boolean(false)
    #expect(try !DiffusionSetting(parameters).sampling.clips)
  }

  @Test func `Replicates differ, and one replicate does not`() throws {
    let first = try run().metrics["train-loss"]
    let again = try run().metrics["train-loss"]
    let other = try run(replicate: 1).metrics["train-loss"]
    #expect(again == first && other != first)
  }

  @Test(arguments: [
    ("base-width", ParameterValue.integer(6), "base-width"),
    ("image-size", .integer(12), "image-size"),
    ("sampling-steps", .integer(20), "sampling-steps"),
    ("guidance", .real(3), "guidance"),
    ("lambda", .real(0.001), "lambda"),
    ("evaluation-labels", .integer(2), "evaluation-labels"),
    ("encoding-length", .integer(7), "encoding-length"),
  ])
  func `What cannot be trained is refused before it starts`(
    name: String, value: ParameterValue, blamed: String
  ) throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    parameters[name] = value
    let error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.parameter == blamed, "\(String(describing: error))")
  }

  @Test func `Another network's checkpoint, and a damaged one, are refused with a sentence`() throws {
    let context = RecordingContext(experiment, small)
    context.stopAfter = 2
    #expect(throws: TaskInterrupted.self) { _ = try experiment.run(context) }
    let other = RecordingContext(experiment, small.merging(["base-width": .integer(8)]) { $1 })
    other.checkpoint = context.checkpoint
    #expect(throws: TaskFailure.self) { _ = try experiment.run(other) }
    context.stopAfter = nil
    context.checkpoint?[5000] ^= 1
    #expect(throws: TaskFailure.self) { _ = try experiment.run(context) }
  }
}
