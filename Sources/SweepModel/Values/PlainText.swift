/// Text that somebody else chose, on its way to a terminal, a log or a report.
///
/// A control character may speak to the terminal that shows it or forge a line of the log; a mark of writing
/// direction may make a line read as something else. Specs, files, peers and the environment may hold both.
/// Whatever prints for people passes its text through here, at its last step, so that nothing needs to be
/// remembered where text is put together.
package enum PlainText {
  /// The text on one line. Tabs stay; line breaks and whatever else could do harm become U+FFFD.
  ///
  /// - Parameter limit: the most Unicode scalars: a single character may be made of a million of them.
  package static func line(_ text: String, limit: Int = .max) -> String {
    clean(text, limit: limit, keepsLineBreaks: false)
  }

  /// As ``line(_:limit:)``, with its line breaks.
  package static func lines(_ text: String, limit: Int = .max) -> String {
    clean(text, limit: limit, keepsLineBreaks: true)
  }

  /// Whether the text is one line without anything that ``line(_:limit:)`` would replace.
  package static func isLine(_ text: String) -> Bool { isPlain(text, keepsLineBreaks: false) }

  /// The same JSON document, with harmful characters as escapes: they can only stand in strings, where an
  /// escape means the same to whoever reads the document.
  package static func json(_ text: String) -> String {
    guard !isPlain(text, keepsLineBreaks: true) else { return text }
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isHarmful(scalar, keepsLineBreaks: true) else {
        escaped.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        escaped.append(contentsOf: ("\\u" + Hexadecimal.text(unit)).unicodeScalars)
      }
    }
    return String(escaped)
  }

  private static func clean(_ text: String, limit: Int, keepsLineBreaks: Bool) -> String {
    if text.utf8.count <= limit, isPlain(text, keepsLineBreaks: keepsLineBreaks) { return text }
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      cleaned.append(isHarmful(scalar, keepsLineBreaks: keepsLineBreaks) ? "\u{FFFD}" : scalar)
    }
    return String(cleaned)
  }

  /// Almost all text is ASCII, and is told to be harmless by its bytes.
  private static func isPlain(_ text: String, keepsLineBreaks: Bool) -> Bool {
    let isPlainASCII = text.utf8.allSatisfy {
      $0 < 0x7F && ($0 >= 0x20 || $0 == 0x09 || ($0 == 0x0A && keepsLineBreaks))
    }
    return isPlainASCII || !text.unicodeScalars.contains { isHarmful($0, keepsLineBreaks: keepsLineBreaks) }
  }

  private static func isHarmful(_ scalar: Unicode.Scalar, keepsLineBreaks: Bool) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0x0A: !keepsLineBreaks
    // C0, DEL and C1.
    case 0x00..<0x20, 0x7F..<0xA0: true
    // Marks, embeddings, overrides and isolates of writing direction; line and paragraph separators; what takes
    // no room, so that two names look alike.
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      true
    default: false
    }
  }
}
