internal import Representation

/// The holes of the representation as a diagram, and the longest of them as bars.
enum PersistenceFigure {
  /// The bars of a dimension that are drawn side by side.
  private static let shown = 12

  static func make(_ analysis: TorusAnalysis) -> TorusFigure? {
    guard case .found(let persistence) = analysis.topology else { return nil }
    let most = persistence.bars.joined().map(\.death).max() ?? 1
    let scale = AxisScale(
      [], isLogarithmic: false, padding: 0, fromZero: true, range: 0...max(most * 1.06, .leastNormalMagnitude)
    )
    let side = 270.0
    let diagram = AxesPanel(
      left: 66, top: 34, width: side, height: side, xScale: scale, yScale: scale, title: "Diagram",
      xTitle: "birth", yTitle: "death")
    let from = "M\(Palette.number(diagram.x(0))) \(Palette.number(diagram.y(0)))"
    let end = "L\(Palette.number(diagram.x(scale.high))) \(Palette.number(diagram.y(scale.high)))"
    var points = "<path d=\"\(from)\(end)\" stroke=\"\(FigureStyle.quiet)\" stroke-width=\"0.9\"/>\n"
    for (dimension, bars) in persistence.bars.enumerated() {
      let path = bars.map {
        Palette.marker(dimension, x: diagram.x($0.birth), y: diagram.y($0.death), radius: 3.4)
      }
      points += "<path d=\"\(path.joined())\" fill=\"\(color(dimension))\" fill-opacity=\"0.7\"/>\n"
    }
    let rows = persistence.bars.map { Array($0.prefix(shown)) }
    let count = rows.map(\.count).reduce(0, +) + 2
    let barcode = AxesPanel(
      left: 66 + FigureWidth.page / 2, top: 34, width: side, height: side, xScale: scale,
      yScale: AxisScale([], isLogarithmic: false, words: [], padding: 0, fromZero: true),
      title: "Longest bars",
      xTitle: "distance", yTitle: "")
    let pitch = side / Double(count + 1)
    var lines = ""
    var place = barcode.top + pitch
    for (dimension, bars) in rows.enumerated() {
      for bar in bars {
        lines += "<path d=\"M\(Palette.number(barcode.x(bar.birth))) \(Palette.number(place))"
        lines +=
          "H\(Palette.number(barcode.x(bar.death)))\" stroke=\"\(color(dimension))\" stroke-width=\"3\"/>\n"
        place += pitch
      }
      place += pitch
    }
    var legend = ""
    for dimension in persistence.bars.indices {
      let x = 66 + Double(dimension) * 140
      let marker = Palette.marker(dimension, x: x + 6, y: 368, radius: 3.8)
      legend += "<path d=\"\(marker)\" fill=\"\(color(dimension))\"/>\n"
      legend += FigureStyle.text(["H0, pieces", "H1, loops", "H2, voids"][dimension], x: x + 18, y: 372)
    }
    return TorusFigure(
      name: "persistence", title: "Persistent homology",
      caption:
        "Vietoris-Rips persistence of \(persistence.points) rows that cover all (farthest points), distances over "
        + "the square root of the total variance. The piece that never ends is left out; of each dimension up to "
        + "\(shown) bars are drawn on the right. " + capitalised(TorusText.topology(analysis.topology)) + ".",
      drawing: FigureDrawing(
        width: FigureWidth.page, height: 384, content: diagram.draw(points) + barcode.draw(lines) + legend))
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func color(_ dimension: Int) -> String { Palette.color(dimension, of: 3) }
}
