internal import Foundation
internal import Spec
internal import SweepModel

/// Draws a contact sheet as one SVG image with the pictures inside as data: a browser neither runs scripts of
/// such images nor loads what they refer to.
package struct ContactSheetFigure {
  private let sheet: ContactSheet
  private let cellWidth: Double
  private let cellHeight: Double
  private let left: Double
  private let title: FigureTitle

  private static let gap = 16.0
  private static let margin = 8.0
  private static let headHeight = 22.0
  private static let smallest = 64.0
  private static let largest = 300.0

  /// - Parameter width: in units at which text has its natural size; nil for the width that the spec declares.
  package init(_ sheet: ContactSheet, width: Double? = nil) {
    let width = width ?? FigureWidth.units(sheet.definition.figure.width)
    self.sheet = sheet
    title = FigureTitle(sheet.definition.figure.title, width: width)
    let words = sheet.rows.compactMap { $0?.description }
    let rowWidth = words.map { TextWidth.of($0, size: FigureStyle.tickSize) }.max() ?? 0
    left = Self.margin + (sheet.definition.y == nil ? 0 : 22 + min(rowWidth, 140) + 8)
    let count = Double(sheet.columns.count)
    let room = (width - left - Self.margin) / count - Self.gap
    let sizes = sheet.panels.flatMap(\.cells).joined().compactMap {
      cell -> (width: Double, height: Double)? in
      guard case .picture(let picture) = cell else { return nil }
      return picture.size
    }
    cellWidth = max(min(room, Self.largest), Self.smallest)
    let shape = sizes.map { min(max($0.height / $0.width, 0.25), 4) }.max() ?? 0.4
    cellHeight = cellWidth * shape
  }

  /// Pixels at which text has its natural size; wider than asked for where there are many columns.
  package var width: Double {
    max(left + Double(sheet.columns.count) * (cellWidth + Self.gap) + Self.margin, 280)
  }

  /// An `svg` element, the same text for the same sheet.
  package func render() -> String { draw(inPrint: false) }

  private func draw(inPrint: Bool) -> String {
    var y = Self.margin + title.height
    var content = title.draw()
    let titles =
      sheet.definition.panel.map { name in
        PanelTitles.make(
          name, unit: sheet.units.panel, keys: sheet.panels.map(\.key), size: FigureStyle.titleSize,
          width: width - left)
      } ?? []
    for (index, panel) in sheet.panels.enumerated() {
      content += draw(panel, title: titles.indices.contains(index) ? titles[index] : nil, &y)
    }
    let legend = PictureLegend(sheet.colours, x: left, y: y, width: width - left - Self.margin)
    content += legend.draw()
    let height = (y + legend.height + Self.margin).rounded(.up)
    let (w, h) = (Palette.number(width), Palette.number(height))
    // Wider than a page: it is printed in the same size, so that its text stays readable.
    let size =
      inPrint
      ? "width=\"\(FigureWidth.millimetres(width))\" height=\"\(FigureWidth.millimetres(height))\""
      : "width=\"\(w)\" height=\"\(h)\""
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(w) \(h)\" \(size) "
      + "role=\"img\" font-family=\"\(FigureStyle.fontFamily)\">\n"
    svg += "<title>\(Markup.escape("\(sheet.definition.name): \(sheet.definition.artifact)"))</title>\n"
    svg += "<desc>\(Markup.escape(sheet.caption))</desc>\n"
    return svg + "<rect width=\"\(w)\" height=\"\(h)\" fill=\"#fff\"/>\n" + content + "</svg>\n"
  }

  /// The image as a file of its own.
  package func file() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + draw(inPrint: true)
  }

  private func draw(
    _ panel: ContactSheet.Panel, title: (short: String, full: String)?, _ y: inout Double
  ) -> String {
    let definition = sheet.definition
    let middle = left + (Double(sheet.columns.count) * (cellWidth + Self.gap) - Self.gap) / 2
    var svg = ""
    if let title {
      svg += FigureStyle.text(
        title.short, x: left, y: y + 16, size: FigureStyle.titleSize, weight: "600", full: title.full)
      y += Self.headHeight + 4
    }
    if let x = definition.x {
      let title = definition.figure.xLabel ?? FigureStyle.axisTitle(x, unit: sheet.units.x)
      svg += FigureStyle.text(
        TextWidth.fit(title, size: FigureStyle.titleSize, width: width - left), x: middle, y: y + 14,
        size: FigureStyle.titleSize, anchor: "middle", full: title)
      y += Self.headHeight
      let full = sheet.columns.map { $0?.description ?? "none" }
      let short = DistinctLabels.fit(full, size: FigureStyle.tickSize, width: cellWidth)
      for index in sheet.columns.indices {
        svg += FigureStyle.text(
          short[index], x: place(index) + cellWidth / 2, y: y + 10, anchor: "middle", full: full[index])
      }
      y += Self.headHeight - 4
    }
    let top = y
    let full = sheet.rows.map { $0?.description ?? "none" }
    let short = DistinctLabels.fit(full, size: FigureStyle.tickSize, width: 140)
    for (row, cells) in zip(full.indices, panel.cells) {
      if definition.y != nil {
        svg += FigureStyle.text(
          short[row], x: left - 8, y: y + cellHeight / 2 + 4, anchor: "end", full: full[row])
      }
      for (index, cell) in cells.enumerated() { svg += draw(cell, x: place(index), y: y) }
      y += cellHeight + Self.gap
    }
    if let name = definition.y {
      let title = definition.figure.yLabel ?? FigureStyle.axisTitle(name, unit: sheet.units.y)
      svg += FigureStyle.text(
        TextWidth.fit(title, size: FigureStyle.titleSize, width: max(y - top, 60)), x: Self.margin + 12,
        y: (top + y - Self.gap) / 2, size: FigureStyle.titleSize, anchor: "middle", turn: -90, full: title)
    }
    y += Self.gap
    return svg
  }

  private func place(_ column: Int) -> Double { left + Double(column) * (cellWidth + Self.gap) }

  private func draw(_ cell: ContactSheet.Cell, x: Double, y: Double) -> String {
    let (px, py) = (Palette.number(x), Palette.number(y))
    let (w, h) = (Palette.number(cellWidth), Palette.number(cellHeight))
    let place = "x=\"\(px)\" y=\"\(py)\" width=\"\(w)\" height=\"\(h)\""
    guard case .picture(let picture) = cell else {
      var svg = ""
      if cell != .absent {
        svg += "<rect \(place) fill=\"#f6f6f6\" stroke=\"#c8c8c8\" stroke-dasharray=\"4 3\"/>\n"
      }
      let word = ContactSheet.word(cell)
      return svg
        + FigureStyle.text(
          TextWidth.fit(word, size: FigureStyle.tickSize, width: cellWidth + Self.gap), x: x + cellWidth / 2,
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
