internal import SweepModel

/// Text that a peer chose, on its way into the journal: cleaned where it comes in, and bounded.
enum PeerText {
  /// At most so many Unicode scalars on one line.
  static func line(_ text: String, limit: Int) -> String { PlainText.line(text, limit: limit) }

  /// As ``line(_:limit:)``, with its line breaks.
  static func lines(_ text: String, limit: Int) -> String { PlainText.lines(text, limit: limit) }
}
