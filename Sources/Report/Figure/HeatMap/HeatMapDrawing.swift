internal import Analysis
internal import Spec
internal import SweepModel

/// Draws a heat map: cells in colours and, where they fit, numbers.
struct HeatMapDrawing {
  private let figure: HeatMapFigure
  let layout: HeatMapLayout

  init(_ figure: HeatMapFigure, width: Double) {
    self.figure = figure
    layout = HeatMapLayout(figure, width: width)
  }

  private var curve: Curve { figure.curve }

  /// Everything inside the `svg` element.
  func draw() -> String {
    var svg = layout.title.draw()
    let titles = PanelTitles.make(curve, width: layout.panelWidth)
    for index in layout.corners.indices {
      svg += panel(index, title: titles.indices.contains(index) ? titles[index] : nil)
    }
    let xName = curve.xTitle
    let room = 2 * min(layout.xTitle.x, layout.width - layout.xTitle.x)
    svg += FigureStyle.text(
      TextWidth.fit(xName, size: FigureStyle.titleSize, width: room), x: layout.xTitle.x,
      y: layout.xTitle.y, size: FigureStyle.titleSize, anchor: "middle", full: xName)
    let yName = curve.yTitle
    for (index, corner) in layout.corners.enumerated() where index % layout.columns == 0 {
      svg += FigureStyle.text(
        TextWidth.fit(yName, size: FigureStyle.titleSize, width: layout.panelHeight + 30), x: 15,
        y: corner.y + layout.panelHeight / 2, size: FigureStyle.titleSize, anchor: "middle", turn: -90,
        full: yName)
    }
    let bar = ColorBar(
      scale: layout.grid.scale, title: figure.valueTitle, isUpright: layout.barIsUpright,
      x: layout.bar.x, y: layout.bar.y, length: layout.bar.length)
    return svg + bar.draw() + keys()
  }

  private func panel(_ index: Int, title: (short: String, full: String)?) -> String {
    let corner = layout.corners[index]
    let (across, down) = (layout.grid.xs.count, layout.grid.rows.count)
    var svg = "<g>\n"
    if let title {
      svg += FigureStyle.text(
        title.short, x: corner.x + layout.panelWidth / 2, y: corner.y - 9, size: FigureStyle.titleSize,
        anchor: "middle", full: title.full)
    }
    var hatching = ""
    for row in 0..<down {
      // Rising upwards, as on every other axis.
      let y = corner.y + Double(down - 1 - row) * layout.cellHeight
      for column in 0..<across {
        let x = corner.x + Double(column) * layout.cellWidth
        let point = layout.grid.point(panel: index, row: row, column: column)
        guard let point, point.isDrawable, let value = point.value,
          let share = layout.grid.scale.share(value)
        else {
          hatching += hatch(x: x, y: y, width: layout.cellWidth, height: layout.cellHeight)
          continue
        }
        svg += cell(point, x: x, y: y, share: share, row: row, column: column)
      }
    }
    if !hatching.isEmpty {
      svg += "<path d=\"\(hatching)\" fill=\"none\" stroke=\"#9a9a9a\" stroke-width=\"0.8\"/>\n"
    }
    if across * down == 0 {
      svg += FigureStyle.text(
        "no data yet", x: corner.x + layout.panelWidth / 2, y: corner.y + layout.panelHeight / 2 + 4,
        anchor: "middle", color: FigureStyle.quiet)
    }
    return svg + frame(corner, showsRows: index % layout.columns == 0) + "</g>\n"
  }

  private func cell(
    _ point: CurvePoint, x: Double, y: Double, share: Double, row: Int, column: Int
  ) -> String {
    let (w, h) = (layout.cellWidth, layout.cellHeight)
    let place = "x=\"\(Palette.number(x))\" y=\"\(Palette.number(y))\""
    let labels = curve.labels
    let words =
      "\(labels.x.text) = \(labels.x.quantity(layout.grid.xLabels[column])), "
      + "\(labels.y.text) = \(labels.y.quantity(layout.grid.rowLabels[row])): "
      + HeatMapText.lines(point, finest: layout.grid.finest).joined(separator: ", ")
    var svg =
      "<rect \(place) width=\"\(Palette.number(w))\" height=\"\(Palette.number(h))\" "
      + "fill=\"\(HeatMapColors.fill(share))\" stroke=\"#fff\" stroke-width=\"0.6\">"
      + "<title>\(Markup.escape(words))</title></rect>\n"
    let ink = HeatMapColors.ink(share)
    if point.census.missing > 0 { svg += corner(x: x + w, y: y, color: ink) }
    return svg + layout.text.draw(point, x: x + w / 2, y: y + h / 2, color: ink)
  }

