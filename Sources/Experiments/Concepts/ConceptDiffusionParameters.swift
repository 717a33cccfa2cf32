internal import Datasets
internal import SweepModel
internal import Training

/// What a training on circles is asked for, beside its data set. Defaults are the text's; where it gives no number they
/// are the public code's.
enum ConceptDiffusionParameters {
  static let definitions: [ParameterDefinition] = network + training + evaluation

  private static let network: [ParameterDefinition] = [
    ParameterDefinition(
      "network", .choice(ConceptNetwork.allCases.map(\.rawValue)),
      default: .text(ConceptNetwork.residual.rawValue),
      "the paper's U-Net with residual blocks and attention in the middle, or that of experiment diffusion, with attention "
        + "on every level"),
    ParameterDefinition(
      "base-width", .integer(4...512), label: "base width", default: .integer(64),
      "channels of the network's first level"),
    ParameterDefinition(
      "encoding-length", .integer(2...1024), label: "encoding length", default: .integer(64),
      "numbers in the encoding of the time and of each label, even"),
    ParameterDefinition(
      "label-scale", .real(0...1000), label: "label scale", default: .real(1),
      "what size and colour are multiplied with before they are encoded"),
    ParameterDefinition(
      "start-scale", .real(0...10), label: "start scale", default: .real(1),
      "all weights start at this times PyTorch's default start; the public code has 0.02"),
    ParameterDefinition(
      "input-residual", .boolean, label: "input residual", default: .boolean(true),
      "add the noisy image to the network's output, as the public code does"),
    ParameterDefinition(
      "prediction", .choice(NoisePrediction.allCases.map(\.rawValue)),
      default: .text(NoisePrediction.noise.rawValue),
      "what the network tells: the noise, or v = alpha noise - sigma image"),
    ParameterDefinition(
      "condition", .choice(["image", "class"]), default: .text("image"),
      "training images are asked for with their own size and colour, or with the means of their class"),
  ]

  private static let training: [ParameterDefinition] = [
    ParameterDefinition(
      "gamma", .choice(["learned", "fixed"]), symbol: "γ", default: .text("learned"),
      "whether the two ends of the noise schedule are learned: gamma is minus the logarithm of signal over noise, a line in "
        + "the time"),
    ParameterDefinition(
      "gamma-first", .real(-30...30), symbol: "γ₀", default: .real(-5), "where gamma starts at time 0"),
    ParameterDefinition(
      "gamma-last", .real(-30...30), symbol: "γ₁", default: .real(10), "where gamma starts at time 1"),
    ParameterDefinition(
      "data-noise", .real(0...1, aboveLower: true), label: "data noise", default: .real(1e-3),
      "standard deviation about z_0 that images are likely under, of a range of 2"),
    ParameterDefinition(
      "times", .choice(["spaced", "drawn"]), default: .text("spaced"),
      "the times of a batch are evenly spaced from a random start, or drawn one by one"),
    ParameterDefinition(
      "batch-size", .integer(1...65_536), unit: "images", label: "batch size", default: .integer(128),
      "images of a training step; the public code has 64"),
    ParameterDefinition("batches", .integer(1...100_000_000), default: .integer(20_000), "training steps"),
    ParameterDefinition(
      "learning-rate", .real(0...10), label: "learning rate", default: .real(1e-3), "of AdamW, at its highest"
    ),
    ParameterDefinition(
      "learning-rate-schedule", .choice(["constant", "one-cycle", "cosine"]), label: "learning rate schedule",
      default: .text("constant"), "over all batches"),
    ParameterDefinition(
      "weight-decay", .real(0...10), label: "weight decay", default: .real(0.01), "decoupled, of AdamW"),
    ParameterDefinition(
      "average-decay", .real(0...0.999999), label: "average decay", default: .real(0),
      "of the running average of the weights that images are drawn with; 0 for none"),
    ParameterDefinition(
      "checkpoint-batches", .integer(1...100_000_000), label: "batches between checkpoints",
      default: .integer(1000),
      "batches between two checkpoints; it changes no result"),
  ]

  private static let evaluation: [ParameterDefinition] = [
    ParameterDefinition(
      "evaluations", .integer(1...1000), default: .integer(60),
      "times that images are drawn and read besides the start, evenly spaced in the square root of the step"),
    ParameterDefinition(
      "first-evaluation", .integer(1...100_000_000), label: "first evaluation", default: .integer(500),
      "batches before the first of them"),
    ParameterDefinition(
      "evaluation-images", .integer(1...4096), unit: "images", label: "evaluation images",
      default: .integer(32),
      "drawn of each of the four classes, asked for with the class's means"),
    ParameterDefinition(
      "sampling-steps", .integer(1...10_000), symbol: "T", default: .integer(100),
      "steps in which an image is drawn; the public code's default is 50"),
    ParameterDefinition(
      "clip-samples", .boolean, label: "clip samples", default: .boolean(false),
      "while drawing, keep the image that a prediction implies within the range of the training images"),
    ParameterDefinition(
      "smoothing", .real(0...100), default: .real(2),
      "standard deviation of the smoothing of coordinates, in evaluations; 0 for none"),
    ParameterDefinition(
      "learned-at", .real(0...1, aboveLower: true), label: "learned at", default: .real(0.5),
      "contrast from which on a concept counts as learned"),
    ParameterDefinition(
      "classifier-batches", .integer(1...1_000_000), label: "classifier batches", default: .integer(4000),
      "the most batches of 64 that the classifier is trained for; it stops when it reads all held-out images rightly"
    ),
    ParameterDefinition(
      "classifier-images", .integer(1...10_000), unit: "images", label: "classifier images",
      default: .integer(250),
      "held-out images of each class, all of which the classifier must read rightly, twice in a row or at its last batch"
    ),
    ParameterDefinition(
      "classifier-width", .integer(4...256), label: "classifier width", default: .integer(16),
      "channels of the classifier's first layer"),
  ]
}

/// The networks to choose from.
enum ConceptNetwork: String, CaseIterable {
  case residual = "residual-unet"
  case attention = "attention-unet"
}
