internal import Analysis
internal import Spec
internal import SweepModel

/// A metric by colour in the cells of two axes.
struct HeatMapFigure: CurveFigure {
  let curve: Curve
  let map: HeatMap

  func draw(width: Double) -> FigureDrawing {
    let drawing = HeatMapDrawing(self, width: width)
    return FigureDrawing(width: width, height: drawing.layout.height, content: drawing.draw())
  }

  private var metric: String { curve.names.metric(map.z).text }

  /// What stands at the colours.
  var valueTitle: String { curve.valueTitle }

  let place = "cell"
  let intervalPlace = "In the cells where they fit, and in the table"
  let pointsName = "cells"
  var valueHead: String {
    map.hasMetricRows ? definition.statistic.rawValue : "\(definition.statistic.rawValue) of \(metric)"
  }

  var colours: [String] {
    var sentences = [
      "Colours: \(map.hasMetricRows ? "the metrics" : metric), darker for more."
    ]
    if let range = map.range {
      let beyond = curve.drawn.compactMap(\.value).filter { !range.contains($0) }.count
      let ends = "\(NumberText.short(range.lowerBound)) and \(NumberText.short(range.upperBound))"
      sentences.append("Colours end at \(ends); values beyond, in the same colours: \(beyond).")
    }
    let grid = HeatMapGrid(curve, range: map.range)
    if grid.hasEmpty { sentences.append("Hatched: no value.") }
    if grid.hasIncomplete { sentences.append("Dark corner: some replicates are missing.") }
    return sentences
  }

  var leftOut: [String] {
    let points = curve.panels.flatMap(\.series).flatMap(\.points)
    let hidden = points.filter { $0.value != nil && !$0.isDrawable }.count
    guard hidden > 0 else { return [] }
    return ["Hatched, since a logarithmic scale cannot show values at or below zero: \(hidden)."]
  }

  /// The range of what is coloured, and where it is largest: "rise is 0 to 0.41 over depth and d, most at
  /// depth = 4, d = 2 (0.3 to 0.5)."
  var headline: String? {
    // Along steps, or among several metrics, a largest value answers nothing.
    guard definition.x != "step", !map.hasMetricRows else { return nil }
    var cells: [(panel: CurvePanel, row: CurveSeries, point: CurvePoint, value: Double)] = []
    for panel in curve.panels {
      for row in panel.series {
        for point in row.drawn {
          if let value = point.value { cells.append((panel, row, point, value)) }
        }
      }
    }
    guard let least = cells.map(\.value).min(), let most = cells.max(by: { $0.value < $1.value }) else {
      return nil
    }
    let labels = curve.labels
    let over = "over \(labels.x.text) and \(labels.y.text)"
    let finest = HeatMapGrid(curve, range: map.range).finest
    func text(_ value: Double) -> String { HeatMapText.number(value, finest: finest) }
    let (low, high) = (text(least), text(most.value))
    if low == high { return "\(metric) is \(low) everywhere \(over)." }
    let ties = cells.filter { $0.value == most.value }.count
    guard ties == 1 else {
      return "\(metric) is \(low) to \(high) \(over); \(ties) of \(cells.count) cells have the most."
    }
    let place =
      (["\(labels.x.text) = \(labels.x.quantity(curve.xText(most.point.x)))"]
      + curve.place(panel: most.panel.key, line: most.row.key)).joined(separator: ", ")
    var ends = ""
    if let lower = most.point.lower, let upper = most.point.upper {
      ends = " (\(text(lower)) to \(text(upper)))"
    }
    return "\(metric) is \(low) to \(high) \(over), most at \(place)\(ends)."
  }
}
