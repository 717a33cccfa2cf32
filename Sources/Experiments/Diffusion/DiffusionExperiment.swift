internal import Datasets
package import SweepModel
internal import Training

/// A conditional diffusion model learns where to put a bump or a crossing (Liang et al. 2024): trained on a
/// part of the positions, asked for all of them.
package struct DiffusionExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "diffusion", version: 3,
    summary: "A U-Net learns to draw bumps and stripes where its labels say: accuracy by region",
    parameters: DatasetParameters.definitions + DiffusionParameters.definitions
      + RepresentationParameters.definitions,
    metrics: DiffusionParameters.metrics + RepresentationMetrics.definitions,
    artifacts: [
      .init(
        "samples", mediaType: "image/png", colours: PictureKey.frames,
        "images drawn at the end, held-out labels framed"),
      .init(
        "data", mediaType: "image/png", colours: PictureKey.frames,
        "images of the data set, held-out ones framed"),
      .init(
        "map", mediaType: "image/png", colours: PictureKey.map,
        "positions of the data set: trained on, held out, left away"),
      .init("positions", mediaType: "text/csv", "where each label's pattern was found at the end"),
      .init("errors", mediaType: "image/svg+xml", "the same as found minus asked, coloured by region"),
    ] + RepresentationParameters.artifacts, savesCheckpoints: true)

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try DiffusionSetting(parameters)
  }

  package let judgedTogether: [Set<String>]? = [
    Set(DatasetParameters.definitions.map(\.name) + ["epochs", "batch-size"]),
    ["base-width", "encoding", "encoding-length", "image-size", "channels"],
    ["noise-steps", "noise-schedule"], ["sampler", "sampling-steps", "noise-steps"],
    ["guidance", "label-dropout"], ["evaluation-labels"], ["position-rule"],
    Set(
      RepresentationParameters.definitions.map(\.name) + [
        "image-size", "base-width", "evaluations", "sampler", "sampling-steps", "noise-steps",
      ]),
  ]

  package func work(_ parameters: Parameters) -> Double? {
    (try? DiffusionSetting(parameters))?.multiplications
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    do {
      return try DiffusionRun(context).run()
    } catch let error as UNetError {
      throw TaskFailure(error.description)
    } catch let error as CheckpointError {
      throw TaskFailure(error.description)
    }
  }
}

/// What the colours of the pictures mean.
private enum PictureKey {
  static let frames = colours(PictureMeaning.frames)
  static let map = colours(PictureMeaning.map)

  private static func colours(_ meanings: [PictureMeaning]) -> [ExperimentSchema.Artifact.Colour] {
    meanings.map { .init($0.colour, $0.text) }
  }
}
