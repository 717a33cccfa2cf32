internal import Analysis

/// The lines of a panel: their strokes, markers, intervals and fits.
extension PanelDrawing {
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
    guard let place = line.place, let level = y(place.level), let lower = x(place.lower),
      let upper = x(place.upper), let middle = x(place.estimate)
    else { return "" }
    let (from, to, height) = (Palette.number(lower), Palette.number(upper), Palette.number(level))
    let ends = "M\(from) \(height)H\(to)"
    let strokes = [lower, upper].map { "M\(Palette.number($0)) \(Palette.number(level - 4))v8" }.joined()
    return "<path d=\"\(ends)\(strokes)M\(Palette.number(middle)) \(Palette.number(level - 7))v14\" "
      + "stroke=\"\(series.color(line.key))\" stroke-width=\"2.2\"/>\n"
  }

  func fit(_ line: CurveSeries) -> String {
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
