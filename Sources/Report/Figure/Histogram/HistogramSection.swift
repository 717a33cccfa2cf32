internal import Analysis
internal import Spec
internal import SweepModel

/// The tables below a histogram: what each line is made of, and the bins.
enum HistogramSection {
  /// More rows than anyone reads on a page; the exported table holds them all.
  private static let rowLimit = 3000

  static func html(_ figure: HistogramFigure) -> String {
    let curve = figure.curve
    let keys = CurveSection.keyHead(curve)
    var lines: [[String]] = []
    var bins: [[String]] = []
    var total = 0
    for panel in curve.panels {
      for line in panel.series {
        guard let found = line.distribution else { continue }
        let key = CurveSection.keyCells(panel, line, curve)
        let quartiles =
          found.quartiles.isEmpty
          ? Array(repeating: "–", count: 5) : found.quartiles.map { NumberText.short($0) }
        lines.append(
          key + ["\(found.n)", "\(found.census.missing)", "\(found.below)", "\(found.above)"] + quartiles)
        let edges = NumberText.distinct(found.edges)
        for bin in found.counts.indices {
          total += 1
          if bins.count >= rowLimit { continue }
          bins.append(
            key + [
              edges[bin], edges[bin + 1], "\(found.counts[bin])",
              found.density(bin).map { NumberText.short($0) } ?? "–",
            ])
        }
      }
    }
    guard !lines.isEmpty else { return "" }
    let head =
      keys + [
        "n", "missing", "below", "above", "least", "lower quartile", "median", "upper quartile", "most",
      ]
    var html =
      "<details\(lines.count <= 12 ? " open" : "")><summary>Values (\(lines.count) lines)</summary>\n"
    html += Markup.table(head: head, rows: lines, numeric: Set(head.indices)) + "</details>\n"
    guard total > 0 else { return html }
    let binHead = keys + ["from", "to", "count", "density"]
    html += "<details><summary>All numbers (\(total) bins)</summary>\n"
    html += Markup.table(head: binHead, rows: bins, numeric: Set(binHead.indices))
    if bins.count < total {
      html += "<p class=\"note\">The first \(bins.count) of \(total) bins; the exported table has all.</p>\n"
    }
    return html + "</details>\n"
  }
}
