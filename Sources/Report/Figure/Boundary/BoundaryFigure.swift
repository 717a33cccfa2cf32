package import Analysis
package import Spec
package import SweepModel

/// Draws the boundary in one plane with its band, over a map of the points that were placed to find it.
///
/// Values of both axes are equally far apart, as in a heat map, whatever their ratios.
package struct BoundaryFigure {
  private static let left = 86.0
  private static let top = 34.0
  private static let cell = 46.0
  private static let most = 620.0
  /// Where the scale of the colours begins, right of the plane, and all that it takes there.
  private static let (gap, scaleWidth) = (34.0, 92.0)

  /// One row of the plane.
  struct Row {
    var y: ParameterValue
    var result: RefinementResult
    var places: [SweepRefinement.Place]
  }

  private let rule: Refinement
  private let labels: Labels
  private let xs: [Double]
  private let rows: [Row]
  /// The axes beside the plane's, as people read them; empty where there are none.
  let title: String

  /// - Parameter plane: of the sweep's grid, whose rows are series.
  package init(
    _ plane: RefinementGrid.Plane, xs: [Double], series: [SweepRefinement.Series], rule: Refinement,
    labels: Labels
  ) {
    self.rule = rule
    self.labels = labels
    self.xs = xs
    rows = plane.rows.compactMap { row in
      guard series.indices.contains(row.series) else { return nil }
      let line = series[row.series]
      let value = line.coordinates.first { $0.axis == rule.across }?.value ?? .real(row.y)
      return Row(y: value, result: line.result, places: line.places)
    }
    title = plane.coordinates.map { labels.parameter($0.axis).equation($0.value) }.joined(separator: ", ")
  }

  /// An `svg` element.
  package func render() -> String { svg(inPrint: false) }

  /// The image as a file of its own.
  package func file() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(inPrint: true)
  }

  /// What it shows, in a sentence.
  package var caption: String {
    let count = rows.reduce(0) { $0 + $1.places.count }
    return "Where \(labels.metric(rule.metric).text) crosses \(NumberText.short(rule.level))"
      + (title.isEmpty ? "" : ", \(title)")
      + ": the line joins the most likely places, the band the intervals of the rows. "
      + "\(Plural.of(count, "point")) of \(rows.count * xs.count) were placed; darker ones have larger means, "
      + "and larger circles more replicates. Red on the scale of the colours: the level."
  }

  private var columnWidth: Double { min(Self.cell, Self.most / Double(max(xs.count, 1))) }
  private var rowHeight: Double { min(Self.cell * 0.7, Self.most / Double(max(rows.count, 1))) }
  private var width: Double { Self.left + columnWidth * Double(xs.count) + Self.scaleWidth }
  private var height: Double { Self.top + rowHeight * Double(rows.count) + 56 }

  /// The means' colours, and the level among them.
  private var scale: AxisScale {
    let means = rows.flatMap { $0.places.compactMap(\.mean) }
    return AxisScale(means + [rule.level], isLogarithmic: false, padding: 0, fromZero: false)
  }

  /// Rows rise upwards.
  private func y(_ row: Int) -> Double { Self.top + rowHeight * (Double(rows.count - 1 - row) + 0.5) }

  /// The place of a value between those of the axis.
  private func x(_ value: Double) -> Double {
    guard let index = xs.lastIndex(where: { $0 <= value }) else { return Self.left + columnWidth / 2 }
    var share = Double(index)
    if index + 1 < xs.count { share += (value - xs[index]) / (xs[index + 1] - xs[index]) }
    return Self.left + columnWidth * (share + 0.5)
  }

  private func svg(inPrint: Bool) -> String {
    SVGElement.text(
      width: max(280, width), height: height.rounded(.up), inPrint: inPrint,
      title: "Boundary" + (title.isEmpty ? "" : ": \(title)"), description: caption,
      content: band() + points() + line() + axes() + colours())
  }

  private func band() -> String {
    var path = ""
    for run in runs() {
      let ends = run.compactMap { row in rows[row].result.interval.map { (row, $0) } }
      let lower = ends.map { "\(Palette.number(x($1.lowerBound))) \(Palette.number(y($0)))" }
      let upper = ends.reversed().map { "\(Palette.number(x($1.upperBound))) \(Palette.number(y($0)))" }
      if run.count == 1, let (row, interval) = ends.first {
        // A row by itself has no neighbour to be joined with.
        let (from, to) = (x(interval.lowerBound), x(interval.upperBound))
        let (top, bottom) = (y(row) - rowHeight / 4, y(row) + rowHeight / 4)
        path += "M\(Palette.number(from)) \(Palette.number(top))H\(Palette.number(to))"
        path += "V\(Palette.number(bottom))H\(Palette.number(from))Z"
      } else {
        path += "M" + (lower + upper).joined(separator: "L") + "Z"
      }
    }
    return path.isEmpty ? "" : "<path d=\"\(path)\" fill=\"#d95f02\" fill-opacity=\"0.3\"/>\n"
  }

  /// Rows with a crossing, as far as they are neighbours.
  private func runs() -> [[Int]] {
    var runs: [[Int]] = []
    for row in rows.indices where rows[row].result.interval != nil {
      if let last = runs.last?.last, last == row - 1 {
        runs[runs.count - 1].append(row)
      } else {
        runs.append([row])
      }
    }
    return runs
  }

  private func line() -> String {
    runs().map { run in
      let places = run.compactMap { row in
        rows[row].result.estimate.map { "\(Palette.number(x($0))) \(Palette.number(y(row)))" }
      }
      return
        "<path d=\"M\(places.joined(separator: "L"))\" fill=\"none\" stroke=\"#b30000\" stroke-width=\"2\"/>\n"
    }.joined()
  }

  private func points() -> String {
    let scale = scale
    let largest = Double(rows.flatMap { $0.places.map(\.count) }.max() ?? 1)
    var svg = ""
    for row in rows.indices {
      for place in rows[row].places {
        let size =
          min(columnWidth, rowHeight) * (0.16 + 0.2 * (Double(place.count) / max(largest, 1)).squareRoot())
        let fill = place.mean.flatMap(scale.share).map(HeatMapColors.fill)
        let words =
          "\(labels.parameter(rule.along).text) \(NumberText.short(place.x)), "
          + "\(labels.parameter(rule.across ?? "").text) \(rows[row].y): "
          + (place.mean.map { "\(NumberText.short($0)) of \(place.count)" } ?? "no value")
        svg += "<circle cx=\"\(Palette.number(x(place.x)))\" cy=\"\(Palette.number(y(row)))\" "
        svg +=
          "r=\"\(Palette.number(max(2, size)))\" fill=\"\(fill ?? "#ffffff")\" stroke=\"\(FigureStyle.frame)\">"
        svg += "<title>\(Markup.escape(words))</title></circle>\n"
      }
    }
    return svg
  }

  private func colours() -> String {
    let (x, length) = (Self.left + columnWidth * Double(xs.count) + Self.gap, rowHeight * Double(rows.count))
    let bar = ColorBar(
      scale: scale, title: labels.metric(rule.metric).text, isUpright: true, x: x, y: Self.top, length: length
    )
    guard let share = scale.share(rule.level) else { return bar.draw() }
    let place = Palette.number(Self.top + (1 - share) * length)
    return bar.draw()
      + "<path d=\"M\(Palette.number(x - 3)) \(place)h20\" stroke=\"#b30000\" stroke-width=\"2\"/>\n"
  }

  private func axes() -> String {
    let (right, bottom) = (
      Self.left + columnWidth * Double(xs.count), Self.top + rowHeight * Double(rows.count)
    )
    var svg = "<rect x=\"\(Palette.number(Self.left))\" y=\"\(Palette.number(Self.top))\" "
    svg += "width=\"\(Palette.number(right - Self.left))\" height=\"\(Palette.number(bottom - Self.top))\" "
    svg += "fill=\"none\" stroke=\"\(FigureStyle.frame)\"/>\n"
    let everyColumn = max(1, Int((40 / columnWidth).rounded(.up)))
    for index in xs.indices where index % everyColumn == 0 {
      svg += FigureStyle.text(
        NumberText.short(xs[index]), x: Self.left + columnWidth * (Double(index) + 0.5), y: bottom + 16,
        anchor: "middle")
    }
    let everyRow = max(1, Int((14 / rowHeight).rounded(.up)))
    for row in rows.indices where row % everyRow == 0 {
      svg += FigureStyle.text(rows[row].y.description, x: Self.left - 8, y: y(row) + 4, anchor: "end")
    }
    svg += FigureStyle.text(
      labels.parameter(rule.along).title, x: (Self.left + right) / 2, y: bottom + 38,
      size: FigureStyle.titleSize,
      anchor: "middle")
    svg += FigureStyle.text(
      labels.parameter(rule.across ?? "").title, x: 16, y: (Self.top + bottom) / 2,
      size: FigureStyle.titleSize,
      anchor: "middle", turn: -90)
    if !title.isEmpty {
      svg += FigureStyle.text(
        title, x: (Self.left + right) / 2, y: 20, size: FigureStyle.titleSize, anchor: "middle")
    }
    return svg
  }
}
