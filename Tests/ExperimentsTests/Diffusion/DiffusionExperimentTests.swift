import Datasets
import Spec
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

struct DiffusionExperimentTests {
  private let experiment = DiffusionExperiment()

  private func run(_ given: Parameters = [:], replicate: Int = 0) throws -> (
    context: RecordingContext, metrics: [String: Double]
  ) {
    let context = RecordingContext(
      experiment, small.merging(given) { $1 }, replicate: replicate)
    return (context, try experiment.run(context))
  }

  @Test func `a training gives losses, accuracies and pictures`() throws {
    let (context, metrics) = try run()
    let loss = try #require(metrics["train-loss"])
    #expect(loss > 0 && loss < 10)
    #expect(metrics["accuracy"].map { (0...1).contains($0) } == true)
    #expect(metrics["accuracy-in-distribution"] == metrics["accuracy"])
    #expect(metrics["accuracy-vertical"] == nil && metrics["validation-loss"] == nil)
    #expect(Set(metrics.keys).isSubset(of: Set(experiment.schema.metrics.map(\.name))))
    #expect(metrics.values.allSatisfy { $0.isFinite })
    #expect(
      Set(context.artifacts.keys)
        == Set(experiment.schema.artifacts.map(\.name).filter { !$0.hasPrefix("representation") }))
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

  @Test func `longer training lowers the loss`() throws {
    let schedule: Parameters = [
      "learning-rate": .real(3e-3), "learning-rate-schedule": .text("constant"), "evaluations": .integer(1),
    ]
    let short = try run(schedule.merging(["batches": .integer(5)]) { $1 }).metrics
    let long = try run(schedule.merging(["batches": .integer(200)]) { $1 }).metrics
    let (first, last) = (try #require(short["train-loss"]), try #require(long["train-loss"]))
    #expect(last < 0.8 * first, "\(first) to \(last)")
  }

  @Test(arguments: ["float32", "bfloat16"])
  func `an interrupted training goes on from its checkpoint bit for bit`(precision: String) throws {
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

  @Test func `held-out and left-out images are asked for and validated on`() throws {
    let metrics = try run([
      "dataset": .text("sos"), "hold-out": .text("cross"), "hold-out-width": .real(2), "lambda": .real(0.5),
    ]).metrics
    for group in ["in-distribution", "out-of-distribution", "vertical", "horizontal", "intersection"] {
      #expect(metrics["accuracy-x-\(group)"] != nil, "\(group)")
    }
    #expect(metrics["validation-loss"].map { $0 > 0 } == true)
  }

  @Test func `images are drawn with clipping unless it is switched off`() throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    #expect(try DiffusionSetting(parameters).sampling.clips)
    parameters["clip-samples"] = .boolean(false)
    #expect(try !DiffusionSetting(parameters).sampling.clips)
  }

  @Test func `labels lie as far apart as asked for, in training and when images are drawn`() throws {
    let parameters = experiment.schema.defaults.merging(small) { $1 }
    let setting = try DiffusionSetting(parameters.merging(["label-scale": .real(2.5)]) { $1 })
    let context = RecordingContext(experiment, small)
    let dataset = try setting.data.dataset(order: context.sharedStream("subset-order"))
    let renderer = setting.data.renderer(layout: .interleaved)
    func batch(scale: Double) -> (images: [Float], labels: [Float]) {
      var batches = DiffusionBatches(
        dataset, renderer: renderer, batchSize: 5, labelScale: scale
      ) { context.sharedStream("pass-\($0)") }
      var images = [Float](repeating: 0, count: 5 * 64)
      var labels = [Float](repeating: 0, count: 10)
      batches.load(0, images: &images, labels: &labels)
      return (images, labels)
    }
    let (plain, scaled) = (batch(scale: 1), batch(scale: 2.5))
    #expect(plain.images == scaled.images)
    #expect(scaled.labels == plain.labels.map { 2.5 * $0 })
    let position = dataset.position(3)
    let label = dataset.label(of: position)
    #expect(setting.told(x: position.x, y: position.y) == [Float(2.5 * label.x), Float(2.5 * label.y)])
    #expect(try run(["label-scale": .real(2.5)]).metrics["train-loss"] != run().metrics["train-loss"])
  }

  @Test func `replicates differ, and one replicate does not`() throws {
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
  func `what cannot be trained is refused before it starts`(
    name: String, value: ParameterValue, blamed: String
  ) throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    parameters[name] = value
    let error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.parameter == blamed, "\(String(describing: error))")
  }

