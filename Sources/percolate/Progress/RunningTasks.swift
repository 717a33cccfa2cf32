internal import Analysis

/// The tasks that run now, as a table that fits: columns go from the right, then rows from below, and no cell is cut.
struct RunningTasks: Equatable {
  var header: [String]
  var rows: [[String]]
  /// How many run in all, rows that are not there included.
  var total: Int

  /// Lines of the whole table.
  var height: Int { rows.isEmpty ? 0 : 1 + rows.count + (total > rows.count ? 1 : 0) }

  /// At most so many lines of at most so many columns each.
  func lines(columns: Int, height: Int) -> [String] {
    guard height >= 2, !rows.isEmpty else { return [] }
    let isWhole = total <= rows.count && rows.count < height
    let shown = isWhole ? rows : Array(rows.prefix(max(0, height - 2)))
    let hidden = max(total, rows.count) - shown.count
    let last = hidden > 0 ? ["and \(hidden) more"] : []
    for count in stride(from: header.count, through: 1, by: -1) {
      let table = Output.table(Array(header.prefix(count)), shown.map { Array($0.prefix(count)) })
      let lines = table.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + last
      if lines.allSatisfy({ TextWidth.columns($0) <= columns }) { return lines }
    }
    return []
  }
}
