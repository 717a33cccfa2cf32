internal import Datasets
internal import SweepModel
internal import Training

/// Draws images for a grid of labels and reads off them whether their pattern is where it was asked for.
struct DiffusionEvaluation {
  let setting: DiffusionSetting
  let grid: LabelGrid
  let finder: PositionFinder
  /// Images drawn between two looks at `shouldStop`.
  private static let chunk = 64
  /// Images on the artifact's sheet.
  private static let shown = 25

  init(_ setting: DiffusionSetting, renderer: ImageRenderer, stream: RandomStream) {
    self.setting = setting
    let whole = LabelGrid(imageSize: setting.data.imageSize, holdOut: setting.data.holdOut)
    grid = setting.evaluationLabels.map { whole.stratified(count: $0, stream: stream) } ?? whole
    var rule = PositionRule(for: setting.data.kind.form)
    rule.fallback = setting.fallback
    finder = PositionFinder(setting.data, renderer: renderer, rule: rule)
  }

  /// What an evaluation found.
  struct Outcome {
    var tally: AccuracyTally
    /// Each label with where its pattern was found, in the grid's order.
    var positions: PositionTable
    /// Some of the images, as a PNG file.
    var sheet: [UInt8]
  }

  /// - Parameter progress: called now and then; throws to give up.
  func run(
    _ trainer: DiffusionTrainer, streamOfChunk: (Int) -> RandomStream, progress: () throws -> Void
  ) throws -> Outcome {
    var tally = AccuracyTally(grid, finder: finder)
    var positions = PositionTable(finder: finder, tolerance: tally.tolerance)
    var sheet = SampleSheet(finder.renderer)
    let size = finder.renderer.elements
    let every = max(1, grid.labels.count / DiffusionEvaluation.shown)
    for (number, first) in stride(from: 0, to: grid.labels.count, by: DiffusionEvaluation.chunk).enumerated()
    {
      try progress()
      let labels = grid.labels[first..<min(first + DiffusionEvaluation.chunk, grid.labels.count)]
      let asked = labels.flatMap { setting.told(x: $0.x, y: $0.y) }
      let images = try trainer.sample(
        labels: asked, count: labels.count, rule: setting.sampling, stream: streamOfChunk(number))
      for (place, label) in labels.enumerated() {
        let image = Array(images[place * size..<(place + 1) * size])
        positions.add(tally.add(image.span, for: label), for: label)
        let index = first + place
        if index % every == every / 2, index / every < DiffusionEvaluation.shown {
          sheet.add(image, region: label.region)
        }
      }
    }
    return Outcome(tally: tally, positions: positions, sheet: sheet.png)
  }
}
