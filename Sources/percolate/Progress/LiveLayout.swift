/// How many rows of a terminal each part of the live display gets: never more than there are.
///
/// What says how far the sweep is comes first, then what is wrong; of the rest the plot shrinks before lines of
/// running tasks go.
struct LiveLayout: Equatable {
  /// Rows that a plot takes where there is room for them.
  static let plotHeight = 16
  /// The lowest plot that shows anything.
  static let leastPlotHeight = 6

  var status: Int
  var notes: Int
  var plot: Int
  var tasks: Int

  /// - Parameters:
  ///   - rows: of the terminal.
  ///   - status: lines that say how far sweeps are, at least 1.
  ///   - notes: lines that say what is wrong.
  ///   - tasks: lines of the table of running tasks, with its header; 0 for none.
  init(rows: Int, status: Int = 1, notes: Int, hasPlot: Bool, tasks: Int) {
    var left = max(1, rows)
    func take(_ wanted: Int) -> Int {
      let taken = min(max(0, wanted), left)
      left -= taken
      return taken
    }
    self.status = take(max(1, status))
    self.notes = take(notes)
    let height = min(LiveLayout.plotHeight, left - tasks)
    plot = hasPlot && height >= LiveLayout.leastPlotHeight ? take(height) : 0
    // A header alone says nothing.
    self.tasks = left >= 2 ? take(tasks) : 0
  }

  var lines: Int { status + notes + plot + tasks }
}
