internal import Analysis
internal import Spec
internal import SweepModel

/// Draws one pair of axes with its lines into a rectangle of the figure.
struct PanelDrawing {
  /// The rectangle inside the frame.
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  var xScale: AxisScale
  var yScale: AxisScale
  var xTicks: Ticks
  var yTicks: Ticks
  var showsXLabels: Bool
  var showsYLabels: Bool
  /// Words under the axis are turned where they would not fit side by side.
  var turnsXLabels: Bool
  var series: FigureSeries
  var level: Double?
  /// An axis has a range of its own, so that lines may leave the frame.
  var isClipped = false
  /// The overlay is the theory of the lines themselves.
  var showsTheory = false

  func draw(
    _ panel: CurvePanel?, of figure: any CurveFigure, title: (short: String, full: String)?
  ) -> String {
    var svg = "<g fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"butt\">\n" + grid()
    if let title {
      svg += FigureStyle.text(
        title.short, x: left + width / 2, y: top - 8, size: FigureStyle.titleSize, anchor: "middle",
        full: title.full)
    }
    if let level, let y = y(level), y >= top, y <= top + height {
      let from = "M\(Palette.number(left)) \(Palette.number(y))"
      svg += "<path d=\"\(from)h\(Palette.number(width))\" stroke=\"\(FigureStyle.quiet)\" "
      svg += "stroke-width=\"0.9\"/>\n"
    }
    let lines = panel?.series ?? []
    let content = figure.content(of: panel, in: self)
    svg += isClipped ? clip(content) : content
    if lines.allSatisfy(\.drawn.isEmpty) {
      let hasValues = lines.contains { $0.points.contains { $0.value != nil } }
      svg += FigureStyle.text(
        hasValues ? "nothing on these axes" : "no data yet", x: left + width / 2, y: top + height / 2,
        anchor: "middle",
        color: FigureStyle.quiet)
    }
    return svg + frame() + "</g>\n"
  }

  /// Lines along x with all that belongs to them.
  func lines(_ lines: [CurveSeries], overlay: [CurveSeries]) -> String {
    var svg = ""
    for line in lines { svg += interval(line) }
    if !showsTheory { for line in overlay { svg += self.overlay(line) } }
    for line in lines { svg += stroke(line, width: 1.8, dash: series.dash(line.key)) + fit(line) }
    for line in lines { svg += markers(line) }
    for line in lines { svg += place(line) }
    // Over the lines and dark, since where theory is right it would vanish below them.
    for line in overlay where showsTheory {
      svg += stroke(line, width: 1.2, dash: Palette.overlayDash, color: FigureStyle.ink, isClipped: true)
    }
    return svg
  }

  /// What lies within the frame: a picture in the picture ends at its edges, without a name that would have to be
  /// unique on the page.
  private func clip(_ content: String) -> String {
    let box = [left, top, width, height].map(Palette.number)
    return "<svg x=\"\(box[0])\" y=\"\(box[1])\" width=\"\(box[2])\" height=\"\(box[3])\" "
      + "viewBox=\"\(box.joined(separator: " "))\" overflow=\"hidden\">\n\(content)</svg>\n"
  }

  func x(_ value: Double) -> Double? { xScale.share(value).map { left + $0 * width } }

  /// Several lines at one word stand side by side.
  func x(_ value: Double, of line: CurveSeries) -> Double? {
    guard let words = xScale.words, series.keys.count > 1 else { return x(value) }
    let slot = width / Double(max(1, words.count))
    let place = Double(series.keys.firstIndex(of: line.key) ?? 0) / Double(series.keys.count - 1) - 0.5
    return x(value).map { $0 + place * slot * 0.6 }
  }

  func y(_ value: Double) -> Double? { yScale.share(value).map { top + (1 - $0) * height } }

  private func grid() -> String {
    func vertical(_ values: [Double]) -> String {
      values.compactMap(x).map { "M\(Palette.number($0)) \(Palette.number(top))v\(Palette.number(height))" }
        .joined()
    }
    func horizontal(_ values: [Double]) -> String {
      values.compactMap(y).map { "M\(Palette.number(left)) \(Palette.number($0))h\(Palette.number(width))" }
        .joined()
    }
    var svg = ""
    let minor = vertical(xTicks.minor) + horizontal(yTicks.minor)
    if !minor.isEmpty {
      svg += "<path d=\"\(minor)\" stroke=\"\(FigureStyle.minorGrid)\" stroke-width=\"0.8\"/>\n"
    }
    let major =
      (xScale.words == nil ? vertical(xTicks.major.map(\.value)) : "")
      + horizontal(yTicks.major.map(\.value))
    if !major.isEmpty {
      svg += "<path d=\"\(major)\" stroke=\"\(FigureStyle.grid)\" stroke-width=\"0.9\"/>\n"
    }
    return svg
  }

  private func frame() -> String {
    var marks = ""
    var labels = ""
    let bottom = top + height
    let places = xTicks.major.map { x($0.value) }
    // All as short as the one with the least room: labels that are cut apart would look alike.
    let room = places.compactMap { $0 }.map { min(110, ($0 - 6) / 0.82) }.min() ?? 110
    let texts = xTicks.major.map(\.label)
    let short =
      turnsXLabels ? DistinctLabels.fit(texts, size: FigureStyle.tickSize, width: room) : texts
    for (index, place) in places.enumerated() {
      guard let place else { continue }
      marks += "M\(Palette.number(place)) \(Palette.number(bottom))v4"
      guard showsXLabels else { continue }
      labels +=
        turnsXLabels
        ? FigureStyle.text(
          short[index], x: place + 4, y: bottom + 14, anchor: "end", turn: -35, full: texts[index])
        : FigureStyle.text(short[index], x: place, y: bottom + 18, anchor: "middle")
    }
    for tick in yTicks.major {
      guard let place = y(tick.value) else { continue }
      marks += "M\(Palette.number(left)) \(Palette.number(place))h-4"
      if showsYLabels {
        labels += FigureStyle.text(tick.label, x: left - 8, y: place + 4, anchor: "end")
      }
    }
    let box =
      "M\(Palette.number(left)) \(Palette.number(top))h\(Palette.number(width))v\(Palette.number(height))"
      + "h-\(Palette.number(width))Z"
    return "<path d=\"\(box)\(marks)\" stroke=\"\(FigureStyle.frame)\" stroke-width=\"1\"/>\n" + labels
  }
}
