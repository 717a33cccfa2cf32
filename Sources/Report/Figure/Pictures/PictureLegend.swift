internal import SweepModel

/// What the colours of pictures mean, in rows below them.
struct PictureLegend {
  private static let rowHeight = 19.0
  private static let swatch = 12.0

  private let entries: [(colour: String, label: String, full: String, x: Double, y: Double)]
  /// What it takes of the figure; 0 without entries.
  let height: Double

  /// - Parameter colours: those that are no `#rrggbb` are left out, for they could be anything.
  init(_ colours: [ExperimentSchema.Artifact.Colour], x: Double, y: Double, width: Double) {
    let known = colours.filter { $0.colour.wholeMatch(of: /#[0-9a-fA-F]{6}/) != nil }
    let labels = DistinctLabels.fit(
      known.map(\.meaning), size: FigureStyle.tickSize, width: max(60, width - Self.swatch - 8))
    var (left, row) = (x, 0)
    var placed: [(colour: String, label: String, full: String, x: Double, y: Double)] = []
    for (colour, label) in zip(known, labels) {
      let length = Self.swatch + 6 + TextWidth.of(label, size: FigureStyle.tickSize)
      if left > x, left + length > x + width {
        left = x
        row += 1
      }
      placed.append((colour.colour, label, colour.meaning, left, y + Double(row) * Self.rowHeight))
      left += length + 18
    }
    entries = placed
    height = placed.isEmpty ? 0 : Double(row + 1) * Self.rowHeight + 4
  }

  func draw() -> String {
    entries.map { entry in
      let (x, y, size) = (
        Palette.number(entry.x), Palette.number(entry.y), Palette.number(Self.swatch)
      )
      return "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(size)\" fill=\"\(entry.colour)\" "
        + "stroke=\"\(FigureStyle.frame)\" stroke-width=\"0.6\"/>\n"
        + FigureStyle.text(
          entry.label, x: entry.x + Self.swatch + 6, y: entry.y + 10.5, full: entry.full)
    }.joined()
  }
}
