internal import SweepModel

/// The parameters of the identity task. Where the published text and its public code differ, the text's
/// convention is the default and the summary says what the other one changes.
enum IdentityParameters {
  static let mostConcepts = 8
  static let mostHidden = 1024

  /// What the training set is: shared by the experiment and its theory.
  static let population: [ParameterDefinition] = [
    ParameterDefinition(
      "mu", .list(of: .real(0...1000, aboveLower: true), count: 1...mostConcepts),
      symbol: "μ", default: .list([.real(1), .real(2)]),
      "signal of every concept: how far its cluster is from the origin"),
    ParameterDefinition(
      "sigma", .list(of: .real(0...1000), count: 1...mostConcepts), symbol: "σ",
      default: .list([.real(0.05)]),
      "diversity of every concept, or one number for all of them"),
    ParameterDefinition(
      "first-mu-factor", .real(0...1000, aboveLower: true), label: "factor of μ₁", default: .real(1),
      "multiplies the first concept's mu, so that an axis can vary it alone"),
    ParameterDefinition(
      "first-sigma-factor", .real(0...1000), label: "factor of σ₁", default: .real(1),
      "multiplies the first concept's sigma, so that an axis can vary it alone"),
    ParameterDefinition(
      "sigma-is", .choice(["standard-deviation", "variance"]), label: "meaning of σ",
      default: .text("standard-deviation"),
      "the public code takes the number as a variance: 0.05 is then a deviation of 0.224"),
    ParameterDefinition(
      "origin-cluster", .boolean, label: "origin cluster", default: .boolean(false),
      "adds a cluster at the origin, as the public code always does: mu counts less, "
        + "a = mu^2 / (s + 1) + sigma^2"),
    ParameterDefinition(
      "dimension", .integer(1...256), symbol: "d", default: .integer(64),
      "ambient dimension d, at least one a concept"),
    ParameterDefinition(
      "update", .choice(["a", "a-squared"]), default: .text("a"),
      "second moment in the symmetric model's update; the public scripts use its square, which separates "
        + "the concepts' speeds and makes Swing-by far more frequent"),
    ParameterDefinition(
      "loss", .choice(["half-squared-norm", "mean-square"]), default: .text("half-squared-norm"),
      "what is minimised; the public code's mean over the d outputs makes every step 2/d as long"),
    ParameterDefinition(
      "learning-rate", .real(0...1000, aboveLower: true), symbol: "η", default: .real(0.1), "length of a step"
    ),
    ParameterDefinition(
      "learned-at", .real(0...1, aboveLower: true), label: "learned at", default: .real(0.9),
      "a concept counts as learned from where its output at the test point stays above this part of mu"),
  ]

  /// What learns, and how.
  static let training: [ParameterDefinition] = [
    ParameterDefinition(
      "model", .choice(["linear", "relu", "symmetric"]), default: .text("linear"),
      "layers without and with ReLU between them, or U U^T x (depth 2, no bias)"),
    ParameterDefinition("depth", .integer(1...16), default: .integer(1), "layers of weights"),
    ParameterDefinition(
      "hidden", .either([.integer(0...mostHidden), .list(of: .integer(1...mostHidden), count: 1...15)]),
      label: "hidden units", default: .integer(0),
      "units between layers, or columns of U; 0: as many as the dimension; a list: of each inner layer, one fewer "
        + "than depth"),
    ParameterDefinition(
      "bias", .boolean, default: .boolean(false),
      "gives every layer a bias, as the public code does; the theory has none"),
    ParameterDefinition(
      "init", .choice(["gaussian", "uniform", "positive-uniform", "torch"]), label: "initial weights",
      default: .text("gaussian"),
      "first weights: normal with deviation init-scale, uniform in +-init-scale, uniform from 0 to init-scale, "
        + "or PyTorch's U(-1/sqrt(fan-in), 1/sqrt(fan-in)), biases too, times init-scale; the text says small, "
        + "the public code uses PyTorch's"),
    ParameterDefinition(
      "init-scale", .real(0...1000), label: "initial scale", default: .real(0.01),
      "see init; 1 for PyTorch's own"),
    ParameterDefinition(
      "training", .choice(["sgd", "full-batch", "flow"]), default: .text("sgd"),
      "mini-batches, all samples in each step, or the whole population in each step, which is the gradient "
        + "flow in steps of the learning rate"),
    ParameterDefinition(
      "samples", .integer(1...100_000), label: "samples per cluster", default: .integer(5000),
      "samples per cluster; of no effect in a flow"
    ),
    ParameterDefinition(
      "batch-size", .integer(1...100_000), label: "batch size", default: .integer(128), "of sgd"),
    ParameterDefinition(
      "reshuffle", .boolean, default: .boolean(true),
      "whether sgd takes the samples in a new order in every epoch; the public code keeps the first order"),
    ParameterDefinition(
      "held-out", .real(0...1), label: "held-out distance", default: .real(0),
      "samples nearer to the test point than this times the smallest mu are drawn again; the text uses 0.5"),
    ParameterDefinition(
      "rotation", .boolean, default: .boolean(false),
      "turns the data by a random orthogonal matrix, as the public code does; concepts are then no axes"),
    ParameterDefinition(
      "symmetric-time", .choice(["field", "gradient"]), label: "symmetric time", default: .text("field"),
      "a step of the symmetric model follows V(W) as printed, or the loss's gradient in U, which moves W "
        + "exactly twice as far"),
    ParameterDefinition(
      "steps", .integer(1...10_000_000), default: .integer(3160),
      "steps of training: 40 epochs of two clusters of 5000 in batches of 128 are 3160"),
    ParameterDefinition(
      "measurements", .integer(2...10_000), default: .integer(200),
      "times at which the network is looked at, besides the start"),
    ParameterDefinition(
      "schedule", .choice(["log", "linear"]), default: .text("log"),
      "spacing of the measurements; evenly spaced ones miss most of Swing-by"),
    ParameterDefinition(
      "record", .list(of: .choice(IdentityRecording.allCases.map(\.rawValue)), count: 0...5),
      default: .list([.text("losses")]),
      "what to stream at each measurement: losses, outputs (at the test point), jacobian (in concept "
        + "coordinates), corners (their losses, up to 4 concepts), theory (closed form of one linear layer on the same data)"
    ),
  ]
}
