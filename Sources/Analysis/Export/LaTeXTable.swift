internal import Foundation
internal import Spec
internal import SweepModel

/// Curves as LaTeX tables, one `tabular` a curve, for the package booktabs.
///
/// A row is a place on the horizontal axis, a column a line, a block a panel. A cell has the curve's statistic and its
/// interval in brackets, with as many digits as the interval makes sense of: two of its half width.
package enum LaTeXTable {
  /// A text of LaTeX, with a comment that says what it needs.
  package static func text(_ curves: [Curve]) -> String {
    "% \\usepackage{booktabs}\n" + curves.map(table).joined(separator: "\n")
  }

  private static func table(_ curve: Curve) -> String {
    guard curve.definition.isAggregated else {
      return
        "% figure \(comment(curve.definition.name)): \(curve.definition.word), which is in --format csv and json\n"
    }
    let columns = Columns(curve)
    var lines = [
      "% "
        + comment(
          "curve \(curve.definition.name): \(curve.definition.statistic.rawValue) of "
            + curve.definition.title(curve.names)
        ),
      "\\begin{tabular}{l\(String(repeating: "r", count: columns.count))}",
      "\\toprule",
    ]
    if let title = curve.definition.figure.title {
      lines += ["\\multicolumn{\(columns.width)}{c}{\\textbf{\(LaTeXText.escape(title))}} \\\\", "\\midrule"]
    }
    lines += columns.header
    for panel in curve.panels {
      lines.append("\\midrule")
      if let label = curve.labels.panel {
        let text = LaTeXText.equation(label, panel.key)
        lines.append("\\multicolumn{\(columns.width)}{l}{\(text)} \\\\")
      }
      lines += columns.rows(of: panel)
    }
    lines += [
      "\\midrule", "\\multicolumn{\(columns.width)}{l}{\\footnotesize \(note(curve))} \\\\", "\\bottomrule",
      "\\end{tabular}",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Without line breaks, which a spec may have in a name and which would end the comment.
  private static func comment(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func note(_ curve: Curve) -> String {
    let count =
      switch curve.replicateRange {
      case let range? where range.lowerBound == range.upperBound: "$n = \(range.lowerBound)$"
      case let range?: "$n = \(range.lowerBound)$ to $\(range.upperBound)$"
      case nil: "no values yet"
      }
    let statistic = LaTeXText.escape(curve.definition.statistic.rawValue)
    guard let interval = interval(curve.interval) else { return "\(statistic); \(count)" }
    return "\(statistic) [\(interval)]; \(count)"
  }

  private static func interval(_ interval: CurveDefinition.Interval) -> String? {
    func percent(_ level: Double) -> String { NumberText.percent(level) + "\\%" }
    return switch interval {
    case .t(let level): "\(percent(level)) interval, Student's $t$"
    case .bootstrap(let level): "\(percent(level)) interval, bootstrap"
    case .wilson(let level): "\(percent(level)) interval, Wilson"
    case .standardError: "one standard error"
    case .none: nil
    }
  }

  /// A value and the interval around it in math mode: `$0.52\ [0.41,\, 0.63]$`.
  static func cell(_ value: Double?, _ lower: Double?, _ upper: Double?) -> String {
    guard let value else { return "--" }
    guard value.isFinite else { return NumberText.exact(value) }
    let ends = [lower, upper].compactMap { $0 }.filter(\.isFinite)
    let size = ends.reduce(abs(value)) { max($0, abs($1)) }
    // Written out between a thousandth and a million, as a multiple of a power of ten beyond.
    let magnitude = size > 0 ? Int(log10(size).rounded(.down)) : 0
    let power = (-3...5).contains(magnitude) ? 0 : magnitude
    let scale = pow(10, Double(power))
    let half = ends.map { abs($0 - value) }.max() ?? 0
    // Equal values have an interval of a rounding error's width.
    let digits = half > size * 1e-12 ? 1 - Int(log10(half / scale).rounded(.down)) : 3 - (magnitude - power)
    func text(_ number: Double) -> String {
      NumberText.fixed(number / scale, decimals: min(max(digits, 0), 12))
    }
    var math = text(value)
    if let lower, let upper, lower.isFinite, upper.isFinite {
      math += "\\ [\(text(lower)),\\, \(text(upper))]"
    }
    if power != 0 { math += " \\times 10^{\(power)}" }
    return "$\(math)$"
  }
}

/// The lines of a curve as columns of a table.
private struct Columns {
  private struct Line: Hashable {
    var key: String
    var isOverlay: Bool
  }

  private let curve: Curve
  private let lines: [Line]
  /// A trajectory's x is a metric, which has a column and an interval of its own.
  private let isTrajectory: Bool

  init(_ curve: Curve) {
    self.curve = curve
    isTrajectory = if case .trajectory = curve.definition.kind { true } else { false }
    var lines: [Line] = []
    for (isOverlay, keyPath) in [(false, \CurvePanel.series), (true, \CurvePanel.overlay)] {
      for series in curve.panels.flatMap({ $0[keyPath: keyPath] }) {
        let line = Line(key: Columns.key(series), isOverlay: isOverlay)
        if !lines.contains(line) { lines.append(line) }
      }
    }
    self.lines = lines
  }

  private static func key(_ series: CurveSeries) -> String { series.key?.description ?? "" }

  /// Columns of all lines.
  var count: Int { lines.count * (isTrajectory ? 2 : 1) }
  var width: Int { 1 + count }

  var header: [String] {
    var header: [String] = []
    if let label = curve.labels.lines {
      header.append(" & \\multicolumn{\(count)}{c}{\(LaTeXText.title(label))} \\\\")
      header.append("\\cmidrule(lr){2-\(width)}")
    }
    let along = own(curve.definition.figure.xLabel, curve.labels.x)
    let titles = lines.map { line in
      let title = line.isOverlay ? "overlay \(title(of: line))" : title(of: line)
      return isTrajectory ? "\\multicolumn{2}{c}{\(title)}" : title
    }
    let first = isTrajectory ? "step" : along
    header.append(([first] + titles).joined(separator: " & ") + " \\\\")
    if isTrajectory {
      let names = [along, own(curve.definition.figure.yLabel, curve.labels.y)]
      header.append(([""] + lines.flatMap { _ in names }).joined(separator: " & ") + " \\\\")
    }
    return header
  }

  /// What the spec says in place of a label, or else the label.
  private func own(_ words: String?, _ label: Label) -> String {
    words.map(LaTeXText.escape) ?? LaTeXText.title(label)
  }

  /// The value of the line's parameter, its metric, or where it is the only one what all values are.
  private func title(of line: Line) -> String {
    if line.key.isEmpty {
      if line.isOverlay { return "" }
      let value = curve.labels.z ?? curve.labels.y
      let words = curve.labels.z == nil ? curve.definition.figure.yLabel : curve.definition.figure.zLabel
      return own(words, value)
    }
    return curve.definition.showsSeveralMetrics
      ? LaTeXText.title(curve.names.metric(line.key)) : LaTeXText.escape(line.key)
  }

  func rows(of panel: CurvePanel) -> [String] {
    let series = lines.map { line in
      (line.isOverlay ? panel.overlay : panel.series).first { Columns.key($0) == line.key }
    }
    func place(_ point: CurvePoint) -> Double { isTrajectory ? Double(point.step ?? 0) : point.x }
    let places = Set(series.compactMap { $0 }.flatMap(\.points).map(place)).sorted()
    let names = isTrajectory ? places.map { NumberText.short($0, digits: 12) } : curve.xTexts(places)
    return zip(places, names).map { value, name in
      let cells = series.flatMap { line in
        let point = line?.points.first { place($0) == value }
        let own = LaTeXTable.cell(point?.value, point?.lower, point?.upper)
        guard isTrajectory else { return [own] }
        return [LaTeXTable.cell(point?.value == nil ? nil : point?.x, point?.xLower, point?.xUpper), own]
      }
      return ([LaTeXText.escape(name)] + cells).joined(separator: " & ") + " \\\\"
    }
  }
}
