internal import Datasets
internal import Training

extension DiffusionSetting {
  /// Multiplications of a whole task: training takes a forward pass and twice as much for the gradients of
  /// each image, an evaluation a forward pass for each step of drawing each label's image, and so
  /// does a look at a layer.
  var multiplications: Double {
    let pass = architecture.multiplications
    let trained = 3 * Double(batches) * Double(options.batchSize)
    let pixels = data.imageSize * data.imageSize
    let passes = sampling.guidance == 1 ? 1.0 : 2.0
    let drawn = Double(evaluations.count) * Double(evaluationLabels ?? pixels) * Double(drawingSteps) * passes
    let captured =
      representation.map {
        Double(moments.count) * $0.multiplications(pass: pass, guided: sampling.guidance != 1)
      } ?? 0
    return pass * (trained + drawn) + captured
  }

  private var drawingSteps: Int {
    if case .ddim(let steps, _) = sampling.kind { return steps }
    return options.schedule.steps
  }
}
