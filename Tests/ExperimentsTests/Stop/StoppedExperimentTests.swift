import SweepModel
import Testing

@testable import Experiments

/// Tasks that their stop rule ends: what they streamed is the beginning of what they would have, and their end is whole.
@Suite struct StoppedExperimentTests {
  private static func rule(
    _ metric: String, _ condition: StopRule.Condition, count: Int = 1, after: Int = 0
  ) -> StopRule { StopRule(metric: metric, condition: condition, count: count, after: after) }

  @Test func `a small network ends where its loss is low, with the values that it has there`() throws {
    let experiment = IdentityExperiment()
    let given: Parameters = ["steps": .integer(400), "measurements": .integer(40), "depth": .integer(2)]
    let whole = RecordingContext(experiment, given)
    _ = try experiment.run(whole)
    let losses = whole.reports.filter { $0.metric == "test-loss" }
    let level = losses[20].value
    let end = try #require(losses.first { $0.value <= level }).step
    let stopped = RecordingContext(experiment, given, stop: Self.rule("test-loss", .below(level)))
    let metrics = try experiment.run(stopped)
    #expect(end > 0 && end < 400)
    #expect(stopped.reports == whole.reports.filter { $0.step <= end })
    #expect(metrics["final-test-loss"] == losses.first { $0.step == end }?.value)
    #expect(
      metrics["final-train-loss"]
        == whole.reports.first { $0.metric == "train-loss" && $0.step == end }?.value)
  }

  @Test func `replicates that end at different steps have the bits that they have alone`() throws {
    let experiment = IdentityExperiment()
    let given: Parameters = [
      "steps": .integer(300), "measurements": .integer(60), "depth": .integer(2),
      "record": .list([.text("outputs")]),
    ]
    let rule = Self.rule("output-1", .above(0.5), count: 2)
    let together = (0..<4).map { RecordingContext(experiment, given, replicate: $0, stop: rule) }
    let results = experiment.run(together: together)
    var ends: Set<Int> = []
    for (number, result) in results.enumerated() {
      let alone = RecordingContext(experiment, given, replicate: number, stop: rule)
      let metrics = try experiment.run(alone)
      #expect(try result.get() == metrics)
      #expect(together[number].reports == alone.reports)
      ends.insert(alone.reports.last?.step ?? 0)
    }
    #expect(ends.count > 1 && !ends.contains(300))
  }

  private static let diffusion: Parameters = [
    "image-size": .integer(8), "base-width": .integer(4), "encoding-length": .integer(8),
    "noise-steps": .integer(20),
    "sampling-steps": .integer(3), "batch-size": .integer(6), "batches": .integer(400),
    "evaluations": .integer(2),
    "learning-rate-schedule": .text("constant"),
  ]

  @Test func `a diffusion that ends between evaluations draws and judges at its end`() throws {
    let experiment = DiffusionExperiment()
    let stopped = RecordingContext(
      experiment, Self.diffusion, stop: Self.rule("train-loss", .below(1000), count: 1))
    let metrics = try experiment.run(stopped)
    #expect(stopped.reports.last?.step == 100)
    #expect(stopped.reports.filter { $0.metric == "accuracy" }.map(\.step) == [100])
    #expect(stopped.artifacts["samples"] != nil && stopped.artifacts["positions"] != nil)
    #expect(metrics["accuracy"] == stopped.reports.first { $0.metric == "accuracy" }?.value)
  }

  @Test func `a diffusion that ends at an evaluation has that one's metrics and files`() throws {
    let experiment = DiffusionExperiment()
    let whole = RecordingContext(experiment, Self.diffusion)
    _ = try experiment.run(whole)
    let stopped = RecordingContext(
      experiment, Self.diffusion, stop: Self.rule("accuracy", .above(0), after: 200))
    let metrics = try experiment.run(stopped)
    let deterministic = { (report: RecordingContext.Report) in report.metric != "images-per-second" }
    #expect(
      stopped.reports.filter(deterministic) == whole.reports.filter { $0.step <= 200 }.filter(deterministic))
    #expect(metrics["accuracy"] == whole.reports.first { $0.metric == "accuracy" && $0.step == 200 }?.value)
    #expect(stopped.artifacts["samples"] != nil)
  }

  @Test func `a probe ends at the signal that completes the row`() throws {
    let experiment = ProbeExperiment()
    let given: Parameters = ["metrics": .integer(200)]
    let stopped = RecordingContext(experiment, given, stop: Self.rule("signal", .above(0.7), count: 3))
    let metrics = try experiment.run(stopped)
    let end = try #require(stopped.stopTracker?.endedAt)
    #expect(end < 200 && metrics["steps"] == Double(end))
    #expect(stopped.reports.map(\.step) == Array(1...end))
    // Whatever came before did not fulfil it.
    let rows = zip(stopped.reports, zip(stopped.reports.dropFirst(), stopped.reports.dropFirst(2)))
    let full = rows.filter { min($0.value, $1.0.value, $1.1.value) >= 0.7 }
    #expect(full.map(\.1.1.step) == [end])
  }

  @Test func `how many values a rule finds is what tasks stream before their last step`() throws {
    let cases: [(any Experiment, Parameters, String)] = [
      (ProbeExperiment(), ["metrics": .integer(37)], "signal"),
      (ProbeExperiment(), ["metrics": .integer(7), "compute": .real(0.6)], "signal"),
      (IdentityExperiment(), ["steps": .integer(90), "measurements": .integer(11)], "train-loss"),
      (IdentityExperiment(), ["steps": .integer(90), "schedule": .text("log")], "test-loss"),
      (DiffusionExperiment(), Self.diffusion.merging(["evaluations": .integer(3)]) { $1 }, "train-loss"),
      (DiffusionExperiment(), Self.diffusion.merging(["evaluations": .integer(3)]) { $1 }, "accuracy"),
    ]
    for (experiment, given, metric) in cases {
      let context = RecordingContext(experiment, given)
      _ = try experiment.run(context)
      let last = context.steps.max() ?? 0
      for after in [0, 1, 40, 133, 134, 100_000] {
        let steps = Set(
          context.reports.filter { $0.metric == metric && $0.step >= after && $0.step < last }.map(\.step))
        #expect(
          experiment.stopSupport(metric, from: after, context.parameters) == .values(steps.count),
          "\(experiment.schema.name) \(metric) from \(after)")
      }
    }
  }

  @Test(arguments: [
    ("diffusion", "images-per-second"), ("diffusion", "validation-loss"), ("diffusion", "accuracy-vertical"),
    ("diffusion", "rings"), ("concept-diffusion", "speed"), ("concept-diffusion", "concept-mse-smoothed"),
    ("identity", "jacobian-minor"), ("identity", "output-3"),
  ])
  func `metrics that could not end a task are refused`(name: String, metric: String) throws {
    let experiment = try #require(ExperimentCatalog.builtIn[name])
    #expect(experiment.schema.metrics.contains { $0.name == metric && $0.isStreamed })
    guard case .refused(let reason) = experiment.stopSupport(metric, from: 0, experiment.schema.defaults)
    else {
      Issue.record("\(name) \(metric) is not refused")
      return
    }
    #expect(reason.contains(metric))
  }
}
