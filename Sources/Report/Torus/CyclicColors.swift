internal import Foundation

/// Colours for labels that go around: the last is next to the first.
enum CyclicColors {
  /// - Parameter place: 0 to 1, once around.
  static func color(_ place: Double) -> String {
    // Of about equal lightness, since the three cosines sum to nothing.
    let parts = [0.0, 1, 2].map { shift in
      let value = 120 + 105 * cos(2 * Double.pi * (place - shift / 3))
      return String(Int(max(0, min(255, value)).rounded()), radix: 16)
    }
    return "#" + parts.map { $0.count < 2 ? "0" + $0 : $0 }.joined()
  }

  /// A strip that says which colour is which value.
  static func strip(x: Double, y: Double, width: Double, label: String, count: Int) -> String {
    let cell = width / Double(count)
    var svg = FigureStyle.text("\(label) = 0", x: x, y: y + 10)
    let start = x + TextWidth.of("\(label) = 0", size: FigureStyle.tickSize) + 6
    for index in 0..<count {
      svg += "<rect x=\"\(Palette.number(start + Double(index) * cell))\" y=\"\(Palette.number(y))\" "
      svg += "width=\"\(Palette.number(cell + 0.3))\" height=\"12\" "
      svg += "fill=\"\(color(Double(index) / Double(count)))\"/>\n"
    }
    return svg + FigureStyle.text("\(count - 1)", x: start + width + 6, y: y + 10)
  }
}
