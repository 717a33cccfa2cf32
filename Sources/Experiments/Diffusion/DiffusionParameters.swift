internal import Datasets
internal import SweepModel
internal import Training

/// What a diffusion training is asked for, beside its data set.
enum DiffusionParameters {
  /// Metrics at the end of a training and, streamed, at each of its evaluations.
  static let definitions: [ParameterDefinition] = [
    ParameterDefinition(
      "base-width", .integer(4...512), label: "base width", default: .integer(64),
      "channels of the U-Net's first level, a multiple of 4; the paper's network has 64"),
    ParameterDefinition(
      "encoding", .choice(SinusoidalEncoding.allCases.map(\.rawValue)),
      default: .text(SinusoidalEncoding.printed.rawValue),
      "sinusoidal encodings as the paper prints them, or in blocks as the network's public code has them"),
    ParameterDefinition(
      "encoding-length", .integer(2...1024), label: "encoding length", default: .integer(64),
      "numbers in the encoding of the time and of each label, even"),
    ParameterDefinition(
      "label-scale", .real(0...1000, aboveLower: true), label: "label scale", without: "1",
      "what labels, in pixels, are multiplied by before they are encoded: 2 puts neighbours twice as far apart"
    ),
    ParameterDefinition(
      "precision", .choice(ComputePrecision.allCases.map(\.rawValue)),
      default: .text(ComputePrecision.float32.rawValue),
      "of activations and working copies of the weights; it changes the bits of a result"),
    ParameterDefinition(
      "noise-steps", .integer(2...100_000), symbol: "T", default: .integer(1000), "T of the diffusion"),
    ParameterDefinition(
      "noise-schedule", .choice(["linear", "cosine"]), label: "noise schedule", default: .text("linear"),
      "beta on a line from 1e-4 to 0.02, or abar a squared cosine"),
    ParameterDefinition(
      "prediction", .choice(NoisePrediction.allCases.map(\.rawValue)),
      without: NoisePrediction.noise.rawValue,
      "what the network tells of a noisy image: its noise, or v, in which the image weighs as much where there is much noise"
    ),
    ParameterDefinition(
      "batch-size", .integer(1...65_536), unit: "images", label: "batch size", default: .integer(64),
      "images of a training step"),
    ParameterDefinition(
      "batches", .integer(0...100_000_000), default: .integer(10_000),
      "training steps, whatever the number of images: fewer images are seen more often"),
    ParameterDefinition(
      "epochs", .real(0...1e6, aboveLower: true), inPlaceOf: "batches",
      "passes over the training images: as many batches as that takes, rounded up; the number of images follows "
        + "from the data set"),
    ParameterDefinition(
      "learning-rate", .real(0...10), label: "learning rate", default: .real(3e-4), "of AdamW, at its highest"
    ),
    ParameterDefinition(
      "learning-rate-schedule", .choice(["one-cycle", "cosine", "constant"]), label: "learning rate schedule",
      default: .text("one-cycle"),
      "over all batches"),
    ParameterDefinition(
      "weight-decay", .real(0...10), label: "weight decay", default: .real(0.01), "decoupled, of AdamW"),
    ParameterDefinition(
      "gradient-clip", .real(0...1e9), label: "gradient clip", default: .real(0),
      "longest gradient; 0 for no clipping"),
    ParameterDefinition(
      "label-dropout", .real(0...1), label: "label dropout", default: .real(0),
      "fraction of images trained without labels, for guidance"),
    ParameterDefinition(
      "average-decay", .real(0...0.999999), label: "average decay", default: .real(0),
      "of the running average of the weights that samples are drawn with; 0 for none"),
    ParameterDefinition(
      "sampler", .choice(["ddim", "ddpm"]), default: .text("ddim"),
      "how images are drawn: DDIM in few steps, or ancestral in all"),
    ParameterDefinition(
      "sampling-steps", .integer(1...100_000), label: "sampling steps", default: .integer(50), "of DDIM"),
    ParameterDefinition(
      "eta", .real(0...1), symbol: "η", default: .real(1),
      "noise of DDIM's steps: 1 like ancestral sampling; 0 without, which keeps a network's errors"),
    ParameterDefinition(
      "clip-samples", .boolean, label: "clip samples", default: .boolean(true),
      "while drawing, keep the image that a prediction implies within the range of the training images"),
    ParameterDefinition(
      "guidance", .real(0...100), default: .real(1),
      "above 1: predictions go beyond those without labels, which label-dropout trains"),
    ParameterDefinition(
      "evaluations", .integer(1...10_000), default: .integer(1),
      "times that images are drawn and judged, evenly spaced, the last one at the end"),
    ParameterDefinition(
      "evaluation-labels", .integer(0...1_048_576), label: "evaluation labels", default: .integer(0),
      "labels asked for in an evaluation, drawn region by region; 0 for every pixel"),
    ParameterDefinition(
      "position-rule", .choice(PositionRule.Fallback.allCases.map(\.rawValue)),
      label: "position rule", default: .text(PositionRule.Fallback.unlessOne.rawValue),
      "when a generated image's centroid is taken in place of its darkest pixel"),
    ParameterDefinition(
      "checkpoint-batches", .integer(1...100_000_000), label: "batches between checkpoints",
      default: .integer(1000),
      "batches between two checkpoints; it changes no result"),
  ]

  /// Of losses, rates and counts.
  private static let notNegative = 0...Double.infinity

  static let metrics: [ExperimentSchema.Metric] =
    [
      .init(
        "train-loss", label: "train loss", streamed: true, range: notNegative,
        "mean square of the prediction's error, over up to 100 batches"),
      .init(
        "validation-loss", label: "validation loss", streamed: true, range: notNegative,
        "the same on images that were not trained on, where there are"),
      .init(
        "images-per-second", unit: "images/s", label: "throughput", streamed: true, final: false,
        range: notNegative,
        "training images, between evaluations"),
      .init(
        "images-2d", unit: "images", label: "images of both coordinates", required: true, range: notNegative,
        "training images that show both coordinates: bumps or crossings"),
      .init(
        "images-1d", unit: "images", label: "images of one coordinate", required: true, range: notNegative,
        "training images of a single stripe"),
      .init(
        "centroid-fraction", label: "centroid fraction", required: true, range: 0...1,
        "generated images that show no pattern, or several"
      ),
    ] + accuracies

  private static var accuracies: [ExperimentSchema.Metric] {
    AccuracyTally.Coordinate.allCases.flatMap { coordinate in
      LabelGroup.allCases.map { group in
        let labels = group == .all ? "" : ", labels" + group.suffix.replacing("-", with: " ")
        let printed =
          (coordinate == .both ? "accuracy" : "accuracy in \(coordinate)")
          + (group == .all ? "" : "," + group.suffix.replacing("-", with: " "))
        return .init(
          coordinate.metric + group.suffix, label: printed == coordinate.metric ? nil : printed,
          streamed: true, range: 0...1,
          colour: group.colour,
          "generated images whose pattern is less than 1 px from where it was asked for"
            + (coordinate == .both ? "" : ", by \(coordinate) alone") + labels)
      }
    }
  }
}
