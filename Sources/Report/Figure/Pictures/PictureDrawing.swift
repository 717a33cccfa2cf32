internal import Foundation
internal import Spec
internal import SweepModel

/// Draws pictures side by side as one SVG image with the pictures inside as data: a browser neither runs scripts of
/// such images nor loads what they refer to.
package struct PictureDrawing {
  private let figure: PictureFigure
  private let cellWidth: Double
  private let cellHeight: Double
  /// Between neighbouring pictures.
  private let gap: Double
  /// Columns side by side; where there are more, those that follow stand below them.
  private let perRow: Int
  private let left: Double
  private let title: FigureTitle

  private static let wideGap = 16.0
  private static let margin = 8.0
  private static let headHeight = 22.0
  /// Pictures with wide gaps are no smaller than this, those with narrow ones, of many columns, than `least`: 11 mm in
  /// print, in which a number still fits above them.
  private static let smallest = 64.0
  private static let narrowGap = 8.0
  private static let least = 48.0
  private static let largest = 300.0

  /// - Parameter width: in units at which text has its natural size; nil for the width that the spec declares.
  package init(_ figure: PictureFigure, width: Double? = nil) {
    let width = width ?? FigureWidth.units(figure.definition.figure.width)
    self.figure = figure
    title = FigureTitle(figure.definition.figure.title, width: width)
    let words = figure.rows.compactMap { $0?.description }
    let rowWidth = words.map { TextWidth.of($0, size: FigureStyle.tickSize) }.max() ?? 0
    left = Self.margin + (figure.pictures.rows == nil ? 0 : 22 + min(rowWidth, 140) + 8)
    let count = figure.columns.count
    let area = width - left - Self.margin
    let wide = area / Double(count) - Self.wideGap
    gap = wide >= Self.smallest ? Self.wideGap : Self.narrowGap
    let most = wide >= Self.smallest ? count : max(1, Int(area / (Self.least + Self.narrowGap)))
    let rows = (count + most - 1) / most
    // As many in each row, so that the last one is not left with a few.
    perRow = (count + rows - 1) / rows
    let room = area / Double(perRow) - gap
    let sizes = figure.panels.flatMap(\.cells).joined().compactMap {
      cell -> (width: Double, height: Double)? in
      guard case .picture(let picture) = cell else { return nil }
      return picture.size
    }
    // Drawings have words in them, and are shown in their size where there is room.
    let largest =
      figure.pictures.drawing == nil ? Self.largest : max(Self.largest, sizes.map(\.width).max() ?? 0)
    cellWidth = max(min(room, largest), Self.least)
    let shape = sizes.map { min(max($0.height / $0.width, 0.25), 4) }.max() ?? 0.4
    cellHeight = cellWidth * shape
  }

  /// Pixels at which text has its natural size: no more than asked for, unless that is less than 280.
  package var width: Double { max(left + Double(perRow) * (cellWidth + gap) + Self.margin, 280) }

  /// An `svg` element, the same text for the same figure.
  package func render() -> String { draw(inPrint: false) }

  private func draw(inPrint: Bool) -> String {
    var y = Self.margin + title.height
    var content = title.draw()
    let titles =
      figure.definition.panel.map { name in
        PanelTitles.make(
          figure.labels.parameter(name), keys: figure.panels.map(\.key), size: FigureStyle.titleSize,
          width: width - left)
      } ?? []
    for (index, panel) in figure.panels.enumerated() {
      content += draw(panel, title: titles.indices.contains(index) ? titles[index] : nil, &y)
    }
    let legend = PictureLegend(figure.colours, x: left, y: y, width: width - left - Self.margin)
    content += legend.draw()
    let height = (y + legend.height + Self.margin).rounded(.up)
    return SVGElement.text(
      width: width, height: height, inPrint: inPrint,
      title: "\(figure.definition.name): \(figure.pictures.artifact)", description: figure.caption,
      content: content)
  }

  /// The image as a file of its own.
  package func file() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + draw(inPrint: true)
  }

  private func draw(
    _ panel: PictureFigure.Panel, title: (short: String, full: String)?, _ y: inout Double
  ) -> String {
    var svg = ""
    if let title {
      svg += FigureStyle.text(
        title.short, x: left, y: y + 16, size: FigureStyle.titleSize, weight: "600", full: title.full)
      y += Self.headHeight + 4
    }
    for first in stride(from: 0, to: figure.columns.count, by: perRow) {
      svg += draw(panel, columns: first..<min(first + perRow, figure.columns.count), &y)
    }
    return svg
  }

  /// Columns that stand side by side, with what stands around them.
  private func draw(_ panel: PictureFigure.Panel, columns: Range<Int>, _ y: inout Double) -> String {
    let definition = figure.definition
    let middle = left + (Double(columns.count) * (cellWidth + gap) - gap) / 2
    var svg = ""
    if let x = figure.pictures.columns {
      let title = definition.figure.xLabel ?? figure.labels.parameter(x).title
      svg += FigureStyle.text(
        TextWidth.fit(title, size: FigureStyle.titleSize, width: width - left), x: middle, y: y + 14,
        size: FigureStyle.titleSize, anchor: "middle", full: title)
      y += Self.headHeight
      let full = figure.columns.map { $0?.description ?? "none" }
      // Neighbours may come as close as letters do.
      let short = DistinctLabels.fit(full, size: FigureStyle.tickSize, width: cellWidth + gap - 4)
      for index in columns {
        svg += FigureStyle.text(
          short[index], x: place(index - columns.lowerBound) + cellWidth / 2, y: y + 10, anchor: "middle",
          full: full[index])
      }
      y += Self.headHeight - 4
    }
    let top = y
    let full = figure.rows.map { $0?.description ?? "none" }
    let short = DistinctLabels.fit(full, size: FigureStyle.tickSize, width: 140)
    for (row, cells) in zip(full.indices, panel.cells) {
      if figure.pictures.rows != nil {
        svg += FigureStyle.text(
          short[row], x: left - 8, y: y + cellHeight / 2 + 4, anchor: "end", full: full[row])
      }
      for index in columns where cells.indices.contains(index) {
        svg += draw(cells[index], x: place(index - columns.lowerBound), y: y)
      }
      y += cellHeight + gap
    }
    if let name = figure.pictures.rows {
      let title = definition.figure.yLabel ?? figure.labels.parameter(name).title
      svg += FigureStyle.text(
        TextWidth.fit(title, size: FigureStyle.titleSize, width: max(y - top, 60)), x: Self.margin + 12,
        y: (top + y - gap) / 2, size: FigureStyle.titleSize, anchor: "middle", turn: -90, full: title)
    }
    y += Self.wideGap
    return svg
  }

  private func place(_ column: Int) -> Double { left + Double(column) * (cellWidth + gap) }

  private func draw(_ cell: PictureFigure.Cell, x: Double, y: Double) -> String {
    let (px, py) = (Palette.number(x), Palette.number(y))
    let (w, h) = (Palette.number(cellWidth), Palette.number(cellHeight))
    let place = "x=\"\(px)\" y=\"\(py)\" width=\"\(w)\" height=\"\(h)\""
    guard case .picture(let picture) = cell else {
      var svg = ""
      if cell != .absent {
        svg += "<rect \(place) fill=\"#f6f6f6\" stroke=\"#c8c8c8\" stroke-dasharray=\"4 3\"/>\n"
      }
      let word = PictureFigure.word(cell)
      return svg
        + FigureStyle.text(
          TextWidth.fit(word, size: FigureStyle.tickSize, width: cellWidth + gap), x: x + cellWidth / 2,
          y: y + cellHeight / 2 + 4, anchor: "middle",
          color: cell == .failed ? "#a13c00" : FigureStyle.quiet, full: word)
    }
    // Enlarged pixels stay squares; a reduced picture must be averaged, or rows of pixels would be lost.
    let enlarged = picture.isPNG && (picture.size.map { $0.width <= cellWidth } ?? false)
    let style = enlarged ? " style=\"image-rendering:pixelated\"" : ""
    let type = picture.isPNG ? "image/png" : "image/svg+xml"
    return "<image \(place)\(style) preserveAspectRatio=\"xMidYMin\" "
      + "href=\"data:\(type);base64,\(Data(picture.bytes).base64EncodedString())\"/>\n"
  }
}
