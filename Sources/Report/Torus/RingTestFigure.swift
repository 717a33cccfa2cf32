internal import Foundation
internal import Representation

/// How the ring tests are distributed, beside those of ideal tori.
enum RingTestFigure {
  private static let bins = 25
  private static let shown: [(RingStatistic, String)] = [
    (.meanSquaredCosine, "mean squared cosine"), (.residual, "residual"),
  ]

  static func make(_ analysis: TorusAnalysis) -> TorusFigure? {
    let families = RingFamily.allCases
    guard families.contains(where: { !analysis.rings.sample($0, .residual).isEmpty }) else { return nil }
    let (width, height) = (186.0, 140.0)
    let tests: [(name: String, tests: RingTests?, dash: String?)] = [
      ("this representation", analysis.rings, nil), ("Clifford torus", analysis.ideal[.clifford], "7 3"),
      ("3-D torus, R = 2 r", analysis.ideal[.solid], "2 2.5"),
    ]
    var svg = ""
    for (row, (statistic, name)) in shown.enumerated() {
      for (column, family) in families.enumerated() {
        let heights = tests.map { $0.tests.map { histogram($0.sample(family, statistic)) } ?? [] }
        let panel = AxesPanel(
          left: 66 + Double(column) * 228, top: 34 + Double(row) * (height + 78), width: width,
          height: height,
          xScale: AxisScale([], isLogarithmic: false, padding: 0, fromZero: false, range: -0.02...1.02),
          yScale: AxisScale([], isLogarithmic: false, padding: 0, fromZero: true, range: 0...1.04),
          title: family.rawValue, xTitle: name, yTitle: column == 0 ? "share of pairs" : "")
        var content = ""
        for (index, test) in tests.enumerated() {
          content += steps(
            heights[index], in: panel, color: color(index), isFilled: index == 0, dash: test.dash)
        }
        svg += panel.draw(content)
      }
    }
    let below = 34 + Double(shown.count) * (height + 78) + 2
    var x = 66.0
    for (index, test) in tests.enumerated() {
      let dash = test.dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
      svg += "<path d=\"M\(Palette.number(x)) \(Palette.number(below))h28\" stroke=\"\(color(index))\" "
      svg += "stroke-width=\"1.8\"\(dash)/>\n"
      svg += FigureStyle.text(test.name, x: x + 34, y: below + 4)
      x += 34 + TextWidth.of(test.name, size: FigureStyle.tickSize) + 26
    }
    return TorusFigure(
      name: "ring-tests", title: "Ring tests beside those of ideal tori",
      caption:
        "Shares of the pairs of rings in \(bins) bins from 0 to 1. Mean squared cosine: 0 where the planes of both "
        + "rings are orthogonal, 1 where they are the same. Residual: how much of one ring lies outside of the other's "
        + "plane. Of x-on-y all \(analysis.rings.sample(.xOnY, .residual).count) pairs, of the others all ordered "
        + "pairs of different rings.",
      drawing: FigureDrawing(width: FigureWidth.page, height: below + 14, content: svg))
  }

  private static func color(_ index: Int) -> String { Palette.color(index, of: 3) }

  /// Shares of the values in equal bins from 0 to 1.
  private static func histogram(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    var counts = [Double](repeating: 0, count: bins)
    for value in values where value.isFinite {
      // Rounding does not decide between neighbours: 1 - 1e-16 and 1 lie in the same bin.
      let place = (max(0, min(1, value)) * Double(bins) + 1e-9).rounded(.down)
      counts[min(bins - 1, Int(place))] += 1 / Double(values.count)
    }
    return counts
  }

  private static func steps(
    _ heights: [Double], in panel: AxesPanel, color: String, isFilled: Bool, dash: String?
  ) -> String {
    guard !heights.isEmpty else { return "" }
    let base = Palette.number(panel.y(0))
    var path = "M\(Palette.number(panel.x(0))) \(base)"
    for (bin, height) in heights.enumerated() {
      let end = Double(bin + 1) / Double(heights.count)
      path += "V\(Palette.number(panel.y(height)))H\(Palette.number(panel.x(end)))"
    }
    path += "V\(base)"
    let fill = isFilled ? " fill=\"\(color)\" fill-opacity=\"0.3\"" : ""
    let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    return "<path d=\"\(path)\"\(fill) stroke=\"\(color)\" stroke-width=\"1.6\"\(dashes)/>\n"
  }
}
