internal import Analysis
internal import Spec
internal import SweepModel

/// Where the title, the panels, the axis titles and the legend of a figure go.
struct FigureLayout {
  let title: FigureTitle
  let width: Double
  let height: Double
  /// The panels' frames, in order.
  let panels: [PanelDrawing]
  let legend: Legend
  let legendPlace: (x: Double, y: Double, width: Double)?
  let xTitle: (x: Double, y: Double)
  /// One for all rows, or one for each where the rows are far apart.
  let yTitles: [(x: Double, y: Double)]

  init(_ figure: any CurveFigure, width: Double) {
    let curve = figure.curve
    let definition = curve.definition
    let title = FigureTitle(definition.figure.title, width: width)
    let series = FigureSeries(curve)
    let column = Legend(curve, series: series)
    let beside = curve.labels.lines != nil && width >= 640 && column.columnWidth < width * 0.3
    let count = max(1, curve.panels.count)
    let area = width - (beside ? column.columnWidth + 20 : 0)
    let columns = max(1, min(count, Int(area / 205), count == 4 ? 2 : 4))
    let rows = (count + columns - 1) / columns
    let isSmallMultiple = columns > 1

    // All panels share both scales, so that they can be compared at a glance.
    // Theory goes on where rounding ends what was measured, hundreds of decades down; it does not set the scale.
    let points = curve.panels.flatMap { $0.series + (definition.theory.isEmpty ? $0.overlay : []) }
      .flatMap(\.drawn)
    let (xs, ys) = figure.extent(of: points)
    var xScale = AxisScale(
      xs, isLogarithmic: definition.xScale == .log, words: curve.xCategories, padding: 0.035,
      fromZero: false, range: figure.xFrame, isWhole: curve.hasWholeX)
    var yScale = AxisScale(
      ys, isLogarithmic: definition.yScale == .log, padding: 0.045, fromZero: figure.mayStartAtZero,
      range: figure.yFrame)

    // The height follows from the width, the width from the labels on the left; hence labels first.
    let guess = isSmallMultiple ? area / Double(columns) * 0.7 : min(area * 0.6, 420)
    var yTicks = yScale.ticks(count: max(3, Int(guess / 40)))
    let labelWidth = yTicks.major.map { TextWidth.of($0.label, size: FigureStyle.tickSize) }.max() ?? 0
    let marginLeft = 24 + labelWidth + 12
    let gapX = 16.0
    var panelWidth = max(
      60, (area - marginLeft - 14 - gapX * Double(columns - 1)) / Double(columns))
    var panelHeight = min(
      isSmallMultiple ? 300 : 420, max(170, panelWidth * (isSmallMultiple ? 0.78 : width < 500 ? 0.75 : 0.62))
    )
    if figure.hasEqualAspect {
      AxisScale.equalise(&xScale, &yScale, width: &panelWidth, height: &panelHeight)
      yTicks = yScale.ticks(count: max(3, Int(panelHeight / 40)))
    }
    let xTicks = xScale.ticks(length: panelWidth, fontSize: FigureStyle.tickSize, gap: 8)
    let widest = xTicks.major.map { TextWidth.of($0.label, size: FigureStyle.tickSize) }.max() ?? 0
    let turns = xScale.words.map { widest + 6 > panelWidth / Double(max(1, $0.count)) } ?? false
    let labelHeight = turns ? 18 + min(110, widest) * 0.58 : 24
    // Below a tall column of panels the legend would be screens away from the first one.
    let above = !beside && !column.isEmpty && columns == 1 && count > 1
    let legend = beside || above ? column : Legend(curve, series: series, isBelow: true)
    let legendHeight = above ? legend.height(across: width - 24) + 12 : 0
    let titleHeight = definition.panel != nil ? 26.0 : 10
    let firstTop = title.height + legendHeight + titleHeight
    // One column repeats the labels: the next ones would be several screens away.
    let everyRowLabelled = columns == 1
    let rowHeight = panelHeight + titleHeight + (everyRowLabelled ? labelHeight : 10)

    var panels: [PanelDrawing] = []
    for index in 0..<count {
      let (row, column) = (index / columns, index % columns)
      panels.append(
        PanelDrawing(
          left: marginLeft + Double(column) * (panelWidth + gapX),
          top: firstTop + Double(row) * rowHeight, width: panelWidth, height: panelHeight,
          xScale: xScale, yScale: yScale, xTicks: xTicks, yTicks: yTicks,
          showsXLabels: everyRowLabelled || index + columns >= count, showsYLabels: column == 0,
          turnsXLabels: turns, series: series, level: definition.crossing,
          isClipped: figure.isClipped, showsTheory: !definition.theory.isEmpty))
    }
    let bottom = firstTop + Double(rows - 1) * rowHeight + panelHeight + labelHeight
    let inner = panelWidth * Double(columns) + gapX * Double(columns - 1)
    xTitle = (marginLeft + inner / 2, bottom + 14)
    yTitles =
      everyRowLabelled
      ? panels.map { (15, $0.top + $0.height / 2) }
      : [(15, firstTop + (bottom - labelHeight - firstTop) / 2)]
    self.panels = panels
    self.title = title
    self.legend = legend
    self.width = width
    let below = bottom + 26
    if legend.isEmpty {
      legendPlace = nil
      height = below
    } else if above {
      legendPlace = (12, title.height + 4, width - 24)
      height = below
    } else if beside {
      // Beside panels that need less than the width it stays close.
      let x = figure.hasEqualAspect ? marginLeft + inner + 24 : width
      legendPlace = (min(x, width - legend.columnWidth), firstTop + 2, legend.columnWidth)
      height = max(below, firstTop + 2 + legend.columnHeight + 8)
    } else {
      legendPlace = (12, below + 4, width - 24)
      height = below + 4 + legend.height(across: width - 24) + 6
    }
  }
}
