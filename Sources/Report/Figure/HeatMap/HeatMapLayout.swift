internal import Analysis
internal import Spec
internal import SweepModel

/// Where the panels, the cells and the colour bar of a heat map go.
struct HeatMapLayout {
  static let gap = 18.0
  private static let widestCell = 110.0

  let grid: HeatMapGrid
  let title: FigureTitle
  let width: Double
  let height: Double
  /// Top left corners of the panels' frames, in order.
  let corners: [(x: Double, y: Double)]
  let cellWidth: Double
  let cellHeight: Double
  let text: HeatMapText
  /// Labels under the columns are turned where they would not fit side by side.
  let turnsLabels: Bool
  /// Panels in a row.
  let columns: Int
  /// The bar stands right of the panels, or lies below them.
  let barIsUpright: Bool
  let bar: (x: Double, y: Double, length: Double)
  let xTitle: (x: Double, y: Double)

  var panelWidth: Double { cellWidth * Double(max(1, grid.xs.count)) }
  var panelHeight: Double { cellHeight * Double(max(1, grid.rows.count)) }

  init(_ figure: HeatMapFigure, width: Double) {
    let curve = figure.curve
    let grid = HeatMapGrid(curve, range: figure.map.range)
    let count = max(1, curve.panels.count)
    let (across, down) = (Double(max(1, grid.xs.count)), Double(max(1, grid.rows.count)))
    let upright = width >= 640
    let rowLabel = grid.rowLabels.map { TextWidth.of($0, size: FigureStyle.tickSize) }.max() ?? 0
    let left = 24 + min(rowLabel, 120) + 10
    let area = width - left - (upright ? 96 : 12)
    let points = grid.filled
    let finest = grid.finest
    func cell(_ columns: Int) -> Double {
      min(
        HeatMapLayout.widestCell,
        (area - HeatMapLayout.gap * Double(columns - 1)) / Double(columns) / across)
    }
    // As many panels side by side as leave room for the intervals, or else for the values, in the cells.
    let choices = (1...min(count, 4)).reversed()
    let columns =
      [3, 1].lazy.compactMap { lines in
        choices.first { cell($0) >= max(26, HeatMapText.width(points, lines: lines, finest: finest)) }
      }.first ?? 1
    let cellWidth = max(3, cell(columns))
    let wanted =
      [3, 2, 1, 0].first { HeatMapText.width(points, lines: $0, finest: finest) <= cellWidth } ?? 0
    // Many rows get flat cells: a figure taller than a page or a screen shows no pattern.
    let roomy = 620 / down
    cellHeight = max(
      6,
      HeatMapText.height(lines: wanted) <= roomy
        ? max(HeatMapText.height(lines: wanted), min(cellWidth * 0.6, roomy)) : max(17, roomy))
    self.cellWidth = cellWidth
    self.grid = grid
    self.width = width
    self.columns = columns
    text = HeatMapText(points, cellWidth: cellWidth, cellHeight: cellHeight, finest: finest)

    let widest = grid.xLabels.map { TextWidth.of($0, size: FigureStyle.tickSize) }.max() ?? 0
    turnsLabels = widest + 6 > cellWidth && curve.xCategories != nil
    let labelHeight = turnsLabels ? 18 + min(110, widest) * 0.58 : 24
    let title = FigureTitle(curve.definition.figure.title, width: width)
    self.title = title
    let titleHeight = curve.definition.panel == nil ? 12.0 : 28
    let rowHeight = cellHeight * down + titleHeight + labelHeight
    let panelWidth = cellWidth * across
    corners = (0..<count).map { index in
      (
        left + Double(index % columns) * (panelWidth + HeatMapLayout.gap),
        title.height + titleHeight + Double(index / columns) * rowHeight
      )
    }
    let inner = panelWidth * Double(columns) + HeatMapLayout.gap * Double(columns - 1)
    let bottom = title.height + Double((count + columns - 1) / columns) * rowHeight
    xTitle = (left + inner / 2, bottom + 13)
    let keys = grid.hasEmpty || grid.hasIncomplete
    barIsUpright = upright
    if upright {
      let top = title.height + titleHeight
      bar = (left + inner + 30, top, max(90, min(cellHeight * down, 320)))
      height = max(bottom + 24 + (keys ? 24 : 0), top + bar.length + 24)
    } else {
      bar = (left, bottom + 40, max(80, min(inner, width - left - 20)))
      height = bottom + 40 + 14 + 24 + (keys ? 24 : 0)
    }
  }
}