  @Test func `whole batches count as memory, and are refused before they are made`() throws {
    let context = RecordingContext(
      experiment, small.merging(["batch-size": .integer(65_536), "lambda": .real(0.5)]) { $1 })
    // Five batches of 64 pixels and two labels.
    context.memoryLimit = 5 * 65_536 * 66 * 4
    let error = #expect(throws: TaskFailure.self) { _ = try experiment.run(context) }
    #expect(error?.description.contains("the limit is 82 MiB") == true, "\(String(describing: error))")
    let other = RecordingContext(experiment, small)
    other.memoryLimit = 1 << 30
    #expect(try experiment.run(other)["accuracy"] != nil)
  }

  @Test func `epochs are as many batches as passes over the data set take`() throws {
    func batches(_ given: Parameters) throws -> Int {
      var parameters = experiment.schema.defaults.merging(small) { $1 }
      parameters["batches"] = nil
      return try DiffusionSetting(parameters.merging(given) { $1 }).batches
    }
    // 8 x 8 centres in batches of 6.
    #expect(try batches(["epochs": .real(3)]) == 32)
    #expect(try batches(["epochs": .real(3), "lambda": .real(0.5)]) == 16)
    #expect(try batches(["epochs": .real(0.001)]) == 1)
    let error = #expect(throws: InvalidParameters.self) {
      try batches(["epochs": .real(1e6), "spacing": .real(0.05), "batch-size": .integer(1)])
    }
    #expect(error?.parameter == "epochs")
    // A task that says batches has the definition that it always had.
    #expect(experiment.schema.defaults["epochs"] == nil)
    #expect(experiment.schema.defaults["batches"] == .integer(10_000))
  }

  @Test func `a spec says epochs or batches, and its tasks have one of them`() throws {
    let head = "name: e\nexperiment: diffusion\n"
    let spec = head + "parameters: {image-size: 8, base-width: 8, epochs: 2}\naxes: {lambda: [0.5, 1]}\n"
    func parse(_ text: String) throws -> Sweep {
      try SpecParser.parse(Array(text.utf8), file: "e", catalog: .builtIn)
    }
    let sweep = try parse(spec)
    var definitions: [TaskDefinition] = []
    try sweep.forEachTask {
      definitions.append(try TaskDefinition(canonicalJSON: $0.definitionJSON, schema: experiment.schema))
    }
    #expect(definitions.allSatisfy { $0.parameters["epochs"] == .real(2) && $0.parameters["batches"] == nil })
    #expect(try definitions.map { try DiffusionSetting($0.parameters).batches } == [1, 2])
    #expect(try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: .builtIn).id == sweep.id)
    for both in [
      spec.replacing("epochs: 2", with: "epochs: 2, batches: 9"),
      spec + "when: [{if: {lambda: 1}, then: {parameters: {batches: 9}}}]",
    ] {
      let error = #expect(throws: SpecErrors.self) { try parse(both) }
      #expect(error?.description.contains("`epochs` beside `batches`") == true)
    }
    let inner = head + "axes: {lambda: [0.5, 1]}\nwhen: [{if: {lambda: 1}, then: {parameters: {epochs: 9}}}]"
    let error = #expect(throws: SpecErrors.self) { try parse(inner) }
    #expect(error?.description.contains("`epochs` in `when` alone") == true)
    #expect(try parse(head + "axes: {epochs: [1, 2]}").taskCount == 2)
    #expect(try parse(head + "axes: {batches: [1, 2]}").taskCount == 2)
  }

  @Test func `another network's checkpoint, and a damaged one, are refused with a sentence`() throws {
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
