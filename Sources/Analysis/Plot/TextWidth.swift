/// How much room text takes on a terminal.
package enum TextWidth {
  /// Columns that a terminal takes for the text, with two for the wide characters of East Asian scripts and
  /// pictographs and none for marks that combine (Unicode Standard Annex 11, the ranges that are in use).
  package static func columns(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// The longest beginning of the text that takes at most so many columns.
  package static func prefix(_ text: String, columns limit: Int) -> String {
    if text.utf8.count <= limit { return text }
    var left = limit
    var kept = ""
    for character in text {
      left -= columns(String(character))
      guard left >= 0 else { break }
      kept.append(character)
    }
    return kept
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
