internal import Analysis

/// One pair of axes of a torus figure, around what is drawn in it.
struct AxesPanel {
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  var xScale: AxisScale
  var yScale: AxisScale
  var title: String
  var xTitle: String
  var yTitle: String

  func x(_ value: Double) -> Double { left + (xScale.share(value) ?? 0) * width }
  func y(_ value: Double) -> Double { top + (1 - (yScale.share(value) ?? 0)) * height }

  /// The frame with its ticks and titles, and the content within.
  func draw(_ content: String) -> String {
    let xTicks = xScale.ticks(length: width, fontSize: FigureStyle.tickSize, gap: 8).major
    let yTicks = yScale.ticks(count: max(2, Int(height / 40))).major
    var grid = ""
    var labels = ""
    var marks = ""
    let bottom = top + height
    for tick in xTicks {
      let place = x(tick.value)
      grid += "M\(Palette.number(place)) \(Palette.number(top))v\(Palette.number(height))"
      marks += "M\(Palette.number(place)) \(Palette.number(bottom))v4"
      labels += FigureStyle.text(tick.label, x: place, y: bottom + 18, anchor: "middle")
    }
    for tick in yTicks {
      let place = y(tick.value)
      grid += "M\(Palette.number(left)) \(Palette.number(place))h\(Palette.number(width))"
      marks += "M\(Palette.number(left)) \(Palette.number(place))h-4"
      labels += FigureStyle.text(tick.label, x: left - 8, y: place + 4, anchor: "end")
    }
    let box =
      "M\(Palette.number(left)) \(Palette.number(top))h\(Palette.number(width))v\(Palette.number(height))"
      + "h-\(Palette.number(width))Z"
    func title(_ text: String, _ x: Double, _ y: Double, _ room: Double, turn: Double? = nil) -> String {
      let fitted = TextWidth.fit(text, size: FigureStyle.titleSize, width: room)
      return FigureStyle.text(
        fitted, x: x, y: y, size: FigureStyle.titleSize, anchor: "middle", turn: turn, full: text)
    }
    let widest = yTicks.map { TextWidth.of($0.label, size: FigureStyle.tickSize) }.max() ?? 0
    return "<g fill=\"none\" stroke-linejoin=\"round\">\n"
      + "<path d=\"\(grid)\" stroke=\"\(FigureStyle.grid)\" stroke-width=\"0.9\"/>\n" + content
      + "<path d=\"\(box)\(marks)\" stroke=\"\(FigureStyle.frame)\" stroke-width=\"1\"/>\n" + labels
      + title(self.title, left + width / 2, top - 8, width + 40)
      + title(xTitle, left + width / 2, bottom + 35, width + 20)
      + title(yTitle, left - widest - 18, top + height / 2, height + 10, turn: -90) + "</g>\n"
  }
}
