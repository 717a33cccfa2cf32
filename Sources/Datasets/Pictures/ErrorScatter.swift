/// Draws where patterns were found relative to where they were asked for: one dot for each label, x to the
/// right and y downwards as in the images, and the box within which an image counts as right.
///
/// Positions are mostly whole pixels apart, so that most dots would hide each other: dots at one place are
/// spread around it. Dots of wrong images are hollow. What lies further off than the axes reach is drawn at
/// the frame, and said so.
package struct ErrorScatter {
  private typealias Row = PositionTable.Row

  private let table: PositionTable
  /// Labels with a dot: as many as there are, up to ``largest`` evenly chosen ones.
  private let rows: [Row]
  /// The axes run from minus this to this, px.
  let reach: Double

  /// Dots that an image still can show and a page still can hold.
  static let largest = 4096
  private static let width = 320.0
  private static let plot = 256.0
  private static let left = 52.0
  private static let top = 10.0
  private static let ink = "#1a1a1a"

  package init(_ table: PositionTable) {
    self.table = table
    rows = table.rows(atMost: Self.largest)
    reach = Self.reach(rows, imageSize: table.imageSize)
  }

  /// The shortest axis that shows at least 95 % of the dots, from 2.5 px to the image's size.
  private static func reach(_ rows: [Row], imageSize: Int) -> Double {
    let distances = rows.compactMap { row in row.offsetX.map { max(abs($0), abs(row.offsetY ?? 0)) } }
      .sorted()
    guard !distances.isEmpty else { return 2.5 }
    let most = distances[min((distances.count * 95 + 99) / 100, distances.count) - 1]
    return [2.5, 5, 10, 20, 50, 100, 200, 500].first { most <= $0 } ?? Double(imageSize)
  }

  /// A complete SVG file without scripts, style sheets or references.
  package var svg: String {
    let (dots, beyond) = self.dots()
    let legend = self.legend(beyond: beyond)
    let height = Self.top + Self.plot + 44 + legend.height
    var svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    svg +=
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(Self.width))\" height=\"\(number(height))\" "
    svg += "viewBox=\"0 0 \(number(Self.width)) \(number(height))\" "
    svg +=
      "font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\" font-size=\"11\">\n"
    svg += "<title>Found minus asked position</title>\n"
    svg += "<rect width=\"\(number(Self.width))\" height=\"\(number(height))\" fill=\"#ffffff\"/>\n"
    return svg + axes() + dots + legend.svg + "</svg>\n"
  }

  private func across(_ value: Double) -> Double { Self.left + (value / reach + 1) / 2 * Self.plot }
  private func down(_ value: Double) -> Double { Self.top + (value / reach + 1) / 2 * Self.plot }

  private func axes() -> String {
    let (left, top, size) = (Self.left, Self.top, Self.plot)
    let step = reach <= 2.5 ? 1.0 : reach <= 5 ? 2 : reach / 2
    let ticks = stride(from: -(reach / step).rounded(.down) * step, through: reach, by: step)
    var svg = ""
    for value in ticks {
      let (x, y) = (number(across(value)), number(down(value)))
      let label = value < 0 ? "\u{2212}\(number(-value))" : number(value)
      svg += "<path d=\"M\(x) \(number(top))v\(number(size))M\(number(left)) \(y)h\(number(size))\" "
      svg += "stroke=\"\(value == 0 ? "#b8b8b8" : "#e6e6e6")\" stroke-width=\"1\"/>\n"
      svg += text(label, x: across(value), y: top + size + 15, anchor: "middle")
      svg += text(label, x: left - 6, y: down(value) + 4, anchor: "end")
    }
    let box = min(table.tolerance, reach)
    svg += "<rect x=\"\(number(across(-box)))\" y=\"\(number(down(-box)))\" "
    svg += "width=\"\(number(across(box) - across(-box)))\" height=\"\(number(down(box) - down(-box)))\" "
    svg += "fill=\"none\" stroke=\"\(Self.ink)\" stroke-width=\"1\" stroke-dasharray=\"4 3\"/>\n"
    svg += "<rect x=\"\(number(left))\" y=\"\(number(top))\" width=\"\(number(size))\" "
    svg += "height=\"\(number(size))\" fill=\"none\" stroke=\"#4d4d4d\" stroke-width=\"1\"/>\n"
    svg += text(
      "found \u{2212} asked, x (px)", x: left + size / 2, y: top + size + 34, anchor: "middle", size: 12)
    let (x, y) = (15.0, top + size / 2)
    svg += "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"middle\" font-size=\"12\" "
    svg += "fill=\"\(Self.ink)\" transform=\"rotate(-90 \(number(x)) \(number(y)))\">"
    return svg + "found \u{2212} asked, y (px)</text>\n"
  }

  /// All dots, and how many of them lie beyond the axes.
  private func dots() -> (svg: String, beyond: Int) {
    // Regions that are asked for less often come in the middle of a place.
    let sizes = Dictionary(grouping: rows, by: \.label.region).mapValues(\.count)
    let sorted = rows.enumerated().sorted { first, second in
      let (a, b) = (sizes[first.element.label.region] ?? 0, sizes[second.element.label.region] ?? 0)
      return (a, first.element.label.region.rawValue, first.offset)
        < (b, second.element.label.region.rawValue, second.offset)
    }.map(\.element)
    var places: [Place: [Row]] = [:]
    var beyond = 0
    for row in sorted {
      guard let x = row.offsetX, let y = row.offsetY else { continue }
      if max(abs(x), abs(y)) > reach { beyond += 1 }
      let place = Place(
        x: Int((across(min(max(x, -reach), reach)) * 100).rounded()),
        y: Int((down(min(max(y, -reach), reach)) * 100).rounded()))
      places[place, default: []].append(row)
    }
    let unit = Self.plot / reach / 2
    let radius = rows.count > 600 ? 1.5 : 2.0
    var groups: [Style: String] = [:]
    for (place, members) in places.sorted(by: { ($0.key.y, $0.key.x) < ($1.key.y, $1.key.x) }) {
      let spread = DotSpread.places(
        members.count, spacing: 3.4 * radius, radius: max(0.42 * min(unit, 2 * Self.plot / 10), 6))
      for (member, offset) in zip(members, spread) {
        let x = Double(place.x) / 100 + offset.x
        let y = Double(place.y) / 100 + offset.y
        groups[Style(region: member.label.region, isRight: member.isRight), default: ""] +=
          "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\"/>\n"
      }
    }
    var svg = ""
    for region in Region.allCases {
      for isRight in [true, false] {
        guard let circles = groups[Style(region: region, isRight: isRight)] else { continue }
        let colour = PictureColour.of(region).hexadecimal
        let paint =
          isRight
          ? "fill=\"\(colour)\" fill-opacity=\"0.85\""
          : "fill=\"#ffffff\" fill-opacity=\"0.6\" stroke=\"\(colour)\" stroke-width=\"0.9\""
        svg += "<g \(paint)>\n\(circles)</g>\n"
      }
    }
    return (svg, beyond)
  }

  /// The regions that were asked for with their shares, and what the axes do not show.
  private func legend(beyond: Int) -> (svg: String, height: Double) {
    var svg = ""
    var line = Self.top + Self.plot + 52
    let regions = Region.allCases.filter { region in rows.contains { $0.label.region == region } }
    for region in regions {
      let members = rows.filter { $0.label.region == region }
      let colour = PictureColour.of(region).hexadecimal
      svg += "<rect x=\"\(number(Self.left))\" y=\"\(number(line - 8))\" width=\"9\" height=\"9\" "
      svg += "fill=\"\(colour)\"/>\n"
      svg += text(
        "\(region.rawValue): \(members.count(where: \.isRight)) of \(members.count) right", x: Self.left + 15,
        y: line)
      line += 16
    }
    var notes = rows.contains { !$0.isRight } ? ["hollow: wrong"] : []
    if beyond > 0 { notes.append("\(beyond) beyond, at the frame") }
    let unreadable = rows.count { $0.estimate == nil }
    if unreadable > 0 { notes.append("\(unreadable) without a position") }
    if rows.count < table.rows.count { notes.append("\(rows.count) of \(table.rows.count) labels") }
    if rows.isEmpty { notes.append("no labels") }
    for note in notes {
      svg += text(note, x: Self.left, y: line)
      line += 15
    }
    return (svg, line - Self.top - Self.plot - 44)
  }

  private func text(
    _ content: String, x: Double, y: Double, anchor: String = "start", size: Double = 11
  ) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-size=\"\(number(size))\" "
      + "fill=\"\(Self.ink)\">\(content)</text>\n"
  }

  /// At most two decimals, and none for whole numbers.
  private func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths.magnitude < 1e12 else { return "0" }
    let whole = hundredths / 100
    return whole == whole.rounded() ? "\(Int(whole))" : "\(whole)"
  }
}

extension ErrorScatter {
  /// A place of the picture, in hundredths of its pixels.
  private struct Place: Hashable {
    let x: Int
    let y: Int
  }

  private struct Style: Hashable {
    let region: Region
    let isRight: Bool
  }
}
