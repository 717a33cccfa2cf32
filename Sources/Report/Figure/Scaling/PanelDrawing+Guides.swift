internal import Analysis
internal import Foundation

extension PanelDrawing {
  /// A straight line y = c x^slope through the middle of the points, as far as the panel goes, with its slope.
  func guide(_ slope: Double, _ lines: [CurveSeries]) -> String {
    let places = lines.flatMap(\.drawn).compactMap { point -> (x: Double, y: Double)? in
      guard let value = point.value, value > 0, point.x > 0 else { return nil }
      return (log(point.x), log(value))
    }
    guard !places.isEmpty, xScale.isLogarithmic, yScale.isLogarithmic else { return "" }
    let count = Double(places.count)
    let middle = (
      x: places.reduce(0) { $0 + $1.x } / count, y: places.reduce(0) { $0 + $1.y } / count
    )
    func ends(_ scale: AxisScale) -> ClosedRange<Double> { log(scale.low)...log(scale.high) }
    var range = ends(xScale)
    if slope != 0 {
      let crossings = [ends(yScale).lowerBound, ends(yScale).upperBound].map {
        middle.x + ($0 - middle.y) / slope
      }.sorted()
      range = range.clamped(to: crossings[0]...crossings[1])
    }
    func text(_ logX: Double) -> (x: Double, y: Double)? {
      guard let px = x(exp(logX)), let py = y(exp(middle.y + slope * (logX - middle.x))) else { return nil }
      return (px, py)
    }
    guard let from = text(range.lowerBound), let to = text(range.upperBound) else { return "" }
    let path =
      "M\(Palette.number(from.x)) \(Palette.number(from.y))L\(Palette.number(to.x)) \(Palette.number(to.y))"
    // Beside the line's upper end, inside of the frame.
    let label = FigureStyle.text(
      "slope \(NumberText.short(slope))", x: to.x - 6, y: to.y + 14, anchor: "end", color: FigureStyle.quiet)
    return "<path d=\"\(path)\" stroke=\"\(FigureStyle.quiet)\" stroke-width=\"0.9\"/>\n" + label
  }
}