  /// The mark of a cell that is made of fewer values than planned.
  private func corner(x: Double, y: Double, color: String) -> String {
    let size = Palette.number(min(7, layout.cellWidth / 3))
    return "<path d=\"M\(Palette.number(x)) \(Palette.number(y))v\(size)l-\(size) -\(size)Z\" "
      + "fill=\"\(color)\"/>\n"
  }

  /// Diagonals across a cell; drawn one by one, since a pattern would need a name that is unique on the page.
  private func hatch(x: Double, y: Double, width: Double, height: Double) -> String {
    var path = ""
    var offset = 5.0
    while offset < width + height {
      let (x1, y1) = offset <= height ? (x, y + offset) : (x + offset - height, y + height)
      let (x2, y2) = offset <= width ? (x + offset, y) : (x + width, y + offset - width)
      path += "M\(Palette.number(x1)) \(Palette.number(y1))L\(Palette.number(x2)) \(Palette.number(y2))"
      offset += 7
    }
    return path
  }

  private func frame(_ corner: (x: Double, y: Double), showsRows: Bool) -> String {
    let (w, h) = (layout.panelWidth, layout.panelHeight)
    let bottom = corner.y + h
    var svg = ""
    let widest = layout.grid.xLabels.map { TextWidth.of($0, size: FigureStyle.tickSize) }.max() ?? 0
    let step =
      layout.turnsLabels
      ? max(1, Int((14 / layout.cellWidth).rounded(.up)))
      : max(1, Int(((widest + 6) / layout.cellWidth).rounded(.up)))
    let room = min(110, (corner.x + 0.5 * layout.cellWidth - 6) / 0.82)
    let short =
      layout.turnsLabels
      ? DistinctLabels.fit(layout.grid.xLabels, size: FigureStyle.tickSize, width: room) : layout.grid.xLabels
    for (column, label) in layout.grid.xLabels.enumerated() where column % step == 0 {
      let x = corner.x + (Double(column) + 0.5) * layout.cellWidth
      if layout.turnsLabels {
        svg += FigureStyle.text(
          short[column], x: x + 4, y: bottom + 14, anchor: "end", turn: -35, full: label)
      } else {
        svg += FigureStyle.text(label, x: x, y: bottom + 17, anchor: "middle")
      }
    }
    if showsRows {
      let step = max(1, Int((12 / layout.cellHeight).rounded(.up)))
      let short = DistinctLabels.fit(layout.grid.rowLabels, size: FigureStyle.tickSize, width: 120)
      for (row, label) in layout.grid.rowLabels.enumerated() where row % step == 0 {
        let y = bottom - (Double(row) + 0.5) * layout.cellHeight
        svg += FigureStyle.text(short[row], x: corner.x - 7, y: y + 4, anchor: "end", full: label)
      }
    }
    return svg
      + "<path d=\"M\(Palette.number(corner.x)) \(Palette.number(corner.y))h\(Palette.number(w))"
      + "v\(Palette.number(h))h-\(Palette.number(w))Z\" fill=\"none\" stroke=\"\(FigureStyle.frame)\"/>\n"
  }

  /// What hatching and marked corners mean, where there are any.
  private func keys() -> String {
    var svg = ""
    var x = layout.corners.first?.x ?? 0
    let y = layout.height - 20
    if layout.grid.hasEmpty {
      svg += "<path d=\"\(hatch(x: x, y: y, width: 22, height: 13))\" fill=\"none\" stroke=\"#9a9a9a\" "
      svg += "stroke-width=\"0.8\"/>\n<rect x=\"\(Palette.number(x))\" y=\"\(Palette.number(y))\" "
      svg += "width=\"22\" height=\"13\" fill=\"none\" stroke=\"\(FigureStyle.frame)\"/>\n"
      svg += FigureStyle.text("no value", x: x + 28, y: y + 11)
      x += 100
    }
    if layout.grid.hasIncomplete {
      svg += corner(x: x + 22, y: y + 2, color: FigureStyle.ink)
      svg += "<rect x=\"\(Palette.number(x))\" y=\"\(Palette.number(y))\" width=\"22\" height=\"13\" "
      svg += "fill=\"none\" stroke=\"\(FigureStyle.frame)\"/>\n"
      svg += FigureStyle.text("some missing", x: x + 28, y: y + 11)
    }
    return svg
  }
}
