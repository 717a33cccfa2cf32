internal import Analysis
internal import Spec
internal import SweepModel

/// One curve: the figure, its caption, crossings, fits and the numbers behind it.
enum CurveSection {
  /// More rows than anyone reads on a page; the curve table holds them all.
  private static let rowLimit = 3000

  static func html(_ curve: Curve, number: Int) -> String {
    let definition = curve.definition
    var html = "<section>\n<h2>\(Markup.escape(definition.name))</h2>\n<figure>\n"
    if definition.figure.width == .column {
      html += "<div class=\"column\">\(SVGFigure.render(curve))</div>\n"
    } else {
      // Two drawings of the same curve: a scaled-down one would have unreadable text on a phone.
      html += "<div class=\"wide\">\(SVGFigure.render(curve))</div>\n"
      html += "<div class=\"narrow\">\(SVGFigure.render(curve, width: FigureWidth.column))</div>\n"
    }
    html += "<figcaption><b>Figure \(number).</b> \(Markup.escape(CurveCaption.text(curve)))</figcaption>\n"
    return html + "</figure>\n" + curve.asFigure.tables + "</section>\n"
  }

  /// Of a figure that is made of points: crossings, fits and the numbers behind it.
  static func tables(_ figure: any CurveFigure) -> String {
    crossings(figure.curve) + fits(figure.curve) + numbers(figure)
  }

  /// The names of the columns that tell lines apart.
  static func keyHead(_ curve: Curve) -> [String] {
    [curve.labels.panel, curve.labels.lines].compactMap { $0?.title }
  }

  static func keyCells(_ panel: CurvePanel, _ line: CurveSeries, _ curve: Curve) -> [String] {
    var cells: [String] = []
    if curve.definition.panel != nil { cells.append(panel.key?.description ?? "none") }
    if curve.labels.lines != nil { cells.append(curve.text(ofLine: line.key)) }
    return cells
  }

  private static func crossings(_ curve: Curve) -> String {
    guard let level = curve.definition.crossing else { return "" }
    let keys = keyHead(curve)
    var confidence = 0.95
    var rows: [[String]] = []
    var methods: Set<Crossing.Method> = []
    for panel in curve.panels {
      for line in panel.series {
        guard let crossing = line.crossing else { continue }
        confidence = crossing.confidence
        if let method = crossing.method { methods.insert(method) }
        rows.append(
          keyCells(panel, line, curve) + [FitText.place(crossing), FitText.interval(crossing)])
      }
    }
    guard !rows.isEmpty else { return "" }
    let number = NumberText.short(level)
    let place =
      curve.definition.figure.xLabel.map { "\($0) at level \(number)" }
      ?? curve.labels.x.at(curve.labels.y, level: number).title
    let head =
      keys + [place, "\(NumberText.percent(confidence))% interval"]
    var html = "<details\(rows.count <= 12 ? " open" : "")><summary>Where the level "
    html += "\(NumberText.short(level)) is crossed (\(rows.count) lines)</summary>\n"
    html += Markup.table(head: head, rows: rows, numeric: Set(keys.indices))
    let axes = [("x", curve.area.xIsLogarithmic), ("y", curve.area.yIsLogarithmic)].filter(\.1).map {
      "log \($0.0)"
    }
    var notes: [String] = [
      "Interpolated between neighbouring points as drawn"
        + (axes.isEmpty ? "." : ", in \(axes.joined(separator: " and ")).")
    ]
    if !methods.isEmpty {
      let text = CrossingNotes.methods(methods, curve)
      notes.append(text.prefix(1).uppercased() + text.dropFirst() + ".")
    }
    return html + "<p class=\"note\">\(notes.joined(separator: " "))</p></details>\n"
  }

  private static func fits(_ curve: Curve) -> String {
    guard curve.definition.fit == .powerLaw else { return "" }
    let keys = keyHead(curve)
    var rows: [[String]] = []
    var level = 0.95
    for panel in curve.panels {
      for line in panel.series {
        guard let fit = line.fit else { continue }
        level = fit.level
        rows.append(keyCells(panel, line, curve) + cells(fit))
      }
    }
    let fitHead = [
      "slope b", "\(NumberText.percent(level))% interval", "factor a", "r²", "points", "left out",
    ]
    var html = ""
    if rows.isEmpty {
      html += "<p class=\"note\">No power law can be fitted: it takes two points with positive values.</p>\n"
    } else {
      let (x, y) = (Markup.escape(curve.labels.x.text), Markup.escape(curve.labels.y.text))
      html += "<h3>Power-law fits, \(y) = a · \(x)<sup>b</sup></h3>\n"
      html += Markup.table(
        head: keys + fitHead, rows: rows, numeric: Set(0..<(keys.count + 6)).subtracting([keys.count + 1]))
    }
    let panels = curve.panels.filter { $0.crossingFit != nil }
    if let series = curve.labels.lines, let level = curve.definition.crossing, !panels.isEmpty {
      let crossing = curve.labels.x.at(curve.labels.y, level: NumberText.short(level))
      html +=
        "<h3>First \(Markup.escape(crossing.text)) against \(Markup.escape(series.text)), power law</h3>\n"
      let named = curve.labels.panel.map { [$0.title] } ?? []
      let rows = panels.compactMap { panel in
        panel.crossingFit.map { (named.isEmpty ? [] : [panel.key?.description ?? "none"]) + cells($0) }
      }
      html += Markup.table(
        head: named + fitHead, rows: rows, numeric: Set(0..<(named.count + 6)).subtracting([named.count + 1]))
    }
    return html
  }

  private static func cells(_ fit: PowerLawFit) -> [String] {
    let ends = fit.slopeLower.flatMap { lower in
      fit.slopeUpper.map { "\(NumberText.short(lower)) to \(NumberText.short($0))" }
    }
    return [
      NumberText.short(fit.slope), ends ?? "–", NumberText.short(fit.factor), NumberText.short(fit.rSquared),
      "\(fit.n)", "\(fit.leftOut)",
    ]
  }

  private static func numbers(_ figure: any CurveFigure) -> String {
    let curve = figure.curve
    let keys = keyHead(curve)
    func short(_ value: Double?) -> String { value.map { NumberText.short($0) } ?? "–" }
    var rows: [[String]] = []
    var total = 0
    let xs = Array(Set(curve.panels.flatMap(\.series).flatMap(\.points).map(\.x)).sorted().prefix(rowLimit))
    let texts = Dictionary(zip(xs, curve.xTexts(xs)), uniquingKeysWith: { first, _ in first })
    for panel in curve.panels {
      for line in panel.series {
        for point in line.points {
          total += 1
          if rows.count >= rowLimit { continue }
          let step = point.step.map { ["\($0)"] } ?? []
          let cells =
            step + [
              texts[point.x] ?? curve.xText(point.x), "\(point.n)", "\(point.census.missing)",
              short(point.value),
              short(point.lower), short(point.upper), short(point.minimum), short(point.maximum),
            ]
          rows.append(keyCells(panel, line, curve) + cells)
        }
      }
    }
    guard total > 0 else { return "" }
    let head =
      keys + figure.pointHead + [
        curve.xTitle, "n", "missing", figure.valueHead, "lower", "upper", "least", "most",
      ]
    var html = "<details><summary>All numbers (\(total) \(figure.pointsName))</summary>\n"
    html += Markup.table(head: head, rows: rows, numeric: Set(head.indices))
    if rows.count < total {
      html +=
        "<p class=\"note\">The first \(rows.count) of \(total) points; the exported table has all.</p>\n"
    }
    return html + "</details>\n"
  }
}
