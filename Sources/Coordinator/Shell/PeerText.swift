/// Text that a peer chose, on its way into the log, the journal and people's terminals.
enum PeerText {
  /// At most so many Unicode scalars on one line: a single character may be made of a million of them, and a
  /// control character may forge a line of the log or speak to the terminal that shows it.
  static func line(_ text: String, limit: Int) -> String { clean(text, limit: limit, keeping: ["\t"]) }

  /// As ``line(_:limit:)``, with its line breaks.
  static func lines(_ text: String, limit: Int) -> String {
    clean(text, limit: limit, keeping: ["\t", "\n"])
  }

  private static func clean(_ text: String, limit: Int, keeping kept: Set<Unicode.Scalar>) -> String {
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      let isControl = scalar.properties.generalCategory == .control && !kept.contains(scalar)
      cleaned.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(cleaned)
  }
}
