internal import Datasets
package import SweepModel
internal import Training

/// A conditional diffusion model learns to draw red and blue, big and small circles, three of the four combinations, and is
/// asked for the fourth (Yang et al. 2025, Fig. 6; Park et al. 2024): watched in concept space by a classifier.
package struct ConceptDiffusionExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "concept-diffusion", version: 3,
    summary:
      "A U-Net learns to draw coloured circles, one combination held out: its way through concept space",
    parameters: CircleParameters.definitions + ConceptDiffusionParameters.definitions,
    metrics: ConceptDiffusionMetrics.all,
    artifacts: [
      .init(
        "samples", mediaType: "image/png",
        "images drawn at the end, a class in each row; the class that is not trained on framed"),
      .init("data", mediaType: "image/png", "images of the data set, likewise"),
    ], savesCheckpoints: true)

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try ConceptDiffusionSetting(parameters)
  }

  package let judgedTogether: [Set<String>]? = [
    Set(CircleParameters.definitions.map(\.name)),
    ["network", "base-width", "encoding-length", "image-size"],
    ["gamma-first", "gamma-last"], ["first-evaluation", "batches"],
  ]

  package func work(_ parameters: Parameters) -> Double? {
    (try? ConceptDiffusionSetting(parameters))?.multiplications
  }

  package func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
    guard let setting = try? ConceptDiffusionSetting(parameters) else { return .unknown }
    if metric == "images-per-second" {
      return .refused("`\(metric)` depends on the machine, and a task must end at the same step everywhere")
    }
    let late = [
      "smoothed-blue", "smoothed-small", "concept-mse-smoothed", "speed", "speed-fit", "theory-blue",
      "theory-small",
    ]
    if late.contains(metric) {
      return .refused("`\(metric)` takes the whole training and is streamed at its end")
    }
    return .values(setting.evaluations.count { $0 >= step && $0 < setting.batches })
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    do {
      return try ConceptDiffusionRun(context).run()
    } catch let error as UNetError {
      throw TaskFailure(error.description)
    } catch let error as CheckpointError {
      throw TaskFailure(error.description)
    }
  }
}
