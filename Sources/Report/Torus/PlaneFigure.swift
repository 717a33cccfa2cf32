internal import Representation

/// The planes in which the labels' rings were found, coloured by each label.
enum PlaneFigure {
  static func make(_ analysis: TorusAnalysis) -> TorusFigure? {
    guard !analysis.planes.isEmpty else { return nil }
    let side = 264.0
    let pitch = FigureWidth.page / 2
    let rowHeight = side + 74
    var svg = ""
    for (row, plane) in analysis.planes.enumerated() {
      for (column, label) in [LabelPlane.Label.x, .y].enumerated() {
        let left = 74 + Double(column) * pitch
        svg += panel(
          plane, colouredBy: label, analysis, left: left, top: 34 + Double(row) * rowHeight, side: side)
      }
    }
    let height = 34 + Double(analysis.planes.count) * rowHeight
    svg += CyclicColors.strip(x: 74, y: height - 18, width: 180, label: "x", count: analysis.grid.x)
    svg += CyclicColors.strip(x: 74 + pitch, y: height - 18, width: 180, label: "y", count: analysis.grid.y)
    return TorusFigure(
      name: "components", title: "Rings among the principal components",
      caption:
        "All \(analysis.grid.rows) rows, coloured by x on the left and by y on the right; one row of panels for the plane "
        + "of each label. " + TorusText.planes(analysis).joined(separator: ". ") + ".",
      drawing: FigureDrawing(width: FigureWidth.page, height: height + 4, content: svg))
  }

  private static func panel(
    _ plane: LabelPlane, colouredBy label: LabelPlane.Label, _ analysis: TorusAnalysis, left: Double,
    top: Double,
    side: Double
  ) -> String {
    let scores = analysis.components.scores
    let isPair = plane.isInPair && plane.pair.allSatisfy(scores.indices.contains)
    let places = isPair ? zip(scores[plane.pair[0]], scores[plane.pair[1]]).map { [$0, $1] } : plane.places
    let reach = max(places.reduce(0) { max($0, abs($1[0]), abs($1[1])) } * 1.06, .leastNormalMagnitude)
    let scale = AxisScale([], isLogarithmic: false, padding: 0, fromZero: false, range: (-reach)...reach)
    let titles =
      isPair
      ? plane.pair.map { "PC \($0 + 1)" }
      : [1, 2].map { "direction \($0) of the means over \(plane.label == .x ? "y" : "x")" }
    let panel = AxesPanel(
      left: left, top: top, width: side, height: side, xScale: scale, yScale: scale,
      title: "plane of \(plane.label.rawValue), coloured by \(label.rawValue)", xTitle: titles[0],
      yTitle: titles[1])
    let count = label == .x ? analysis.grid.x : analysis.grid.y
    var paths = [String](repeating: "", count: count)
    for (row, place) in places.enumerated() {
      let value = label == .x ? row / analysis.grid.y : row % analysis.grid.y
      paths[value] += Palette.marker(0, x: panel.x(place[0]), y: panel.y(place[1]), radius: 2.2)
    }
    let dots = paths.enumerated().map { value, path in
      let color = CyclicColors.color(Double(value) / Double(count))
      return "<path d=\"\(path)\" fill=\"\(color)\" fill-opacity=\"0.8\"/>\n"
    }
    return panel.draw(dots.joined())
  }
}
