internal import SweepModel
internal import Training

/// All parameters of one point, checked against each other.
struct IdentitySetting: Sendable {
  enum Training: Sendable, Equatable {
    case flow, fullBatch
    case sgd(batch: Int, reshuffle: Bool)
  }

  let base: PopulationSetting
  let architecture: SmallNetArchitecture
  /// Units of each inner layer where they differ; nil where all have the architecture's `hidden`.
  let widths: [Int]?
  let initialisation: SmallNetInitialisation
  /// Multiplies the drawn parameters: PyTorch's default has no scale of its own.
  let initialFactor: Float
  let training: Training
  let samplesPerCluster: Int
  /// Radius around the test point in which no sample lies.
  let heldOut: Double
  let isRotated: Bool
  /// 1 for V(W) as printed, 2 for the gradient in U.
  let symmetricSpeed: Double
  let schedule: MeasurementSchedule
  let recording: Set<IdentityRecording>

  init(_ parameters: Parameters) throws(InvalidParameters) {
    base = try PopulationSetting(parameters)
    let kind = SmallNetArchitecture.Kind(rawValue: try parameters.text("model")) ?? .linear
    let depth = try parameters.integer("depth")
    let bias = try parameters.boolean("bias")
    if kind == .symmetric {
      guard depth == 2 else {
        throw InvalidParameters("depth", "the symmetric model has depth 2; found depth \(depth)")
      }
      guard !bias else {
        throw InvalidParameters("bias", "the symmetric model has no bias; set bias to false")
      }
    } else if base.squaresUpdate {
      throw InvalidParameters(
        "update", "update a-squared belongs to the symmetric model; the model is \(kind.rawValue)")
    }
    let (hidden, widths) = try IdentitySetting.hidden(parameters, kind, depth: depth)
    self.widths = widths
    do {
      architecture = try SmallNetArchitecture(
        kind: kind, depth: depth, dimension: base.dimension, hidden: hidden == 0 ? nil : hidden, bias: bias)
    } catch {
      throw InvalidParameters("dimension", error.description)
    }
    let scale = try parameters.real("init-scale")
    let start = try parameters.text("init")
    initialFactor = start == "torch" ? Float(scale) : 1
    initialisation =
      switch start {
      case "torch": .torchDefault
      case "uniform": .uniform(scale: scale)
      case "positive-uniform": .positiveUniform(scale: scale)
      default: .gaussian(scale: scale)
      }
    samplesPerCluster = try parameters.integer("samples")
    switch try parameters.text("training") {
    case "flow": training = .flow
    case "full-batch": training = .fullBatch
    default:
      training = .sgd(
        batch: try parameters.integer("batch-size"), reshuffle: try parameters.boolean("reshuffle"))
    }
    let heldOut = try parameters.real("held-out")
    self.heldOut = heldOut * (base.population.mu.min() ?? 0)
    isRotated = try parameters.boolean("rotation")
    symmetricSpeed = try parameters.text("symmetric-time") == "gradient" ? 2 : 1
    let steps = try parameters.integer("steps")
    schedule = MeasurementSchedule(
      steps: steps, count: try parameters.integer("measurements"),
      isLogarithmic: try parameters.text("schedule") == "log")
    recording = try IdentitySetting.recording(parameters)
    try checkData(heldOut)
    try checkRecording()
    try checkStability()
    try checkSize(steps)
  }

  /// The widest inner layer, and all of them where the spec lists them.
  private static func hidden(
    _ parameters: Parameters, _ kind: SmallNetArchitecture.Kind, depth: Int
  ) throws(InvalidParameters) -> (widest: Int, widths: [Int]?) {
    guard case .list(let items)? = parameters["hidden"] else {
      return (try parameters.integer("hidden"), nil)
    }
    let widths = items.compactMap { item -> Int? in
      if case .integer(let width) = item { width } else { nil }
    }
    let shown = "[" + widths.map(String.init).joined(separator: ", ") + "]"
    guard kind != .symmetric else {
      throw InvalidParameters(
        "hidden", "hidden is \(shown), but the symmetric model has one matrix; give one number")
    }
    guard widths.count == items.count, widths.count == depth - 1, let widest = widths.max() else {
      throw InvalidParameters(
        "hidden",
        "hidden \(shown) gives the widths of \(items.count) inner layers, which is depth \(items.count + 1); "
          + "found depth \(depth)")
    }
    return (widest, widths)
  }

