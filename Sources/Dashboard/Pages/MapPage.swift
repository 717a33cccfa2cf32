internal import Analysis
internal import Messages
internal import SweepModel

/// The tasks of a sweep in the plane of two axes, coloured by their state.
struct MapPage {
  var sweep: StatusDocument.SweepStatus
  /// Nil while the sweep is being read, or where it has no such plane.
  var map: DensityMap?
  var isBeingRead: Bool
  var x: String
  var y: String
  var axes: [String]

  private static let statuses: [TaskStatus] = [.done, .failed, .cancelled, .running, .pending]
  private var address: String { "/sweeps/\(sweep.id.addressPart)" }

  var content: PageContent {
    PageContent(
      title: "Map of \(sweep.name)",
      trail: [.init(text: sweep.name, address: address), .init(text: "Map", address: address + "/map")],
      [Region("head", html: head), Region("map", html: picture)])
  }

  private var head: String {
    var html = "<section id=\"head\"><h1>Map of \(sweep.name.html)</h1>" + CensusBar.words(sweep.census)
    guard axes.count > 1 else { return html + "</section>\n" }
    html +=
      "<form class=\"search\" action=\"\(address)/map\">" + choice("x", "Across", x) + choice("y", "Up", y)
    return html + "<button>Show</button></form></section>\n"
  }

  private func choice(_ id: String, _ text: String, _ chosen: String) -> String {
    var html = "<label for=\"\(id)\">\(text)</label> <select id=\"\(id)\" name=\"\(id)\">"
    for axis in axes {
      html += "<option value=\"\(axis.html)\"\(axis == chosen ? " selected" : "")>\(axis.html)</option>"
    }
    return html + "</select> "
  }

  private var picture: String {
    guard let map else {
      let text =
        isBeingRead
        ? "\(ShortText.count(sweep.census.planned)) tasks are being read; the map comes by itself."
        : "The sweep has no tasks in the plane of \(x) and \(y)."
      return "<section id=\"map\"><p class=\"note\">\(text.html)</p></section>\n"
    }
    let (columns, rows) = (map.x.cells.count, map.y.cells.count)
    let (width, height) = (columns * 10, rows * 10)
    var html =
      "<section id=\"map\"><figure><svg class=\"map\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\""
    html += "\("tasks by state over \(x) and \(y), \(columns) by \(rows) cells".html)\">"
    var paths: [TaskStatus: String] = [:]
    for row in 0..<rows {
      for column in 0..<columns {
        var x = column * 10
        for (status, width) in Self.widths(map[column, row]) {
          paths[status, default: ""] += "M\(x) \((rows - 1 - row) * 10)h\(width)v9h-\(width)z"
          x += width
        }
      }
    }
    for status in Self.statuses {
      if let path = paths[status] { html += "<path class=\"\(status.rawValue)\" d=\"\(path)\"/>" }
    }
    html +=
      "</svg><figcaption>\("Across: \(x), \(range(map.x)). Up: \(y), \(range(map.y)).".html) Each cell is "
    html += "divided as its tasks are, with a part for each state that is there; colours as above. "
    html +=
      "<a href=\"\(address)/map.csv?x=\(x.addressPart)&amp;y=\(y.addressPart)\">map.csv</a> has the counts of each cell.</figcaption></figure>\n"
    html += table("across", map.x, (0..<columns).map { column in (0..<rows).map { map[column, $0] } })
    if y != x { html += table("up", map.y, (0..<rows).map { row in (0..<columns).map { map[$0, row] } }) }
    return html + "</section>\n"
  }

  /// The counts along an axis, for who does not see the picture; `place` is its id, by which it stays open.
  private func table(_ place: String, _ axis: DensityMap.Axis, _ lines: [[DensityMap.Cell]]) -> String {
    let totals = lines.map { cells in
      Self.statuses.map { status in cells.reduce(0) { $0 + ($1.counts[status] ?? 0) } }
    }
    let shown = Self.statuses.indices.filter { index in totals.contains { $0[index] > 0 } }
    var html = "<details id=\"\(place)\"><summary>Tasks by \(axis.name.html)</summary>"
    html +=
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tasks by \(axis.name.html)\"><table><thead><tr>"
    html += "<th scope=\"col\">\(axis.name.html)</th>"
    for index in shown { html += "<th scope=\"col\">\(Self.statuses[index].rawValue)</th>" }
    html += "</tr></thead><tbody>"
    for (cell, counts) in zip(axis.cells, totals) {
      let name = cell.first == cell.last ? "\(cell.first)" : "\(cell.first) to \(cell.last)"
      html += "<tr><th scope=\"row\">\(name.html)</th>"
      for index in shown { html += "<td>\(counts[index])</td>" }
      html += "</tr>"
    }
    return html + "</tbody></table></div></details>\n"
  }

  /// The parts of a cell of width 10, one beside the other: one at least for each state that is there, and the rest by the
  /// largest remainders.
  static func widths(_ cell: DensityMap.Cell) -> [(status: TaskStatus, width: Int)] {
    let present = statuses.filter { cell.counts[$0] ?? 0 > 0 }
    let total = present.reduce(0) { $0 + (cell.counts[$1] ?? 0) }
    guard total > 0 else { return [] }
    let shares = present.map { 10 * Double(cell.counts[$0] ?? 0) / Double(total) }
    var widths = shares.map { max(1, Int($0)) }
    while widths.reduce(0, +) < 10,
      let place = shares.indices.max(by: { shares[$0] - Double(widths[$0]) < shares[$1] - Double(widths[$1]) }
      )
    {
      widths[place] += 1
    }
    while widths.reduce(0, +) > 10, let place = widths.indices.max(by: { widths[$0] < widths[$1] }) {
      widths[place] -= 1
    }
    return zip(present, widths).map { ($0, $1) }
  }

  private func range(_ axis: DensityMap.Axis) -> String {
    guard let first = axis.cells.first?.first, let last = axis.cells.last?.last else { return "no values" }
    return first == last ? "\(first)" : "\(first) to \(last) in \(Plural.of(axis.cells.count, "step"))"
  }
}
