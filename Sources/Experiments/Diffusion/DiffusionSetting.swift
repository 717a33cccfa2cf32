internal import Datasets
internal import SweepModel
internal import Training

/// A diffusion training as its parameters ask for it, checked against each other.
struct DiffusionSetting {
  let data: DatasetSpecification
  let architecture: UNetArchitecture
  /// What labels are multiplied by before they are encoded.
  let labelScale: Double
  let options: DiffusionOptions
  let batches: Int
  let sampling: SamplingRule
  /// Batches after which images are drawn and judged, ascending; the last one is the training's end.
  let evaluations: [Int]
  /// Labels of an evaluation; nil for every pixel.
  let evaluationLabels: Int?
  let fallback: PositionRule.Fallback
  let checkpointBatches: Int
  /// The layer that is looked at; nil for none.
  let representation: RepresentationSetting?

  /// - Throws: ``InvalidParameters`` naming the parameter to change.
  init(_ parameters: Parameters) throws(InvalidParameters) {
    data = try DatasetParameters.specification(parameters)
    let images = try data.counts().training
    architecture = try DiffusionSetting.architecture(parameters, data)
    // Tasks of specs that do not name it keep their ids.
    labelScale = parameters["label-scale"] == nil ? 1 : try parameters.real("label-scale")
    batches = try DiffusionSetting.batches(parameters, images: images)
    options = try DiffusionSetting.options(parameters, batches: batches)
    sampling = try DiffusionSetting.sampling(parameters)
    let count = min(try parameters.integer("evaluations"), max(batches, 1))
    let total = batches
    evaluations = (1...count).map { total / count * $0 + total % count * $0 / count }
    let labels = try parameters.integer("evaluation-labels")
    let regions = 4
    guard labels == 0 || labels >= regions else {
      throw InvalidParameters(
        "evaluation-labels", "evaluation-labels is \(labels); at least \(regions), or 0 for every pixel")
    }
    evaluationLabels = labels == 0 ? nil : labels
    let rule = try parameters.text("position-rule")
    guard let fallback = PositionRule.Fallback(rawValue: rule) else {
      throw InvalidParameters("position-rule", "position-rule is \(rule), which is not known")
    }
    self.fallback = fallback
    checkpointBatches = try parameters.integer("checkpoint-batches")
    representation = try RepresentationSetting(parameters, architecture, sampling, options.schedule)
  }

  /// What the network is told of a place in an image, given in pixels as the data set counts them: the label that training
  /// images there have.
  func told(x: Double, y: Double) -> [Float] {
    [Float((x + data.labelOffset) * labelScale), Float((y + data.labelOffset) * labelScale)]
  }

  /// Batches after which a layer is looked at, ascending: none, and those of ``evaluations``.
  var moments: [Int] { evaluations.first == 0 ? evaluations : [0] + evaluations }

  /// `batches`, or those that `epochs` passes over the images take.
  private static func batches(_ parameters: Parameters, images: Int) throws(InvalidParameters) -> Int {
    guard parameters["epochs"] != nil else { return try parameters.integer("batches") }
    let epochs = try parameters.real("epochs")
    let batches = (epochs * Double(images) / Double(try parameters.integer("batch-size"))).rounded(.up)
    guard batches <= Double(mostBatches) else {
      throw InvalidParameters(
        "epochs",
        "\(epochs) epochs of \(images) images are \(batches) batches; at most \(mostBatches) are accepted")
    }
    return max(1, Int(batches))
  }

  /// As many as `batches` may be.
  private static let mostBatches = 100_000_000

  private static func architecture(
    _ parameters: Parameters, _ data: DatasetSpecification
  ) throws(InvalidParameters) -> UNetArchitecture {
    let encoding = SinusoidalEncoding(rawValue: try parameters.text("encoding")) ?? .printed
    let (width, length) = (try parameters.integer("base-width"), try parameters.integer("encoding-length"))
    do throws(UNetError) {
      return try UNetArchitecture(
        imageSize: data.imageSize, channels: data.channels, baseWidth: width, labels: 2,
        encodingLength: length, encoding: encoding)
    } catch {
      throw refusal(error, otherwise: "base-width")
    }
  }

  private static func options(
    _ parameters: Parameters, batches: Int
  ) throws(InvalidParameters) -> DiffusionOptions {
    let steps = try parameters.integer("noise-steps")
    let isCosine = try parameters.text("noise-schedule") == "cosine"
    let schedule: NoiseSchedule
    do throws(UNetError) {
      schedule = try NoiseSchedule(isCosine ? .cosine() : .linear(), steps: steps)
    } catch {
      throw refusal(error, otherwise: "noise-steps")
    }
    var options = DiffusionOptions(schedule: schedule)
    // Tasks of specs that do not name it keep their ids.
    if parameters["prediction"] != nil {
      options.prediction = NoisePrediction(rawValue: try parameters.text("prediction")) ?? .noise
    }
    options.batchSize = try parameters.integer("batch-size")
    let rate = try parameters.real("learning-rate")
    options.learningRate =
      switch try parameters.text("learning-rate-schedule") {
      case "constant": .constant(rate)
      case "cosine": .cosine(peak: rate, floor: 0, steps: batches)
      default: .oneCycle(peak: rate, steps: batches)
      }
    options.optimiser.decay = try parameters.real("weight-decay")
    let clip = try parameters.real("gradient-clip")
    options.gradientGuard.clippingNorm = clip > 0 ? clip : nil
    options.precision = ComputePrecision(rawValue: try parameters.text("precision")) ?? .float32
    options.labelDropout = try parameters.real("label-dropout")
    let decay = try parameters.real("average-decay")
    if decay > 0 {
      var average = DiffusionOptions.Average()
      average.decay = decay
      options.average = average
    }
    return options
  }

  private static func sampling(_ parameters: Parameters) throws(InvalidParameters) -> SamplingRule {
    let (steps, noise) = (try parameters.integer("sampling-steps"), try parameters.integer("noise-steps"))
    var rule: SamplingRule
    if try parameters.text("sampler") == "ddpm" {
      rule = SamplingRule(.ancestral)
    } else {
      guard steps < noise else {
        throw InvalidParameters(
          "sampling-steps", "sampling-steps is \(steps); expected fewer than noise-steps, which is \(noise)")
      }
      rule = SamplingRule(.ddim(steps: steps, eta: try parameters.real("eta")))
    }
    rule.guidance = try parameters.real("guidance")
    rule.clips = try parameters.boolean("clip-samples")
    let dropout = try parameters.real("label-dropout")
    guard rule.guidance == 1 || dropout > 0 else {
      throw InvalidParameters(
        "guidance",
        "guidance is \(rule.guidance) and label-dropout 0: a network that never saw an image "
          + "without labels has nothing to be guided away from; raise label-dropout, such as to 0.1")
    }
    return rule
  }

  /// The training's own error under the name of the parameter that it is about.
  private static func refusal(_ error: UNetError, otherwise parameter: String) -> InvalidParameters {
    guard case .outOfRange(let name, let value, let expected) = error else {
      return InvalidParameters(parameter, error.description)
    }
    let hyphened = name.replacing(" ", with: "-")
    return InvalidParameters(hyphened, "\(hyphened) is \(value), expected \(expected)")
  }
}
