internal import Representation

/// The shares of the variance that the first components have.
enum SpectrumFigure {
  static func make(_ analysis: TorusAnalysis) -> TorusFigure? {
    let ratios = analysis.components.ratios
    guard !ratios.isEmpty else { return nil }
    let count = ratios.count
    let panel = AxesPanel(
      left: 76, top: 30, width: FigureWidth.page - 96, height: 230,
      xScale: AxisScale(
        [], isLogarithmic: false, padding: 0, fromZero: false, range: 0.4...(Double(count) + 0.6),
        isWhole: true),
      yScale: AxisScale(
        [], isLogarithmic: false, padding: 0, fromZero: true, range: 0...((ratios.max() ?? 1) * 1.08)),
      title: "Spectrum", xTitle: "principal component", yTitle: "share of the variance")
    var bars = ""
    for (index, ratio) in ratios.enumerated() {
      let (from, to) = (panel.x(Double(index) + 0.7), panel.x(Double(index) + 1.3))
      let (top, bottom) = (panel.y(ratio), panel.y(0))
      bars +=
        "M\(Palette.number(from)) \(Palette.number(bottom))V\(Palette.number(top))H\(Palette.number(to))"
      bars += "V\(Palette.number(bottom))Z"
    }
    let color = Palette.color(0, of: 2)
    let content =
      "<path d=\"\(bars)\" fill=\"\(color)\" fill-opacity=\"0.35\" stroke=\"\(color)\" stroke-width=\"0.9\"/>\n"
    let share = TorusText.percent(analysis.components.topFour)
    return TorusFigure(
      name: "spectrum", title: "Spectrum of the covariance",
      caption:
        "Shares of the variance of the first \(count) principal components. The first four have \(share); the "
        + "participation ratio, over all components, is \(TorusText.number(analysis.components.participationRatio)).",
      drawing: FigureDrawing(width: FigureWidth.page, height: 306, content: panel.draw(content)))
  }
}
