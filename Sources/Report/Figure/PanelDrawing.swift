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
    for line in lines { svg += interval(line) }
    for line in panel?.overlay ?? [] {
      svg += stroke(line, width: 1.5, dash: Palette.overlayDash)
    }
    for line in lines { svg += stroke(line, width: 1.8, dash: series.dash(line.key)) + fit(line) }
    for line in lines { svg += markers(line) }
    if lines.allSatisfy({ $0.points.allSatisfy { $0.value == nil } }) {
      svg += FigureStyle.text(
        "no data yet", x: left + width / 2, y: top + height / 2, anchor: "middle",
        color: FigureStyle.quiet)
    }
    return svg + frame() + "</g>\n"
  }

  private func x(_ value: Double) -> Double? { xScale.share(value).map { left + $0 * width } }

  /// Several lines at one word stand side by side.
  private func x(_ value: Double, of line: CurveSeries) -> Double? {
    guard let words = xScale.words, series.keys.count > 1 else { return x(value) }
    let slot = width / Double(max(1, words.count))
    let place = Double(series.keys.firstIndex(of: line.key) ?? 0) / Double(series.keys.count - 1) - 0.5
    return x(value).map { $0 + place * slot * 0.6 }
  }

  private func y(_ value: Double) -> Double? { yScale.share(value).map { top + (1 - $0) * height } }

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

  /// The runs of neighbouring points that can be drawn; a point without a value ends a run, so that a line
  /// never bridges what is missing.
  private func runs(_ line: CurveSeries) -> [[(point: CurvePoint, x: Double, y: Double)]] {
    var runs: [[(point: CurvePoint, x: Double, y: Double)]] = [[]]
    for point in line.points {
      if let value = point.value, let px = x(point.x, of: line), let py = y(value) {
        runs[runs.count - 1].append((point, px, py))
      } else if runs.last?.isEmpty == false, point.census.planned > 0 {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  private func stroke(_ line: CurveSeries, width: Double, dash: String?) -> String {
    guard series.connects else { return "" }
    var path = ""
    for run in runs(line) where run.count > 1 {
      var last = ""
      for (index, place) in run.enumerated() {
        let text = "\(Palette.number(place.x)) \(Palette.number(place.y))"
        if text != last { path += (index == 0 ? "M" : "L") + text }
        last = text
      }
    }
    guard !path.isEmpty else { return "" }
    let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    return "<path d=\"\(path)\" stroke=\"\(series.color(line.key))\" "
      + "stroke-width=\"\(Palette.number(width))\"\(dashes)/>\n"
  }

  private func markers(_ line: CurveSeries) -> String {
    guard series.showsMarkers else { return "" }
    var full = ""
    var hollow = ""
    for place in runs(line).joined() {
      let outline = series.marker(line.key, x: place.x, y: place.y)
      if place.point.census.missing > 0 { hollow += outline } else { full += outline }
    }
    let color = series.color(line.key)
    var svg = full.isEmpty ? "" : "<path d=\"\(full)\" fill=\"\(color)\"/>\n"
    if !hollow.isEmpty {
      svg += "<path d=\"\(hollow)\" fill=\"#fff\" stroke=\"\(color)\" stroke-width=\"1.2\"/>\n"
    }
    return svg
  }

  private func interval(_ line: CurveSeries) -> String {
    let color = series.color(line.key)
    var path = ""
    for run in runs(line) {
      let ends = run.compactMap { place -> (x: Double, low: Double, high: Double)? in
        guard let lower = place.point.lower, let upper = place.point.upper else { return nil }
        // A logarithmic axis has no place for an end at or below zero: the bar then ends at the frame.
        guard let high = y(upper) else { return nil }
        return (place.x, min(y(lower) ?? (top + height), top + height), max(high, top))
      }
      if series.usesBands, ends.count > 1 {
        let there = ends.map { "\(Palette.number($0.x)) \(Palette.number($0.high))" }
        let back = ends.reversed().map { "\(Palette.number($0.x)) \(Palette.number($0.low))" }
        path += "M" + (there + back).joined(separator: "L") + "Z"
      } else {
        for end in ends where end.low - end.high >= 0.5 {
          let (from, to) = (Palette.number(end.x - 2.5), Palette.number(end.high))
          path += "M\(from) \(to)h5M\(Palette.number(end.x)) \(to)V\(Palette.number(end.low))m-2.5 0h5"
        }
      }
    }
    guard !path.isEmpty else { return "" }
    if series.usesBands {
      return "<path d=\"\(path)\" fill=\"\(color)\" fill-opacity=\"0.18\" stroke=\"\(color)\" "
        + "stroke-opacity=\"0.5\" stroke-width=\"0.6\"/>\n"
    }
    return "<path d=\"\(path)\" stroke=\"\(color)\" stroke-opacity=\"0.75\" stroke-width=\"1\"/>\n"
  }

  private func fit(_ line: CurveSeries) -> String {
    guard let fit = line.fit else { return "" }
    let xs = line.points.filter { $0.x > 0 && ($0.value ?? 0) > 0 }.map(\.x)
    guard let first = xs.first, let last = xs.last, last > first else { return "" }
    var path = ""
    for step in 0...40 {
      let value = first + (last - first) * Double(step) / 40
      guard let px = x(value), let py = y(fit.value(at: value)), py >= top, py <= top + height else {
        continue
      }
      path += (path.isEmpty ? "M" : "L") + "\(Palette.number(px)) \(Palette.number(py))"
    }
    return "<path d=\"\(path)\" stroke=\"\(series.color(line.key))\" stroke-width=\"1.1\" "
      + "stroke-dasharray=\"1.5 2.5\"/>\n"
  }
}
