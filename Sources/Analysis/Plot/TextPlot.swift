package import SweepModel

/// A curve as text for a terminal, without colour: lines as dots, each one's letter at its end.
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
    self.width = max(24, min(width, 400))
    self.height = max(6, min(height, 200))
    self.style = style
  }

  /// One panel of the curve; the first one unless another is named.
  ///
  /// - Returns: lines joined by line feeds, none longer than the width.
  package func render(_ curve: Curve, panel key: ParameterValue? = nil) -> String {
    let panel = key.flatMap { key in curve.panels.first { $0.key == key } } ?? curve.panels.first
    let definition = curve.definition
    let panelText = panel?.key.map { key in definition.panel.map { ", \($0) = \(key)" } ?? "" } ?? ""
    let title = cut("\(curve.title)\(panelText)")
    let lines = panel?.series ?? []
    let xAxis = PlotAxis(lines.flatMap(\.points).map(\.x), isLogarithmic: definition.xScale == .log)
    let yAxis = PlotAxis(
      lines.flatMap(\.points).compactMap(\.value), isLogarithmic: definition.yScale == .log)
    guard let xAxis, let yAxis else { return title + "\n(no data yet)" }

    let legend = self.legend(lines, name: curve.linesName)
    let rows = max(2, height - 3 - legend.count)
    let labels = [yAxis.high, yAxis.low].map { NumberText.short($0, digits: 3) }
    let margin = labels.map(\.count).max() ?? 0
    var canvas = PlotCanvas(columns: max(8, width - margin - 2), rows: rows, isBraille: style == .braille)
    for (index, line) in lines.enumerated() {
      draw(line, letter: letter(index, of: lines.count), on: &canvas, xAxis, yAxis)
    }

    var output = [title]
    for (index, row) in canvas.lines.enumerated() {
      let label = index == 0 ? labels[0] : index == rows - 1 ? labels[1] : ""
      let padding = String(repeating: " ", count: margin - label.count)
      output.append(padding + label + (style == .braille ? " ┤" : " |") + row)
    }
    let ends = (curve.xText(xAxis.low), curve.xText(xAxis.high))
    let space = max(1, width - margin - 2 - ends.0.count - ends.1.count)
    output.append(
      cut(String(repeating: " ", count: margin + 2) + ends.0 + String(repeating: " ", count: space) + ends.1))
    return (output + legend).joined(separator: "\n")
  }

  private func draw(
    _ line: CurveSeries, letter: Character?, on canvas: inout PlotCanvas, _ xAxis: PlotAxis, _ yAxis: PlotAxis
  ) {
    var previous: (x: Double, y: Double)?
    var places: [(x: Double, y: Double)] = []
    for point in line.points {
      guard let value = point.value, let x = xAxis.share(point.x), let y = yAxis.share(value) else {
        if point.census.planned > 0 { previous = nil }
        continue
      }
      canvas.line(from: previous ?? (x, y), to: (x, y))
      places.append((x, y))
      previous = (x, y)
    }
    guard let letter else { return }
    // From the last point backwards to the first one whose place no other letter has taken.
    for place in places.reversed() where canvas.put(letter, at: place) { return }
  }

  /// Nil where a single line needs no letter, and beyond the alphabet.
  private func letter(_ index: Int, of count: Int) -> Character? {
    guard count > 1, index < 26 else { return nil }
    return Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index)))
  }

  private func legend(_ lines: [CurveSeries], name: String?) -> [String] {
    guard lines.count > 1 else { return [] }
    let entries = lines.enumerated().map { index, line in
      "\(letter(index, of: lines.count).map(String.init) ?? "-") \(line.label(unnamed: "all"))"
    }
    var rows: [String] = []
    var row = name.map { "\($0):" } ?? ""
    for entry in entries {
      if row.count + entry.count + 2 > width, !row.isEmpty {
        rows.append(cut(row))
        row = " "
      }
      row += (row.isEmpty ? "" : "  ") + entry
    }
    rows.append(cut(row))
    // The lines matter more than their names when there are very many.
    return rows.count > height / 3 ? Array(rows.prefix(max(1, height / 3))) : rows
  }

  private func cut(_ text: String) -> String {
    // A spec's words may hold anything; control characters would steer the terminal.
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    return clean.count > width ? String(clean.prefix(width - 1)) + (style == .braille ? "…" : "~") : clean
  }
}
