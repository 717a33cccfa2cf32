internal import Analysis
internal import Foundation

/// The lines of a panel: their strokes, markers, intervals and fits.
extension PanelDrawing {
  /// The runs of neighbouring points that can be drawn; a point without a value ends a run, so that a line
  /// never bridges what is missing.
  private func runs(_ line: CurveSeries) -> [[(point: CurvePoint, x: Double, y: Double)]] {
    var runs: [[(point: CurvePoint, x: Double, y: Double)]] = [[]]
    for point in line.points {
      if point.isDrawable, let value = point.value, let px = x(point.x, of: line), let py = y(value) {
        runs[runs.count - 1].append((point, px, py))
      } else if runs.last?.isEmpty == false, point.census.planned > 0 {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  /// The parts of a run between the panel's top and bottom.
  private func clipped(_ run: [(x: Double, y: Double)]) -> [[(x: Double, y: Double)]] {
    var parts: [[(x: Double, y: Double)]] = []
    var continues = false
    for (from, to) in zip(run, run.dropFirst()) {
      let rise = to.y - from.y
      var (start, end) = (0.0, 1.0)
      if rise == 0 {
        if from.y < top || from.y > top + height { end = -1 }
      } else {
        let (above, below) = ((top - from.y) / rise, (top + height - from.y) / rise)
        (start, end) = (max(0, min(above, below)), min(1, max(above, below)))
      }
      guard start < end else {
        continues = false
        continue
      }
      func place(_ share: Double) -> (x: Double, y: Double) {
        (from.x + share * (to.x - from.x), from.y + share * rise)
      }
      if !continues || parts.isEmpty { parts.append([place(start)]) }
      parts[parts.count - 1].append(place(end))
      continues = end == 1
    }
    return parts
  }

  /// - Parameter isClipped: the axes were not made for this line, which may leave them.
  func stroke(
    _ line: CurveSeries, width: Double, dash: String?, color: String? = nil, isClipped: Bool = false
  ) -> String {
    guard series.connects else { return "" }
    var path = ""
    let whole = runs(line).map { run in run.map { (x: $0.x, y: $0.y) } }
    for run in isClipped ? whole.flatMap(clipped) : whole where run.count > 1 {
      var last = ""
      for (index, place) in run.enumerated() {
        let text = "\(Palette.number(place.x)) \(Palette.number(place.y))"
        if text != last { path += (index == 0 ? "M" : "L") + text }
        last = text
      }
    }
    guard !path.isEmpty else { return "" }
    let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    return "<path d=\"\(path)\" stroke=\"\(color ?? series.color(line.key))\" "
      + "stroke-width=\"\(Palette.number(width))\"\(dashes)/>\n"
  }

  func markers(_ line: CurveSeries) -> String {
    guard series.showsMarkers else { return "" }
    var full = ""
    var hollow = ""
    for place in runs(line).joined() where !isClipped || (top...top + height).contains(place.y) {
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

  /// A line of another experiment or sweep: dashed, with crosses for points and thin bars for intervals; without
  /// either where the points are too many to be marked.
  func overlay(_ line: CurveSeries) -> String {
    let color = series.color(line.key)
    var svg = stroke(line, width: 1.5, dash: Palette.overlayDash)
    guard series.showsMarkers, line.drawn.count <= FigureSeries.mostMarkers else { return svg }
    var bars = ""
    var crosses = ""
    // Beside the line's own marks on an axis of words, where nothing else tells them apart.
    let shift = xScale.words == nil ? 0 : 5.0
    for place in runs(line).joined() where !isClipped || (top...top + height).contains(place.y) {
      let x = place.x + shift
      crosses += Palette.cross(x: x, y: place.y)
      guard let lower = place.point.lower, let upper = place.point.upper, let high = y(upper) else {
        continue
      }
      let low = min(y(lower) ?? top + height, top + height)
      guard low - max(high, top) >= 0.5 else { continue }
      bars += "M\(Palette.number(x)) \(Palette.number(max(high, top)))V\(Palette.number(low))"
    }
    if !bars.isEmpty {
      svg += "<path d=\"\(bars)\" stroke=\"\(color)\" stroke-opacity=\"0.6\" stroke-width=\"0.9\"/>\n"
    }
    if !crosses.isEmpty { svg += "<path d=\"\(crosses)\" stroke=\"\(color)\" stroke-width=\"1.3\"/>\n" }
    return svg
  }

  func interval(_ line: CurveSeries) -> String {
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

  /// The interval of a refined crossing as a bar on its level, with a stroke at the crossing.
  func place(_ line: CurveSeries) -> String {
    guard let place = line.place, let level = y(place.level), level >= top, level <= top + self.height else {
      return ""
    }
    // An end that the axis cannot show lies beyond the frame: the bar goes there, and has no stroke at its end.
    let right = left + width
    let ends = (x(place.lower) ?? left, x(place.upper) ?? right)
    let lower = min(max(ends.0, left), right)
    let upper = min(max(ends.1, left), right)
    let (from, to, height) = (Palette.number(lower), Palette.number(upper), Palette.number(level))
    func stroke(_ value: Double, _ size: Double) -> String {
      guard let place = x(value), place >= left, place <= right else { return "" }
      return "M\(Palette.number(place)) \(Palette.number(level - size))v\(Palette.number(2 * size))"
    }
    let isWhole = x(place.lower) != nil && x(place.upper) != nil
    let strokes =
      stroke(place.lower, 4) + stroke(place.upper, 4) + (isWhole ? stroke(place.estimate, 7) : "")
    return "<path d=\"M\(from) \(height)H\(to)\(strokes)\" "
      + "stroke=\"\(series.color(line.key))\" stroke-width=\"2.2\"/>\n"
  }

  func fit(_ line: CurveSeries) -> String {
    guard let fit = line.fit else { return "" }
    let xs = line.drawn.filter { $0.x > 0 && ($0.value ?? 0) > 0 }.map(\.x)
    guard let first = xs.first, let last = xs.last, last > first else { return "" }
    var path = ""
    for step in 0...40 {
      let share = Double(step) / 40
      let value =
        xScale.isLogarithmic ? first * pow(last / first, share) : first + (last - first) * share
      guard let px = x(value), let py = y(fit.value(at: value)), py >= top, py <= top + height else {
        continue
      }
      path += (path.isEmpty ? "M" : "L") + "\(Palette.number(px)) \(Palette.number(py))"
    }
    guard !path.isEmpty else { return "" }
    return "<path d=\"\(path)\" stroke=\"\(series.color(line.key))\" stroke-width=\"1.1\" "
      + "stroke-dasharray=\"1.5 2.5\"/>\n"
  }
}
