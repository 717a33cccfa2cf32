/// A line of a terminal, in pieces that may have a colour each.
package struct StyledLine: Equatable, Sendable {
  /// Characters of one colour.
  package struct Run: Equatable, Sendable {
    package var text: String
    /// Counts the colours from 0; nil for the terminal's own.
    package var color: Int?

    package init(_ text: String, color: Int? = nil) {
      self.text = text
      self.color = color
    }
  }

  package private(set) var runs: [Run] = []

  package init(_ text: String = "") { append(text) }

  /// Adds text at the end, to the last run where the colour is the same.
  package mutating func append(_ text: String, color: Int? = nil) {
    guard !text.isEmpty else { return }
    if runs.last?.color == color, !runs.isEmpty {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text, color: color))
    }
  }

  /// Without its colours.
  package var text: String { runs.map(\.text).joined() }

  /// Columns that it takes.
  package var columns: Int { runs.reduce(0) { $0 + TextWidth.columns($1.text) } }
}
