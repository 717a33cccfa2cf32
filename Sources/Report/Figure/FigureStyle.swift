/// Sizes in pixels and colours that all parts of a figure share.
enum FigureStyle {
  static let fontFamily = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
  static let tickSize = 12.0
  static let titleSize = 13.0
  static let ink = "#1a1a1a"
  static let quiet = "#555555"
  static let frame = "#4d4d4d"
  static let grid = "#dcdcdc"
  static let minorGrid = "#f0f0f0"

  /// One escaped text element.
  ///
  /// - Parameter full: what the text is short for, shown where a pointer rests on it.
  static func text(
    _ text: String, x: Double, y: Double, size: Double = tickSize, anchor: String = "start",
    color: String = ink, weight: String? = nil, turn: Double? = nil, full: String? = nil
  ) -> String {
    let (px, py) = (Palette.number(x), Palette.number(y))
    var attributes = "x=\"\(px)\" y=\"\(py)\" font-size=\"\(Palette.number(size))\" fill=\"\(color)\""
    if anchor != "start" { attributes += " text-anchor=\"\(anchor)\"" }
    if let weight { attributes += " font-weight=\"\(weight)\"" }
    if let turn { attributes += " transform=\"rotate(\(Palette.number(turn)) \(px) \(py))\"" }
    let tooltip = full.map { $0 == text ? "" : "<title>\(Markup.escape($0))</title>" } ?? ""
    return "<text \(attributes)>\(tooltip)\(Markup.escape(text))</text>\n"
  }
}
