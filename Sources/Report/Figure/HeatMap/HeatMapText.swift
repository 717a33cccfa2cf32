internal import Analysis

/// What is written into the cells of a heat map: as much as fits into all of them.
struct HeatMapText {
  static let valueSize = 12.0
  static let smallSize = 9.5
  static let lineHeight = 13.0

  /// The lines of a cell, most important first.
  let lineCount: Int
  let finest: Double

  /// Two digits, but none below `finest`: beside a cell of 0.4 one of 3e-16 is 0.
  static func number(_ value: Double, finest: Double) -> String {
    let rounded = finest > 0 ? (value / finest).rounded() * finest : value
    return NumberText.short(rounded.isFinite ? rounded + 0 : value, digits: 2)
  }

  /// The value, its interval, and n.
  static func lines(_ point: CurvePoint, finest: Double) -> [String] {
    guard let value = point.value else { return [] }
    var lines = [number(value, finest: finest)]
    if let lower = point.lower, let upper = point.upper {
      lines.append("\(number(lower, finest: finest))–\(number(upper, finest: finest))")
    }
    return lines + ["n \(point.n)"]
  }

  static func size(line: Int) -> Double { line == 0 ? valueSize : smallSize }

  /// How wide cells must be to hold the first `count` lines of every point.
  static func width(_ points: [CurvePoint], lines count: Int, finest: Double) -> Double {
    points.reduce(0) { widest, point in
      lines(point, finest: finest).prefix(count).enumerated().reduce(widest) { widest, line in
        max(widest, TextWidth.of(line.element, size: size(line: line.offset)) + 6)
      }
    }
  }

  static func height(lines count: Int) -> Double { count == 0 ? 0 : Double(count) * lineHeight + 5 }

  /// The lines that every point's text leaves room for in cells of that size.
  init(_ points: [CurvePoint], cellWidth: Double, cellHeight: Double, finest: Double) {
    self.finest = finest
    lineCount =
      (0...3).last { count in
        HeatMapText.width(points, lines: count, finest: finest) <= cellWidth
          && HeatMapText.height(lines: count) <= cellHeight
      } ?? 0
  }

  /// The text of a cell around its middle.
  func draw(_ point: CurvePoint, x: Double, y: Double, color: String) -> String {
    let lines = HeatMapText.lines(point, finest: finest).prefix(lineCount)
    let top = y - Double(lines.count) * HeatMapText.lineHeight / 2
    return lines.enumerated().map { index, line in
      FigureStyle.text(
        line, x: x, y: top + (Double(index) + 0.78) * HeatMapText.lineHeight,
        size: HeatMapText.size(line: index), anchor: "middle", color: color)
    }.joined()
  }
}
