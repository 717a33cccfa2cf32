package import SweepModel
internal import Training

/// The Structured Identity Mapping task of the Swing-by paper (Yang et al. 2025): a small network learns y = x
/// on Gaussian clusters, one for each concept, and is tested where all concepts come together.
///
/// Replicates share nothing but their call: data, rotation and weights come from a replicate's own streams,
/// and points of one replicate use the same draws, so that curves differ by their parameters alone.
/// Tasks take seconds; an interrupted one starts again.
package struct IdentityExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "identity", version: 2,
    summary: "A small network learns the identity on concept clusters: order, speed and Swing-by",
    parameters: IdentityParameters.population + IdentityParameters.training,
    metrics: IdentityMetrics.all, replicatesTogether: 16)

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try IdentitySetting(parameters)
  }

  package let judgedTogether: [Set<String>]? = [
    ["mu", "sigma", "dimension"], ["learned-at"],
    ["model", "depth", "bias", "update", "dimension", "hidden"],
    ["training", "model", "held-out", "mu", "update"], ["record", "mu", "model", "depth"],
    // Whether descent is stable.
    [
      "training", "model", "depth", "mu", "sigma", "first-mu-factor", "first-sigma-factor", "sigma-is",
      "origin-cluster", "update", "loss", "dimension", "learning-rate", "symmetric-time",
    ],
    ["training", "samples", "mu", "origin-cluster", "dimension", "model", "depth", "hidden", "bias"],
  ]

  package func work(_ parameters: Parameters) -> Double? {
    (try? IdentitySetting(parameters))?.multiplications
  }

  package func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
    guard let setting = try? IdentitySetting(parameters) else { return .unknown }
    let concepts = setting.base.population.concepts
    guard let recording = IdentityRecording(of: metric), setting.recording.contains(recording) else {
      return .refused(
        "`\(metric)` is not recorded: `record` has \(setting.recording.map(\.rawValue).sorted().joined(separator: ", "))"
      )
    }
    guard
      recording.metrics(concepts: concepts, dimension: setting.architecture.dimension).contains(metric)
    else {
      return .refused("a task with \(Plural.of(concepts, "concept")) streams no `\(metric)`")
    }
    let last = setting.schedule.steps.last ?? 0
    return .values(setting.schedule.steps.count { $0 >= step && $0 < last })
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let setting = try IdentitySetting(context.parameters)
    let results = IdentityTraining(setting: setting).run([context])
    guard let result = results.first else { throw TaskFailure("the task was not trained") }
    return try result.get()
  }

  package func run(together contexts: [any TaskContext]) -> [Result<[String: Double], any Error>] {
    guard let parameters = contexts.first?.parameters,
      contexts.allSatisfy({ $0.parameters == parameters })
    else { return contexts.map { context in Result { try run(context) } } }
    do throws(InvalidParameters) {
      return IdentityTraining(setting: try IdentitySetting(parameters)).run(contexts)
    } catch {
      return contexts.map { _ in .failure(error) }
    }
  }
}
