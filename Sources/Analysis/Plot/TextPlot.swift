internal import Spec
package import SweepModel

/// A curve as text for a terminal: lines as dots, each in its colour and with its letter at its end, so that neither
/// is needed to tell them apart.
package struct TextPlot: Sendable {
  /// What the lines are drawn with.
  package enum Style: Sendable {
    /// Eight dots a character (U+2800 to U+28FF).
    case braille
    /// For terminals that show ASCII only.
    case ascii
  }

  private let width: Int
  private let height: Int
  private let style: Style

  /// - Parameters:
  ///   - width: characters of the longest line, at least 24.
  ///   - height: lines in all, with title, axis and legend; at least 6.
  package init(width: Int = 72, height: Int = 18, style: Style = .braille) {
    self.width = max(TextPlot.leastWidth, min(width, 400))
    self.height = max(TextPlot.leastHeight, min(height, 200))
    self.style = style
  }

  /// The narrowest and the lowest plot that shows anything.
  package static let leastWidth = 24
  package static let leastHeight = 6

  /// As ``lines(_:panel:)`` without colours, joined by line feeds.
  package func render(_ curve: Curve, panel key: ParameterValue? = nil) -> String {
    lines(curve, panel: key).map(\.text).joined(separator: "\n")
  }

  /// One panel of the curve; the first one unless another is named.
  ///
  /// - Returns: at most as many lines as asked for, none longer than the width.
  package func lines(_ curve: Curve, panel key: ParameterValue? = nil) -> [StyledLine] {
    let panel = key.flatMap { key in curve.panels.first { $0.key == key } } ?? curve.panels.first
    let definition = curve.definition
    // A terminal that shows ASCII only has no letters for symbols.
    let names = style == .ascii ? Labels() : curve.names
    let words = CurveLabels(definition, names)
    let panelText = panel?.key.flatMap { key in words.panel.map { ", \($0.equation(key))" } } ?? ""
    let title = cut("\(definition.title(names))\(panelText)")
    let lines = panel?.series ?? []
    let xAxis = PlotAxis(lines.flatMap(\.points).map(\.x), isLogarithmic: definition.xScale == .log)
    let yAxis = PlotAxis(
      lines.flatMap(\.points).compactMap(\.value), isLogarithmic: definition.yScale == .log)
    guard let xAxis, let yAxis else { return [StyledLine(title), StyledLine("(no data yet)")] }

    let legend = self.legend(
      lines.map {
        style == .ascii ? $0.key?.description ?? "all" : curve.text(ofLine: $0.key, unnamed: "all")
      },
      name: words.lines?.text)
    let rows = max(2, height - 3 - legend.count)
    let labels = [yAxis.high, yAxis.low].map { NumberText.short($0, digits: 3) }
    let margin = labels.map(\.count).max() ?? 0
    var canvas = PlotCanvas(columns: max(8, width - margin - 2), rows: rows, isBraille: style == .braille)
    for (index, line) in lines.enumerated() {
      draw(line, index, letter: letter(index, of: lines.count), on: &canvas, xAxis, yAxis)
    }

    var output = [StyledLine(title)]
    for (index, row) in canvas.lines.enumerated() {
      let label = index == 0 ? labels[0] : index == rows - 1 ? labels[1] : ""
      let padding = String(repeating: " ", count: margin - label.count)
      var styled = StyledLine(padding + label + (style == .braille ? " ┤" : " |"))
      // A single line needs no colour.
      for run in row.runs { styled.append(run.text, color: lines.count > 1 ? run.color : nil) }
      output.append(styled)
    }
    let ends = (curve.xText(xAxis.low), curve.xText(xAxis.high))
    let space = max(1, width - margin - 2 - ends.0.count - ends.1.count)
    output.append(
      StyledLine(
        cut(
          String(repeating: " ", count: margin + 2) + ends.0 + String(repeating: " ", count: space) + ends.1))
    )
    return output + legend
  }

  private func draw(
    _ line: CurveSeries, _ index: Int, letter: Character?, on canvas: inout PlotCanvas, _ xAxis: PlotAxis,
    _ yAxis: PlotAxis
  ) {
    var previous: (x: Double, y: Double)?
    var places: [(x: Double, y: Double)] = []
    for point in line.points {
      guard let value = point.value, let x = xAxis.share(point.x), let y = yAxis.share(value) else {
        if point.census.planned > 0 { previous = nil }
        continue
      }
      canvas.line(from: previous ?? (x, y), to: (x, y), owner: index)
      places.append((x, y))
      previous = (x, y)
    }
    guard let letter else { return }
    // From the last point backwards to the first one whose place no other letter has taken.
    for place in places.reversed() where canvas.put(letter, at: place, owner: index) { return }
  }

  /// Nil where a single line needs no letter, and beyond both alphabets.
  private func letter(_ index: Int, of count: Int) -> Character? {
    guard count > 1, index < 52 else { return nil }
    let first = index < 26 ? UInt8(ascii: "a") : UInt8(ascii: "A") - 26
    return Character(Unicode.Scalar(first + UInt8(index)))
  }

  private func legend(_ lines: [String], name: String?) -> [StyledLine] {
    guard lines.count > 1 else { return [] }
    var rows: [StyledLine] = []
    var row = StyledLine(name.map { cut("\($0):", to: width / 2) } ?? "")
    for (index, line) in lines.enumerated() {
      let mark = letter(index, of: lines.count).map(String.init) ?? "-"
      let entry = cut("\(mark) \(line)", to: width - 3)
      if row.columns + TextWidth.columns(entry) + 2 > width, !row.runs.isEmpty {
        rows.append(row)
        row = StyledLine(" ")
      }
      row.append(row.runs.isEmpty ? "" : "  ")
      row.append(entry, color: index)
    }
    rows.append(row)
    // The lines matter more than their names when there are very many.
    guard rows.count > max(1, height / 3) else { return rows }
    var kept = Array(rows.prefix(max(1, height / 3)))
    let more = StyledLine(" " + (style == .braille ? "…" : "...") + " \(lines.count) lines in all")
    if kept.count > 1 { kept[kept.count - 1] = more }
    return kept
  }

  private func cut(_ text: String, to limit: Int? = nil) -> String {
    let width = limit ?? width
    // A spec's words may hold anything; control characters would steer the terminal.
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    guard TextWidth.columns(clean) > width else { return clean }
    return TextWidth.prefix(clean, columns: width - 1) + (style == .braille ? "…" : "~")
  }
}
