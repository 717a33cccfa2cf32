internal import Analysis
internal import Spec
internal import SweepModel

/// How the values of a metric are distributed: filled steps over the bins.
struct HistogramFigure: CurveFigure {
  let curve: Curve
  let histogram: Histogram

  private var lines: [CurveSeries] { curve.panels.flatMap(\.series) }
  private var edges: [Double] { lines.first?.distribution?.edges ?? [] }

  func extent(of points: [CurvePoint]) -> (xs: [Double], ys: [Double]) {
    (edges + histogram.theory.map(\.x), points.compactMap(\.value) + histogram.theory.map(\.y))
  }

  /// The bins, with a little room at both ends.
  var xFrame: ClosedRange<Double>? {
    guard let low = edges.first, let high = edges.last else { return definition.figure.xRange }
    let room = 0.02 * (high - low)
    return room.isNormal && (high + room - (low - room)).isFinite ? (low - room)...(high + room) : nil
  }

  /// From zero, with room above for the ns.
  var yFrame: ClosedRange<Double>? {
    if let range = definition.figure.yRange { return range }
    let highest = (lines.flatMap(\.drawn).compactMap(\.value) + histogram.theory.map(\.y)).max() ?? 0
    let rows = min(curve.panels.map(\.series.count).max() ?? 0, HistogramFigure.shownCounts)
    let top = highest * (1.08 + 0.07 * Double(rows))
    return top.isNormal ? 0...top : nil
  }

  /// The bins end within the frame, but a theory may leave it.
  var isClipped: Bool { definition.figure.yRange != nil || !histogram.theory.isEmpty }
  let marksPoints = false

  var legendEntries: [(swatch: Legend.Swatch, label: String)] {
    histogram.theory.isEmpty ? [] : [(.theory, "theory")]
  }

  func content(of panel: CurvePanel?, in drawing: PanelDrawing) -> String {
    let series = panel?.series ?? []
    return series.map { drawing.steps($0, isAlone: series.count == 1) }.joined()
      + (series.contains { !$0.drawn.isEmpty } ? drawing.density(histogram.theory) : "")
      + drawing.counts(series.filter { !$0.points.isEmpty }, most: HistogramFigure.shownCounts)
  }

  /// The most lines of a panel whose n stands in it; the table has all.
  static let shownCounts = 6

  var tables: String { HistogramSection.html(self) }

  var headline: String? {
    guard lines.count == 1, let found = lines.first?.distribution, found.quartiles.count == 5 else {
      return nil
    }
    let numbers = found.quartiles.map { NumberText.short($0, digits: 3) }
    let count = found.n + found.below + found.above
    return
      "Half of the \(count) values of \(curve.labels.x.text) lie between \(numbers[1]) and \(numbers[3]), their "
      + "median is \(numbers[2])."
  }
}
