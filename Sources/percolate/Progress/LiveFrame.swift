internal import Analysis

/// All that a live display shows, apart from the size of the terminal that shows it.
struct LiveFrame {
  /// One line a sweep, in at most so many columns.
  var status: [(Int) -> String] = []
  /// What is wrong.
  var notes: [String] = []
  var curve: Curve?
  var running: RunningTasks?

  /// The lines from the top, fewer than or as many as there are rows, none wider than the terminal.
  ///
  /// How far the sweep is stands last, where the cursor is: it stays in sight whatever scrolls.
  func lines(columns: Int, rows: Int, isUTF8: Bool) -> [StyledLine] {
    // The last column stays free: some terminals wrap as soon as it is filled.
    let width = max(0, columns - 1)
    let layout = LiveLayout(
      rows: rows, status: status.count, notes: notes.count,
      hasPlot: curve != nil && width >= TextPlot.leastWidth, tasks: running?.height ?? 0)
    var lines: [StyledLine] = []
    if let curve, layout.plot > 0 {
      let plot = TextPlot(
        width: min(width, 120), height: layout.plot, style: isUTF8 ? .braille : .ascii)
      lines += plot.lines(curve)
    }
    if let running, layout.tasks > 0 {
      lines += running.lines(columns: width, height: layout.tasks).map { StyledLine($0) }
    }
    lines += notes.prefix(layout.notes).map { StyledLine(TextWidth.prefix($0, columns: width)) }
    lines += status.prefix(layout.status).map { StyledLine($0(width)) }
    return lines
  }
}
