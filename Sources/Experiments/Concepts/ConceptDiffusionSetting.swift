internal import Datasets
internal import SweepModel
internal import Training

/// A training on circles as its parameters ask for it, checked against each other.
struct ConceptDiffusionSetting {
  let circles: CircleSpecification
  let architecture: DenoiserArchitecture
  let options: VariationalOptions
  let classifier: BinaryClassifier.Options
  let classifierBatches: Int
  let classifierImages: Int
  let batches: Int
  /// Batches after which images are drawn and read, rising from 0 to the last.
  let evaluations: [Int]
  let evaluationImages: Int
  let samplingSteps: Int
  let clips: Bool
  let smoothing: Double
  let learnedAt: Double
  let asksByImage: Bool
  let checkpointBatches: Int

  /// Size, red, green and blue.
  private static let labels = 4

  /// - Throws: ``InvalidParameters`` naming the parameter to change.
  init(_ parameters: Parameters) throws(InvalidParameters) {
    circles = try CircleParameters.specification(parameters)
    batches = try parameters.integer("batches")
    architecture = try ConceptDiffusionSetting.architecture(parameters, circles)
    options = try ConceptDiffusionSetting.options(parameters, batches: batches)
    var classifier = BinaryClassifier.Options()
    classifier.imageSize = circles.imageSize
    classifier.width = try parameters.integer("classifier-width")
    self.classifier = classifier
    classifierBatches = try parameters.integer("classifier-batches")
    classifierImages = try parameters.integer("classifier-images")
    let first = try parameters.integer("first-evaluation")
    guard first <= batches else {
      throw InvalidParameters(
        "first-evaluation", "first-evaluation is \(first), after the last of \(batches) batches; lower it")
    }
    evaluations =
      SquareRootSchedule(first: first, last: batches, count: try parameters.integer("evaluations")).steps
    evaluationImages = try parameters.integer("evaluation-images")
    samplingSteps = try parameters.integer("sampling-steps")
    clips = try parameters.boolean("clip-samples")
    smoothing = try parameters.real("smoothing")
    learnedAt = try parameters.real("learned-at")
    asksByImage = try parameters.text("condition") == "image"
    checkpointBatches = try parameters.integer("checkpoint-batches")
  }

  private static func architecture(
    _ parameters: Parameters, _ circles: CircleSpecification
  ) throws(InvalidParameters) -> DenoiserArchitecture {
    let (width, length) = (try parameters.integer("base-width"), try parameters.integer("encoding-length"))
    let network = ConceptNetwork(rawValue: try parameters.text("network")) ?? .residual
    do throws(UNetError) {
      switch network {
      case .residual:
        return .residual(
          try ResidualUNetArchitecture(
            imageSize: circles.imageSize, baseWidth: width, labels: labels, encodingLength: length))
      case .attention:
        return .unet(
          try UNetArchitecture(
            imageSize: circles.imageSize, channels: 3, baseWidth: width, labels: labels,
            encodingLength: length))
      }
    } catch {
      throw refusal(error, otherwise: "base-width")
    }
  }

  private static func options(
    _ parameters: Parameters, batches: Int
  ) throws(InvalidParameters) -> VariationalOptions {
    var options = VariationalOptions()
    options.prediction = try parameters.text("prediction") == "velocity" ? .velocity : .noise
    options.addsInput = try parameters.boolean("input-residual")
    let (first, last) = (try parameters.real("gamma-first"), try parameters.real("gamma-last"))
    guard first < last else {
      throw InvalidParameters(
        "gamma-first",
        "gamma-first is \(first) and gamma-last \(last); noise grows with the time, so expected less than it")
    }
    options.gamma = first...last
    options.learnsGamma = try parameters.text("gamma") == "learned"
    options.dataNoise = try parameters.real("data-noise")
    options.spacesTimes = try parameters.text("times") == "spaced"
    options.batchSize = try parameters.integer("batch-size")
    let rate = try parameters.real("learning-rate")
    options.learningRate =
      switch try parameters.text("learning-rate-schedule") {
      case "one-cycle": .oneCycle(peak: rate, steps: batches)
      case "cosine": .cosine(peak: rate, floor: 0, steps: batches)
      default: .constant(rate)
      }
    options.optimiser.decay = try parameters.real("weight-decay")
    options.startScale = try parameters.real("start-scale")
    options.labelScale = try parameters.real("label-scale")
    let decay = try parameters.real("average-decay")
    if decay > 0 {
      var average = DiffusionOptions.Average()
      average.decay = decay
      average.warmUpSteps = 0
      options.average = average
    }
    do throws(UNetError) {
      try options.validate()
    } catch {
      throw refusal(error, otherwise: "base-width")
    }
    return options
  }

  /// Multiplications of a whole task.
  var multiplications: Double {
    let pass = architecture.multiplications
    let trained = 3 * Double(batches) * Double(options.batchSize)
    let drawn =
      Double(evaluations.count * CircleClass.allCases.count * evaluationImages) * Double(samplingSteps)
    return pass * (trained + drawn)
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
