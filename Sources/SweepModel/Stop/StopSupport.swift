/// What a stop rule over a metric finds to look at in a task.
public enum StopSupport: Hashable, Sendable {
  /// Nothing that could end the task early; the end of a sentence that begins with the metric or the experiment.
  case refused(String)
  /// As many values at steps that count, before the last step of the task.
  case values(Int)
  /// The parameters do not tell how many.
  case unknown
}

extension ExperimentSchema {
  /// The step at which a task with a stop rule ended.
  public static let endStep = "end-step"
  /// Whether the rule ended it before its last step.
  public static let endedEarly = "ended-early"

  /// What results of tasks with a stop rule have beside what the experiment declares.
  public static let stopMetrics: [Metric] = [
    Metric(
      endStep, label: "step at the end", required: true, range: 0...Double.infinity,
      "the step at which the stop rule ended the task, or its last one"),
    Metric(
      endedEarly, label: "ended early", required: true, range: 0...1,
      "1 where the stop rule ended the task, 0 where it came to its own end"),
  ]

  /// The schema of the same experiment where tasks have a stop rule.
  public var stopping: ExperimentSchema {
    var schema = self
    let own = Set(metrics.map(\.name))
    schema.metrics += ExperimentSchema.stopMetrics.filter { !own.contains($0.name) }
    return schema
  }
}

/// An experiment whose tasks have a stop rule, where they are planned, recorded and drawn.
struct StoppingExperiment: Experiment {
  let base: any Experiment
  let schema: ExperimentSchema

  init(_ base: any Experiment) {
    self.base = base
    schema = base.schema.stopping
  }

  var judgedTogether: [Set<String>]? { base.judgedTogether }

  func validate(_ parameters: Parameters) throws(InvalidParameters) { try base.validate(parameters) }

  func work(_ parameters: Parameters) -> Double? { base.work(parameters) }

  func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
    base.stopSupport(metric, from: step, parameters)
  }

  func run(_ context: any TaskContext) throws -> [String: Double] { try base.run(context) }

  func run(together contexts: [any TaskContext]) -> [Result<[String: Double], any Error>] {
    base.run(together: contexts)
  }
}
