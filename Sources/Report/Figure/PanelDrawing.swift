internal import Analysis
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
  /// The lines go through the plane in the order of their points, not along x.
  var isTrajectory = false
  /// The overlay is the theory of the lines themselves.
  var showsTheory = false
  /// Slopes to compare with, on logarithmic axes.
  var guides: [Double] = []
  /// Named places of a trajectory.
  var places: [CurveDefinition.Marker] = []

  func draw(_ panel: CurvePanel?, title: String?) -> String {
    var svg = "<g fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"butt\">\n" + grid()
    if let title {
      let fitted = TextWidth.fit(title, size: FigureStyle.titleSize, width: width)
      svg += FigureStyle.text(
        fitted, x: left + width / 2, y: top - 8, size: FigureStyle.titleSize, anchor: "middle")
    }
    if let level, let y = y(level) {
      let from = "M\(Palette.number(left)) \(Palette.number(y))"
      svg += "<path d=\"\(from)h\(Palette.number(width))\" stroke=\"\(FigureStyle.quiet)\" "
      svg += "stroke-width=\"0.9\"/>\n"
    }
    let lines = panel?.series ?? []
    for slope in guides { svg += guide(slope, lines) }
    if isTrajectory {
      svg += trajectories(lines)
    } else {
      for line in lines { svg += interval(line) }
      for line in panel?.overlay ?? [] where !showsTheory {
        svg += stroke(line, width: 1.5, dash: Palette.overlayDash)
      }
      for line in lines { svg += stroke(line, width: 1.8, dash: series.dash(line.key)) + fit(line) }
      for line in lines { svg += markers(line) }
      for line in lines { svg += place(line) }
      // Over the lines and dark, since where theory is right it would vanish below them.
      for line in panel?.overlay ?? [] where showsTheory {
        svg += stroke(line, width: 1.2, dash: Palette.overlayDash, color: FigureStyle.ink, isClipped: true)
      }
    }
    if lines.allSatisfy({ $0.points.allSatisfy { $0.value == nil } }) {
      svg += FigureStyle.text(
        "no data yet", x: left + width / 2, y: top + height / 2, anchor: "middle",
        color: FigureStyle.quiet)
    }
    return svg + frame() + "</g>\n"
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
      (xScale.words == nil ? vertical(xTicks.major.map(\.value)) : "") + horizontal(yTicks.major.map(\.value))
    if !major.isEmpty {
      svg += "<path d=\"\(major)\" stroke=\"\(FigureStyle.grid)\" stroke-width=\"0.9\"/>\n"
    }
    return svg
  }

  private func frame() -> String {
    var marks = ""
    var labels = ""
    let bottom = top + height
    for tick in xTicks.major {
      guard let place = x(tick.value) else { continue }
      marks += "M\(Palette.number(place)) \(Palette.number(bottom))v4"
      guard showsXLabels else { continue }
      if turnsXLabels {
        let fitted = TextWidth.fit(
          tick.label, size: FigureStyle.tickSize, width: min(110, (place - 6) / 0.82))
        labels += FigureStyle.text(fitted, x: place + 4, y: bottom + 14, anchor: "end", turn: -35)
      } else {
        labels += FigureStyle.text(tick.label, x: place, y: bottom + 18, anchor: "middle")
      }
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
