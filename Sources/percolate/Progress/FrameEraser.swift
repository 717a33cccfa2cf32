import Analysis

/// Takes a frame back that stands on the terminal, also after the terminal got another size.
struct FrameEraser {
  /// Columns that each line of the frame takes; the cursor is on the last one.
  private(set) var drawn: [Int] = []

  mutating func remember(_ lines: [StyledLine]) { drawn = lines.map(\.columns) }

  /// The bytes that clear it and put the cursor where it began; empty where there is none.
  ///
  /// A terminal that became narrower has wrapped lines to more rows than were drawn. Rows that have scrolled out of it
  /// are out of reach.
  mutating func erase(columns: Int, rows: Int) -> String {
    guard !drawn.isEmpty else { return "" }
    let taken = drawn.reduce(0) { $0 + max(1, ($1 + max(1, columns) - 1) / max(1, columns)) }
    drawn = []
    let up = min(taken - 1, max(0, rows - 1))
    return "\r" + (up > 0 ? "\u{1B}[\(up)A" : "") + "\u{1B}[J"
  }
}
