package import Analysis
internal import Spec
internal import SweepModel

/// Draws a curve as one SVG image that needs nothing else: no script, style sheet, font or network.
package enum SVGFigure {
  /// - Parameter width: in pixels at which text has its natural size, at least 280; nil for the width that the spec
  ///   declares. The height follows.
  /// - Returns: an `svg` element, the same text for the same curve.
  package static func render(_ curve: Curve, width: Double? = nil) -> String {
    draw(curve, width: width, inPrint: false)
  }

  private static func draw(_ curve: Curve, width: Double?, inPrint: Bool) -> String {
    let width = max(280, width ?? FigureWidth.units(curve.definition.figure.width))
    if curve.definition.kind == .heatMap {
      let figure = HeatMapFigure(curve, width: width)
      return element(curve, width: width, height: figure.layout.height, inPrint: inPrint, figure.draw())
    }
    let layout = FigureLayout(curve, width: width)
    return element(
      curve, width: layout.width, height: layout.height, inPrint: inPrint, lines(curve, layout))
  }

  private static func element(
    _ curve: Curve, width: Double, height: Double, inPrint: Bool, _ content: String
  ) -> String {
    let height = height.rounded(.up)
    let (w, h) = (Palette.number(width), Palette.number(height))
    let size =
      inPrint
      ? "width=\"\(FigureWidth.millimetres(width))\" height=\"\(FigureWidth.millimetres(height))\""
      : "width=\"\(w)\" height=\"\(h)\""
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(w) \(h)\" \(size) "
      + "role=\"img\" font-family=\"\(FigureStyle.fontFamily)\">\n"
    let title = curve.definition.figure.title ?? curve.title
    svg += "<title>\(Markup.escape("\(curve.definition.name): \(title)"))</title>\n"
    svg += "<desc>\(Markup.escape(CurveCaption.text(curve)))</desc>\n"
    svg += "<rect width=\"\(w)\" height=\"\(h)\" fill=\"#fff\"/>\n"
    return svg + content + "</svg>\n"
  }

  private static func lines(_ curve: Curve, _ layout: FigureLayout) -> String {
    let definition = curve.definition
    var svg = layout.title.draw()
    let titles = panelTitles(curve, width: layout.panels.first?.width ?? layout.width)
    for (index, drawing) in layout.panels.enumerated() {
      // A curve without any task has axes all the same.
      let panel = curve.panels.indices.contains(index) ? curve.panels[index] : nil
      svg += drawing.draw(panel, title: titles.indices.contains(index) ? titles[index] : nil)
    }
    let xName = definition.figure.xLabel ?? FigureStyle.axisTitle(definition.x, unit: curve.units.x)
    svg += FigureStyle.text(
      TextWidth.fit(
        xName, size: FigureStyle.titleSize, width: 2 * min(layout.xTitle.x, layout.width - layout.xTitle.x)),
      x: layout.xTitle.x, y: layout.xTitle.y, size: FigureStyle.titleSize, anchor: "middle", full: xName)
    let yName = definition.figure.yLabel ?? metricTitle(curve)
    for place in layout.yTitles {
      // A title longer than its axis would run into the next panel's.
      let room = layout.yTitles.count > 1 ? (layout.panels.first?.height ?? 0) + 30 : layout.height
      svg += FigureStyle.text(
        TextWidth.fit(yName, size: FigureStyle.titleSize, width: room), x: place.x, y: place.y,
        size: FigureStyle.titleSize, anchor: "middle", turn: -90, full: yName)
    }
    if let place = layout.legendPlace {
      svg += "<g fill=\"none\">\n\(layout.legend.draw(x: place.x, y: place.y, width: place.width))</g>\n"
    }
    return svg
  }

  /// The image as a file of its own, with the declaration that such files begin with, in the size in print of the
  /// place that the spec declares: a column of 85 mm or a page of 170 mm.
  package static func file(_ curve: Curve, width: Double? = nil) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + draw(curve, width: width, inPrint: true)
  }

  /// What stands above the panels, as short as `width` asks and in full; empty for a curve without panels.
  static func panelTitles(_ curve: Curve, width: Double) -> [(short: String, full: String)] {
    guard let name = curve.definition.panel else { return [] }
    return PanelTitles.make(
      name, unit: curve.units.panel, keys: curve.panels.map(\.key), size: FigureStyle.titleSize, width: width)
  }

  /// One or two metrics by their names; of more the words that all of them begin with, as the legend has them.
  private static func commonName(_ metrics: [String]) -> String {
    guard metrics.count > 2 else { return metrics.joined(separator: ", ") }
    let words = metrics.map { $0.split(separator: "-") }
    var common: [Substring] = []
    for (index, word) in (words.first ?? []).enumerated() {
      guard words.allSatisfy({ $0.indices.contains(index) && $0[index] == word }) else { break }
      common.append(word)
    }
    return common.isEmpty ? "value" : common.joined(separator: "-")
  }

  /// The aggregated metrics with their statistic and unit.
  static func metricTitle(_ curve: Curve) -> String {
    let names = commonName(curve.definition.metrics)
    let statistic = curve.definition.statistic
    let isMap = curve.definition.kind == .heatMap
    if isMap, let label = curve.definition.figure.zLabel { return label }
    let unit = isMap ? curve.units.z : curve.units.y
    return FigureStyle.axisTitle(
      statistic == .mean ? names : "\(statistic.rawValue) of \(names)", unit: unit)
  }
}
