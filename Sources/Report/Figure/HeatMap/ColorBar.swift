internal import Analysis

/// The labelled scale of a heat map's colours.
struct ColorBar {
  private static let thickness = 14.0
  private static let steps = 64

  var scale: AxisScale
  var title: String
  /// Upright with the title along its right, or lying with the title above.
  var isUpright: Bool
  var x: Double
  var y: Double
  var length: Double

  func draw() -> String {
    isUpright ? upright() : lying()
  }

  private func upright() -> String {
    var svg = "<g>\n"
    let step = length / Double(ColorBar.steps)
    for index in 0..<ColorBar.steps {
      let share = (Double(index) + 0.5) / Double(ColorBar.steps)
      // Each a little taller than its step, so that no hairline shows between them.
      let top = y + length - Double(index + 1) * step
      svg += rect(x, top, ColorBar.thickness, min(step + 0.6, y + length - top), share)
    }
    let ticks = scale.ticks(count: max(2, Int(length / 45)))
    for tick in ticks.major {
      guard let share = scale.share(tick.value), (-0.001...1.001).contains(share) else { continue }
      let place = y + (1 - share) * length
      svg += "<path d=\"M\(Palette.number(x + ColorBar.thickness)) \(Palette.number(place))h4\" "
      svg += "stroke=\"\(FigureStyle.frame)\"/>\n"
      svg += FigureStyle.text(tick.label, x: x + ColorBar.thickness + 7, y: place + 4)
    }
    svg += outline(ColorBar.thickness, length)
    svg += FigureStyle.text(
      TextWidth.fit(title, size: FigureStyle.titleSize, width: length + 20), x: x - 9, y: y + length / 2,
      size: FigureStyle.titleSize, anchor: "middle", turn: -90, full: title)
    return svg + "</g>\n"
  }

  private func lying() -> String {
    var svg = "<g>\n"
    let step = length / Double(ColorBar.steps)
    for index in 0..<ColorBar.steps {
      let share = (Double(index) + 0.5) / Double(ColorBar.steps)
      let left = x + Double(index) * step
      svg += rect(left, y, min(step + 0.6, x + length - left), ColorBar.thickness, share)
    }
    for tick in scale.ticks(length: length, fontSize: FigureStyle.tickSize, gap: 8).major {
      guard let share = scale.share(tick.value), (-0.001...1.001).contains(share) else { continue }
      let place = x + share * length
      svg += "<path d=\"M\(Palette.number(place)) \(Palette.number(y + ColorBar.thickness))v4\" "
      svg += "stroke=\"\(FigureStyle.frame)\"/>\n"
      svg += FigureStyle.text(tick.label, x: place, y: y + ColorBar.thickness + 16, anchor: "middle")
    }
    svg += outline(length, ColorBar.thickness)
    svg += FigureStyle.text(
      TextWidth.fit(title, size: FigureStyle.titleSize, width: length), x: x + length / 2, y: y - 6,
      size: FigureStyle.titleSize, anchor: "middle", full: title)
    return svg + "</g>\n"
  }

  private func rect(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ share: Double) -> String {
    "<rect x=\"\(Palette.number(x))\" y=\"\(Palette.number(y))\" width=\"\(Palette.number(width))\" "
      + "height=\"\(Palette.number(height))\" fill=\"\(HeatMapColors.fill(share))\"/>\n"
  }

  private func outline(_ width: Double, _ height: Double) -> String {
    "<rect x=\"\(Palette.number(x))\" y=\"\(Palette.number(y))\" width=\"\(Palette.number(width))\" "
      + "height=\"\(Palette.number(height))\" fill=\"none\" stroke=\"\(FigureStyle.frame)\"/>\n"
  }
}
