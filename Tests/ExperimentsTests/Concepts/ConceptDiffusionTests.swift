import Spec
import SweepModel
import Testing
import Training

@testable import Experiments

/// Small enough for a test: 12 x 12 pixels, eight channels, a handful of batches.
private let small: Parameters = [
  "image-size": .integer(12), "blur": .real(0.4), "base-width": .integer(8), "encoding-length": .integer(8),
  "colour-separation": .real(0.8), "sampling-steps": .integer(2), "batch-size": .integer(6),
  "batches": .integer(6), "evaluations": .integer(2), "first-evaluation": .integer(3),
  "evaluation-images": .integer(2), "images-per-class": .integer(20), "classifier-width": .integer(4),
  "classifier-images": .integer(4), "average-decay": .real(0.9),
]

struct ConceptDiffusionTests {
  private let experiment = ConceptDiffusionExperiment()

  private func context(_ given: Parameters = [:]) -> RecordingContext {
    RecordingContext(experiment, small.merging(given) { $1 })
  }

  @Test func `a training gives coordinates of every class, errors, order and pictures`() throws {
    let context = context()
    let metrics = try experiment.run(context)
    #expect(metrics["classifier-accuracy"] == 1)
    #expect(Set(metrics.keys).isSubset(of: Set(experiment.schema.metrics.filter(\.isFinal).map(\.name))))
    for metric in experiment.schema.metrics where metric.isRequired {
      let value = try #require(metrics[metric.name], "\(metric.name)")
      #expect(metric.range?.contains(value) ?? value.isFinite, "\(metric.name) \(value)")
    }
    for (name, file) in context.artifacts { #expect(file.starts(with: [0x89, 0x50, 0x4e, 0x47]), "\(name)") }
    #expect(Set(context.artifacts.keys) == ["samples", "data"])
    for name in ["blue-00", "small-11", "concept-mse", "concept-mse-smoothed", "colour-contrast"] {
      #expect(context.reports.filter { $0.metric == name }.map(\.step) == [0, 3, 6], "\(name)")
    }
    #expect(context.reports.filter { $0.metric == "speed" }.map(\.step) == [3, 6])
    let streamed = Set(experiment.schema.metrics.filter(\.isStreamed).map(\.name))
    #expect(context.reports.allSatisfy { streamed.contains($0.metric) && $0.value.isFinite })
  }

  @Test(arguments: [("residual-unet", "noise"), ("attention-unet", "velocity")])
  func `an interrupted training goes on from its checkpoint bit for bit`(
    network: String, prediction: String
  ) throws {
    let given: Parameters = [
      "network": .text(network), "prediction": .text(prediction), "image-size": .integer(16),
      "blur": .real(0.5),
    ]
    let whole = context(given)
    let expected = try experiment.run(whole)
    // Within the classifier's training, and after the first look.
    for stop in [1, 45] {
      let context = context(given)
      context.stopAfter = stop
      do {
        _ = try experiment.run(context)
      } catch is TaskInterrupted {}
      context.stopAfter = nil
      if stop > 1 { #expect(context.checkpoint != nil) }
      #expect(try experiment.run(context) == expected, "stopped at \(stop)")
    }
  }

  @Test func `a classifier that does not tell the classes fails the task with a sentence`() throws {
    let context = context(["classifier-batches": .integer(1)])
    do {
      _ = try experiment.run(context)
      Issue.record("it is taken for a classifier")
    } catch let failure as TaskFailure {
      #expect(failure.description.hasPrefix("after 1 batches the classifier reads "))
      #expect(failure.description.hasSuffix("raise classifier-batches, colour-separation or size-separation"))
    }
    #expect(context.reports.isEmpty)
  }

  @Test func `a checkpoint of another network, or with a broken track, is refused with a sentence`() throws {
    let first = context()
    first.stopAfter = 45
    do { _ = try experiment.run(first) } catch is TaskInterrupted {}
    let bytes = try #require(first.checkpoint)
    let other = context(["base-width": .integer(16)])
    other.checkpoint = bytes
    #expect(throws: TaskFailure.self) { _ = try experiment.run(other) }
    var broken = try Checkpoint(decoding: bytes)
    broken.tensors["percolate.track"] = CheckpointTensor(doubles: [1, .nan, 3], shape: [1, 3])
    let third = context()
    third.checkpoint = broken.encoded()
    #expect(throws: TaskFailure.self) { _ = try experiment.run(third) }
  }

  /// What a spec sets, and the parameter that the refusal names.
  static let refused: [(Parameters, String)] = [
    (["gamma-first": .real(3), "gamma-last": .real(3)], "gamma-first"),
    (["first-evaluation": .integer(7)], "first-evaluation"),
    (["network": .text("attention-unet")], "image-size"),
    (["base-width": .integer(12)], "base-width"),
    (["encoding-length": .integer(7)], "encoding-length"),
    (["position-spread": .real(0.5)], "position-spread"),
  ]

  @Test(arguments: refused.indices)
  func `what does not go together is refused with the parameter to change`(index: Int) {
    let (given, name) = Self.refused[index]
    let parameters = experiment.schema.defaults.merging(small) { $1 }.merging(given) { $1 }
    do throws(InvalidParameters) {
      try experiment.validate(parameters)
      Issue.record("\(given) is accepted")
    } catch {
      #expect(error.parameter == name, "\(error)")
    }
  }

  @Test func `too little memory is said before any is taken`() {
    let context = context()
    context.memoryLimit = 1 << 20
    #expect(throws: TaskFailure.self) { _ = try experiment.run(context) }
  }
}
