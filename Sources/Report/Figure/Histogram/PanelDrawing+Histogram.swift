internal import Analysis
internal import Spec

/// The bins of a panel.
extension PanelDrawing {
  /// Steps over the bins of a line, filled faintly so that those below show through.
  ///
  /// - Parameter isAlone: there is no other line in the panel.
  func steps(_ line: CurveSeries, isAlone: Bool) -> String {
    guard let base = y(max(0, yScale.low)) else { return "" }
    var path = ""
    for point in line.drawn {
      guard let bin = point.bin, let value = point.value, let from = x(bin.lower), let to = x(bin.upper),
        let height = y(value)
      else { continue }
      if path.isEmpty { path = "M\(Palette.number(from)) \(Palette.number(base))" }
      path += "V\(Palette.number(height))H\(Palette.number(to))"
      // A single line has bars; of several the outlines are easier to follow.
      if isAlone { path += "V\(Palette.number(base))" }
    }
    guard !path.isEmpty else { return "" }
    if !isAlone { path += "V\(Palette.number(base))" }
    let color = series.color(line.key)
    let dash = isAlone ? "" : series.dash(line.key).map { " stroke-dasharray=\"\($0)\"" } ?? ""
    return "<path d=\"\(path)\" fill=\"\(color)\" fill-opacity=\"\(isAlone ? 0.35 : 0.12)\" "
      + "stroke=\"\(color)\" stroke-width=\"\(isAlone ? 0.9 : 1.6)\"\(dash)/>\n"
  }

  /// A line through the places of an expected density.
  func density(_ theory: [Histogram.Place]) -> String {
    let places = theory.compactMap { place in
      x(place.x).flatMap { px in y(place.y).map { "\(Palette.number(px)) \(Palette.number($0))" } }
    }
    guard places.count > 1 else { return "" }
    return "<path d=\"M\(places.joined(separator: "L"))\" stroke=\"\(FigureStyle.ink)\" "
      + "stroke-width=\"1.4\" stroke-dasharray=\"\(Palette.overlayDash)\"/>\n"
  }

  /// How many values each line is made of, at the upper right in its colour.
  func counts(_ lines: [CurveSeries], most: Int) -> String {
    lines.prefix(most).enumerated().map { index, line in
      let text = "n = \(line.distribution?.n ?? 0)"
      return FigureStyle.text(
        text, x: left + width - 7, y: top + 16 + 15 * Double(index), anchor: "end",
        color: lines.count == 1 ? FigureStyle.ink : series.color(line.key))
    }.joined()
  }
}
