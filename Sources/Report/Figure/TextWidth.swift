/// How wide a text will be, without knowing the reader's font: the widths of DejaVu Sans, which is wider
/// than Helvetica and Arial, so that what fits here fits there.
enum TextWidth {
  /// In the unit of `size`.
  static func of(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar {
      case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!": sum + 0.33
      case "f", "t", "r", "(", ")", "[", "]", "/", "-", " ": sum + 0.4
      case "m", "w", "M", "W", "@", "%": sum + 0.98
      case "A"..."Z", "=", "+", "×", "<", ">", "~": sum + 0.75
      case "⁰"..."⁹", "¹", "²", "³", "⁻": sum + 0.42
      case "\u{2E80}"...: sum + 1.05
      default: sum + 0.63
      }
    } * size
  }

  /// The text in lines no wider than `width`, broken between words where there are any.
  static func wrap(_ text: String, size: Double, width: Double, lines most: Int = 3) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if of(longer, size: size) <= width || line.isEmpty {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    lines.append(line)
    if lines.count > most { lines[most - 1] = lines[(most - 1)...].joined(separator: " ") }
    return lines.prefix(most).map { fit($0, size: size, width: width) }
  }

  /// The text, cut with an ellipsis where it is wider than `width`.
  static func fit(_ text: String, size: Double, width: Double) -> String {
    guard of(text, size: size) > width else { return text }
    var kept = text
    while !kept.isEmpty, of(kept + "…", size: size) > width { kept.removeLast() }
    return kept + "…"
  }
}
