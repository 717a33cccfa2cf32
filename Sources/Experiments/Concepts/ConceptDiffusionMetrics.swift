internal import Datasets
internal import SweepModel

/// The metrics of a training on circles.
enum ConceptDiffusionMetrics {
  private static let notNegative = 0...Double.infinity

  static let all: [ExperimentSchema.Metric] = streamed + final

  /// Both streamed and, as their last value, final.
  private static let streamed: [ExperimentSchema.Metric] =
    CircleClass.allCases.flatMap { kind -> [ExperimentSchema.Metric] in
      let asked =
        kind == .blueSmall ? "asked for \(kind.words), which is not trained on" : "asked for \(kind.words)"
      return [
        .init(
          "blue-\(kind.rawValue)", label: "P(blue), class \(kind.rawValue)", streamed: true, required: true,
          range: 0...1, "mean probability by the classifier that images are blue, \(asked)"),
        .init(
          "small-\(kind.rawValue)", label: "P(small), class \(kind.rawValue)", streamed: true, required: true,
          range: 0...1, "mean probability by the classifier that images are small, \(asked)"),
      ]
    } + [
      .init(
        "read-blue", label: "part read as blue, class 11", streamed: true, required: true, range: 0...1,
        "part of the images of class 11 whose circle has more blue than red, in closed form"),
      .init(
        "read-small", label: "part read as small, class 11", streamed: true, required: true, range: 0...1,
        "part of the images of class 11 whose circle has less than the mean size, in closed form"),
      .init(
        "agreement", streamed: true, required: true, range: 0...1,
        "part of all images on which the classifier and the closed form say the same of both concepts"),
      .init(
        "concept-mse", label: "concept-space MSE", streamed: true, required: true, range: 0...1,
        "mean square distance of the coordinates of class 11 from 1"),
      .init(
        "concept-mse-smoothed", label: "smoothed concept-space MSE", streamed: true, required: true,
        range: 0...1,
        "the same of coordinates smoothed over evaluations; streamed at the end"),
      .init(
        "smoothed-blue", label: "smoothed P(blue), class 11", streamed: true, required: true, range: 0...1,
        "blue-11 smoothed over evaluations; streamed at the end"),
      .init(
        "smoothed-small", label: "smoothed P(small), class 11", streamed: true, required: true, range: 0...1,
        "small-11 smoothed over evaluations; streamed at the end"),
      .init(
        "combined-accuracy", label: "combined accuracy", streamed: true, required: true, range: 0...1,
        "P(blue) P(small) of class 11"),
      .init(
        "colour-contrast", label: "colour contrast", streamed: true, required: true, range: -1...1,
        "P(blue) of blue, big minus that of red, small"),
      .init(
        "size-contrast", label: "size contrast", streamed: true, required: true, range: -1...1,
        "P(small) of red, small minus that of red, big"),
      .init(
        "train-loss", unit: "bits", label: "train loss", streamed: true, range: -1e9...(.infinity),
        "minus the variational bound a number of the image, over up to 100 batches"),
      .init(
        "noise-error", label: "error of the noise", streamed: true, range: notNegative,
        "mean square error of the noise, over up to 100 batches"),
      .init(
        "validation-loss", unit: "bits", label: "validation loss", streamed: true, range: -1e9...(.infinity),
        "train-loss of one batch of images that are not trained on"),
      .init(
        "gamma-at-0", symbol: "γ(0)", streamed: true, required: true, "where the noise schedule begins by now"
      ),
      .init("gamma-at-1", symbol: "γ(1)", streamed: true, required: true, "where it ends"),
      .init(
        "speed", streamed: true, final: false, range: notNegative,
        "distance that the smoothed coordinates of class 11 go in a step; streamed at the end"),
      .init(
        "speed-fit", label: "fitted speed", streamed: true, final: false, range: notNegative,
        "the line through log speed from its highest value on; streamed at the end"),
      .init(
        "theory-blue", label: "theory of the colour contrast", streamed: true, final: false, range: 0...1,
        "1 - exp(-a t) of colour by the means and spreads of the classes, in the time that fits the concept learned first; "
          + "streamed at the end"),
      .init(
        "theory-small", label: "theory of the size contrast", streamed: true, final: false, range: 0...1,
        "the same of size; streamed at the end"),
      .init(
        "images-per-second", unit: "images/s", label: "throughput", streamed: true, final: false,
        range: notNegative,
        "training images, between evaluations"),
    ]

  private static let final: [ExperimentSchema.Metric] = [
    .init(
      "classifier-accuracy", label: "classifier's accuracy", required: true, range: 0...1,
      "of both answers on held-out images; 1, or the task has failed"),
    .init(
      "rise", required: true, range: notNegative,
      "largest rise of concept-mse above what it had reached, as a part of the first one"),
    .init(
      "rise-smoothed", label: "rise, smoothed", required: true, range: notNegative,
      "the same of concept-mse-smoothed"),
    .init(
      "rise-after-cast", label: "rise after the cast", required: true, range: notNegative,
      "rise of concept-mse-smoothed from when the first concept is told apart on, as a part of the first MSE: before that, "
        + "images of all classes look alike"),
    .init(
      "swing-by", label: "Swing-by", required: true, range: 0...1,
      "1 where rise-smoothed is above 0.01, else 0"),
    .init(
      "swing-by-raw", label: "Swing-by, raw", required: true, range: 0...1,
      "1 where rise is above 0.01, else 0"),
    .init(
      "swing-by-after-cast", label: "Swing-by after the cast", required: true, range: 0...1,
      "1 where rise-after-cast is above 0.01, else 0"),
    .init(
      "time-to-learn-colour", unit: "batches", label: "time to learn colour", range: notNegative,
      "batches until the colour contrast stays above learned-at"),
    .init(
      "time-to-learn-size", unit: "batches", label: "time to learn size", range: notNegative,
      "batches until the size contrast stays above learned-at"),
    .init(
      "colour-first", label: "colour first", range: 0...1,
      "1 where colour is told apart first, 0 where size is; none where neither is"),
    .init(
      "colour-first-at-prompt", label: "colour first at the prompt", range: 0...1,
      "the same by the coordinates of class 11 themselves, which an early cast of all images moves too"),
    .init(
      "learned-order", label: "learned order", required: true, range: notNegative,
      "concepts as told apart, as digits: 12 for colour before size, 0 for none"),
    .init(
      "terminal-slope", unit: "1/batch", label: "terminal slope of log speed",
      "slope of the logarithm of the speed over the step, from its highest value on"),
  ]
}