  private static func recording(_ parameters: Parameters) throws(InvalidParameters) -> Set<IdentityRecording>
  {
    guard case .list(let items)? = parameters["record"] else {
      throw InvalidParameters("record", "record must be a list, such as [losses, outputs]")
    }
    var result: Set<IdentityRecording> = []
    for item in items {
      guard case .text(let word) = item, let kind = IdentityRecording(rawValue: word) else {
        throw InvalidParameters(
          "record", "\(item) cannot be recorded; one of losses, outputs, jacobian, corners, theory can")
      }
      result.insert(kind)
    }
    return result
  }

  /// Flow time of one step, in the time axis of the theory.
  var timePerStep: Double {
    base.timePerStep * (architecture.kind == .symmetric ? symmetricSpeed : 1)
  }

  /// Whether the exact course of full-batch training is known: one linear layer, whatever its bias.
  /// Mini-batches scatter around it.
  var hasClosedForm: Bool { architecture.kind == .linear && architecture.depth == 1 }
}

extension IdentitySetting {
  private func checkData(_ heldOut: Double) throws(InvalidParameters) {
    let concepts = base.population.concepts
    if training == .flow {
      if architecture.kind == .relu {
        throw InvalidParameters(
          "training", "a ReLU network needs samples; choose full-batch or sgd instead of flow")
      }
      if heldOut > 0 {
        throw InvalidParameters(
          "held-out", "held-out is \(heldOut) but a flow draws no samples; choose full-batch or sgd, or 0")
      }
    }
    if heldOut > 0, concepts == 1 {
      throw InvalidParameters(
        "held-out", "with one concept the test point is its cluster's centre; held-out needs 2 concepts")
    }
    if case .sgd = training, base.squaresUpdate {
      throw InvalidParameters(
        "update", "update a-squared needs second moments; choose training full-batch or flow instead of sgd")
    }
  }

  private func checkRecording() throws(InvalidParameters) {
    let concepts = base.population.concepts
    if recording.contains(.corners), concepts > 4 {
      throw InvalidParameters(
        "record", "\(concepts) concepts have \(1 << concepts) corners; corners are recorded up to 4 concepts")
    }
    if recording.contains(.theory), !hasClosedForm {
      throw InvalidParameters(
        "record",
        "theory is known for model linear and depth 1; "
          + "found \(architecture.kind.rawValue), depth \(architecture.depth)")
    }
  }

  /// Descent with steps above 2 / curvature moves away from the solution, which ends every such task.
  private func checkStability() throws(InvalidParameters) {
    if case .sgd = training { return }
    let fastest = base.updateRates.max() ?? 0
    let curvature: Double
    switch architecture.kind {
    case .linear where architecture.depth == 1: curvature = fastest
    case .symmetric: curvature = 2 * fastest
    default: return
    }
    let limit = 2 / curvature
    guard timePerStep < limit else {
      throw InvalidParameters(
        "learning-rate",
        "learning-rate \(base.learningRate) diverges: the fastest concept's a is \(fastest), for which it "
          + "must be below \(base.learningRate * limit / timePerStep)")
    }
  }

  private func checkSize(_ steps: Int) throws(InvalidParameters) {
    let d = Double(architecture.dimension)
    let samples = Double(samplesPerCluster * base.population.clusters)
    // Inputs are kept as float32, packed and plain.
    let bytes = training == .flow ? 0 : samples * (d * 8 + 64)
    guard bytes <= 1e9 else {
      throw InvalidParameters(
        "samples",
        "\(Int(samples)) samples of dimension \(Int(d)) take \(Int(bytes / 1e6)) MB; 1000 MB is the most")
    }
    // Weights, their gradient, and room for a change of layout.
    let weights = Double(architecture.parameterCount) * 4 * 3
    guard weights <= 1e9 else {
      throw InvalidParameters(
        "hidden",
        "\(architecture.parameterCount) weights take \(Int(weights / 1e6)) MB with their gradients; 1000 MB is the "
          + "most")
    }
  }
}
