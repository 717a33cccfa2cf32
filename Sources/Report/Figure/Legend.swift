internal import Analysis
internal import Spec
internal import SweepModel

/// The legend of a figure: beside the panels where there is room, else below or above them, never over data.
struct Legend {
  enum Swatch {
    case series(ParameterValue?)
    case overlay, theory, level, fit, hollow, start, end
  }

  private static let rowHeight = 19.0
  private static let swatchWidth = 38.0
  /// The widest label.
  private static let widest = 190.0

  private let title: String?
  /// The width of the title, and of the name in its place: what a parameter is printed as moves no panel.
  private let titleWidth: Double
  private let entries: [(swatch: Swatch, label: String, full: String)]
  private let series: FigureSeries

  /// - Parameter isBelow: the entries stand in rows, in which each says a symbol with its value, `σ = 0.5 px`; in a column
  ///   the symbol stands above the values.
  init(_ curve: Curve, series: FigureSeries, isBelow: Bool = false) {
    self.series = series
    let definition = curve.definition
    var entries: [(swatch: Swatch, label: String)] = []
    if let lines = curve.labels.lines {
      let equations = series.keys.map { lines.equation($0) }
      let areShort = equations.allSatisfy { TextWidth.of($0, size: FigureStyle.tickSize) <= Legend.widest }
      let areShown = isBelow && lines.symbol != nil && areShort
      title = areShown ? nil : lines.title
      for (key, equation) in zip(series.keys, equations) {
        entries.append((.series(key), areShown ? equation : curve.text(ofLine: key)))
      }
    } else {
      title = nil
      if series.hasOverlay, let key = series.keys.first {
        entries.append((.series(key), definition.figure.yLabel ?? curve.labels.y.text))
      }
    }
    let named = curve.labels.lines.map { Label($0.name, unit: $0.unit).title }
    titleWidth =
      [title, named].compactMap { $0 }.map { TextWidth.of($0, size: FigureStyle.tickSize) * 1.08 }.max() ?? 0
    if series.hasOverlay {
      // The caption names the metric and the parameters.
      let overlay = definition.overlay.map { overlay in
        let name = curve.overlayName ?? overlay.name
        let whole = "\(curve.names.metric(overlay.y).text) of \(name)"
        return TextWidth.of(whole, size: FigureStyle.tickSize) <= Legend.widest ? whole : "overlay: \(name)"
      }
      let theory =
        definition.theory.count == 1
        ? definition.theory.first.map { curve.names.metric($0).text } : "theory"
      entries.append(
        definition.theory.isEmpty ? (.overlay, overlay ?? "overlay") : (.theory, theory ?? "theory"))
    }
    if let level = definition.crossing { entries.append((.level, "level \(NumberText.short(level))")) }
    if series.hasFit { entries.append((.fit, "power-law fit")) }
    if series.hasIncomplete { entries.append((.hollow, "some missing")) }
    entries += curve.asFigure.legendEntries
    let labels = DistinctLabels.fit(entries.map(\.label), size: FigureStyle.tickSize, width: Legend.widest)
    self.entries = zip(entries, labels).map { ($0.swatch, $1, $0.label) }
  }

  var isEmpty: Bool { entries.isEmpty }

  private var entryWidth: Double {
    let widest = entries.map { TextWidth.of($0.label, size: FigureStyle.tickSize) }.max() ?? 0
    return Legend.swatchWidth + widest + 14
  }

  private var titleHeight: Double { title == nil ? 0 : Legend.rowHeight }

  /// Width as one column.
  var columnWidth: Double {
    return max(entryWidth, min(titleWidth, 200))
  }

  var columnHeight: Double { titleHeight + Double(entries.count) * Legend.rowHeight }

  /// How tall the legend is as rows across `width`.
  func height(across width: Double) -> Double {
    titleHeight + Double(rows(across: width)) * Legend.rowHeight
  }

  private func columns(across width: Double) -> Int {
    max(1, min(entries.count, Int(width / entryWidth)))
  }

  private func rows(across width: Double) -> Int {
    let columns = columns(across: width)
    return (entries.count + columns - 1) / columns
  }

  /// The legend with its top left corner at a place, in as many columns as `width` allows.
  func draw(x: Double, y: Double, width: Double) -> String {
    var svg = ""
    if let title {
      let fitted = TextWidth.fit(title, size: FigureStyle.tickSize * 1.08, width: width)
      svg += FigureStyle.text(fitted, x: x, y: y + 12, weight: "bold", full: title)
    }
    let rows = max(1, rows(across: width))
    for (index, entry) in entries.enumerated() {
      // Down the columns, so that sorted values stay together.
      let left = x + Double(index / rows) * entryWidth
      let middle = y + titleHeight + (Double(index % rows) + 0.5) * Legend.rowHeight
      svg += swatch(entry.swatch, x: left, y: middle)
      svg += FigureStyle.text(
        entry.label, x: left + Legend.swatchWidth, y: middle + 4, full: entry.full)
    }
    return svg
  }

  private func swatch(_ swatch: Swatch, x: Double, y: Double) -> String {
    func line(_ color: String, width: Double, dash: String?) -> String {
      let (from, to, level) = (Palette.number(x + 1), Palette.number(x + 30), Palette.number(y))
      let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
      return "<path d=\"M\(from) \(level)H\(to)\" stroke=\"\(color)\" "
        + "stroke-width=\"\(Palette.number(width))\"\(dashes)/>\n"
    }
    switch swatch {
    case .series(let key):
      let color = series.color(key)
      let stroke = series.connects ? line(color, width: 1.8, dash: series.dash(key)) : ""
      guard series.showsMarkers else { return stroke }
      return stroke + "<path d=\"\(series.marker(key, x: x + 15.5, y: y))\" fill=\"\(color)\"/>\n"
    case .overlay:
      let cross = series.showsMarkers ? Palette.cross(x: x + 15.5, y: y) : ""
      let mark =
        cross.isEmpty ? "" : "<path d=\"\(cross)\" stroke=\"\(FigureStyle.quiet)\" stroke-width=\"1.3\"/>\n"
      return (series.connects ? line(FigureStyle.quiet, width: 1.6, dash: Palette.overlayDash) : "") + mark
    case .theory: return line(FigureStyle.ink, width: 1.2, dash: Palette.overlayDash)
    case .level: return line(FigureStyle.quiet, width: 0.9, dash: nil)
    case .fit: return line(FigureStyle.quiet, width: 1.1, dash: "1.5 2.5")
    case .start:
      let outline = Palette.marker(0, x: x + 15.5, y: y, radius: 3.6)
      return "<path d=\"\(outline)\" fill=\"#fff\" stroke=\"\(FigureStyle.quiet)\" stroke-width=\"1.5\"/>\n"
    case .end:
      let arrow = PanelDrawing.arrow(at: (x + 20, y), from: (x, y))
      return line(FigureStyle.quiet, width: 1.8, dash: nil).replacing(
        "H\(Palette.number(x + 30))", with: "H\(Palette.number(x + 13))")
        + "<path d=\"\(arrow)\" fill=\"\(FigureStyle.quiet)\"/>\n"
    case .hollow:
      let outline = Palette.marker(0, x: x + 15.5, y: y, radius: 3.4)
      return "<path d=\"\(outline)\" fill=\"#fff\" stroke=\"\(FigureStyle.quiet)\" stroke-width=\"1.2\"/>\n"
    }
  }
}
