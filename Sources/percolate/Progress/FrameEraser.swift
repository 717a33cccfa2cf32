internal import Analysis

/// Takes a frame back that stands on the terminal, also after the terminal got another size.
struct FrameEraser {
  /// Columns that each line of the frame takes; the cursor is on the last one.
  private(set) var drawn: [Int] = []

  mutating func remember(_ lines: [StyledLine]) { drawn = lines.map(\.columns) }

  /// Goes back to where the frame begins.
  ///
  /// A terminal that became narrower has wrapped lines to more rows than were drawn. Rows that have scrolled out of it
  /// are out of reach.
  ///
  /// - Returns: the bytes that put the cursor there, and how many rows of the frame are to be covered or cleared.
  mutating func rewind(columns: Int, rows: Int) -> (bytes: String, rows: Int) {
    guard !drawn.isEmpty else { return ("", 0) }
    let taken = drawn.reduce(0) { $0 + max(1, ($1 + max(1, columns) - 1) / max(1, columns)) }
    drawn = []
    let reachable = min(taken, max(1, rows))
    return ("\r" + (reachable > 1 ? "\u{1B}[\(reachable - 1)A" : ""), reachable)
  }
}
