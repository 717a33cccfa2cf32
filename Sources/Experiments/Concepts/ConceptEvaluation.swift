internal import Datasets
internal import SweepModel
internal import Training

/// Draws images of all four classes and reads off them what they show.
struct ConceptEvaluation {
  let setting: ConceptDiffusionSetting
  let classifier: ConceptClassifier
  /// Images of a class on the artifact's sheet.
  private static let shown = 8

  /// What one look found.
  struct Outcome {
    var moment: ConceptMoment
    /// Some of the images.
    var sheet: CircleSheet
  }

  /// - Parameters:
  ///   - stream: gives the same noise for a class at every step, so that what moves is the model.
  ///   - progress: called now and then; throws to give up.
  func run(
    _ sampler: VariationalSampler, step: Int, stream: (String) -> RandomStream, progress: () throws -> Void
  ) throws -> Outcome {
    let (circles, count) = (setting.circles, setting.evaluationImages)
    let size = setting.architecture.imageCount
    var (blue, small, readBlue, readSmall, agreeing) = ([Double](), [Double](), 0.0, 0.0, 0)
    var sheet = CircleSheet(imageSize: circles.imageSize)
    for kind in CircleClass.allCases {
      let condition = circles.mean(kind).condition(circles)
      let images = try sampler.sample(
        labels: (0..<count).flatMap { _ in condition }, count: count, steps: setting.samplingSteps,
        clips: setting.clips, stream: stream("samples-\(kind.rawValue)"), progress: progress)
      let answers = try classifier.network.probabilities(images)
      let readings = (0..<count).map {
        CircleReading(images[$0 * size..<($0 + 1) * size], imageSize: circles.imageSize)
      }
      blue.append((0..<count).reduce(0) { $0 + answers[2 * $1] } / Double(count))
      small.append((0..<count).reduce(0) { $0 + answers[2 * $1 + 1] } / Double(count))
      for index in 0..<count {
        if index < ConceptEvaluation.shown {
          sheet.add(Array(images[index * size..<(index + 1) * size]), kind)
        }
        guard let reading = readings[index] else { continue }
        let (isBlue, isSmall) = (reading.isBlue, reading.isSmall(circles))
        if isBlue == (answers[2 * index] > 0.5), isSmall == (answers[2 * index + 1] > 0.5) { agreeing += 1 }
        guard kind == .blueSmall else { continue }
        readBlue += (isBlue ? 1 : 0) / Double(count)
        readSmall += (isSmall ? 1 : 0) / Double(count)
      }
    }
    let moment = ConceptMoment(
      step: step, blue: blue, small: small, readBlue: min(readBlue, 1), readSmall: min(readSmall, 1),
      agreement: Double(agreeing) / Double(count * CircleClass.allCases.count))
    return Outcome(moment: moment, sheet: sheet)
  }
}
