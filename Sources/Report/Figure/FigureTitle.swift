internal import Foundation

/// The title that a spec gives a figure, in lines above it.
struct FigureTitle {
  private static let size = 15.0
  private static let lineHeight = 19.0

  private let full: String
  private let lines: [String]
  private let width: Double

  /// - Parameter text: nil or empty for none.
  init(_ text: String?, width: Double) {
    full = text ?? ""
    self.width = width
    lines =
      full.isEmpty ? [] : TextWidth.wrap(full, size: FigureTitle.size * 1.08, width: width - 24, lines: 3)
  }

  /// What it takes of the figure; 0 for none.
  var height: Double { lines.isEmpty ? 0 : Double(lines.count) * FigureTitle.lineHeight + 8 }

  func draw() -> String {
    lines.enumerated().map { index, line in
      FigureStyle.text(
        line, x: width / 2, y: 18 + Double(index) * FigureTitle.lineHeight, size: FigureTitle.size,
        anchor: "middle", weight: "bold", full: line.hasSuffix("…") ? full : nil)
    }.joined()
  }
}
