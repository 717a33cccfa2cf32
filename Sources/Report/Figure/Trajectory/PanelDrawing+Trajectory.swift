internal import Analysis
internal import Foundation
internal import Spec
internal import SweepModel

/// The lines of a trajectory: faint replicates, their mean, where it starts and ends, named places.
extension PanelDrawing {
  /// - Parameter markers: those of the panel.
  func trajectories(_ lines: [CurveSeries], markers: [Trajectory.Marker]) -> String {
    var svg = ""
    for line in lines { svg += traces(line) }
    for line in lines { svg += stroke(line, width: 2.2, dash: series.dash(line.key)) }
    for line in lines { svg += ends(line) }
    // Without any line the panel says so, in the place of the names.
    return svg + (lines.contains { !$0.points.isEmpty } ? named(markers) : "")
  }

  private func traces(_ line: CurveSeries) -> String {
    var path = ""
    for trace in line.traces {
      let places = trace.places.compactMap { place in
        x(place.x).flatMap { px in y(place.y).map { (x: px, y: $0) } }
      }
      guard places.count > 1 else { continue }
      path += "M" + thinned(places).joined(separator: "L")
    }
    guard !path.isEmpty else { return "" }
    return "<path d=\"\(path)\" stroke=\"\(series.color(line.key))\" stroke-opacity=\"0.28\" "
      + "stroke-width=\"0.9\"/>\n"
  }

  /// Without places that lie within a third of a pixel of the last one.
  private func thinned(_ places: [(x: Double, y: Double)]) -> [String] {
    var last: (x: Double, y: Double)?
    return places.compactMap { place in
      if let last, hypot(place.x - last.x, place.y - last.y) < 0.33 { return nil }
      last = place
      return "\(Palette.number(place.x)) \(Palette.number(place.y))"
    }
  }

  /// A hollow dot where the mean starts, an arrow where it ends.
  private func ends(_ line: CurveSeries) -> String {
    let places = line.drawn.compactMap { point -> (x: Double, y: Double)? in
      guard let value = point.value, let px = x(point.x), let py = y(value) else { return nil }
      return (px, py)
    }
    guard let first = places.first, let last = places.last else { return "" }
    let color = series.color(line.key)
    var svg =
      "<path d=\"\(Palette.marker(0, x: first.x, y: first.y, radius: 3.6))\" fill=\"#fff\" "
      + "stroke=\"\(color)\" stroke-width=\"1.5\"/>\n"
    // The direction over a few pixels: single steps at the end are too short to tell.
    guard let from = places.last(where: { hypot($0.x - last.x, $0.y - last.y) > 6 }) else { return svg }
    svg += "<path d=\"\(PanelDrawing.arrow(at: last, from: from))\" fill=\"\(color)\" stroke=\"#fff\" "
    return svg + "stroke-width=\"0.7\"/>\n"
  }

  /// An arrow's head with its tip at a place.
  static func arrow(at tip: (x: Double, y: Double), from: (x: Double, y: Double)) -> String {
    let length = max(1e-9, hypot(tip.x - from.x, tip.y - from.y))
    let (dx, dy) = ((tip.x - from.x) / length, (tip.y - from.y) / length)
    func corner(_ along: Double, _ aside: Double) -> String {
      "\(Palette.number(tip.x - along * dx - aside * dy)) \(Palette.number(tip.y - along * dy + aside * dx))"
    }
    return "M" + [corner(-2, 0), corner(9, 4.5), corner(9, -4.5)].joined(separator: "L") + "Z"
  }

  /// Crosses with their names beside them, where a name neither leaves the panel nor covers another one.
  private func named(_ places: [Trajectory.Marker]) -> String {
    var svg = ""
    var taken: [(left: Double, right: Double, y: Double)] = []
    for place in places {
      guard let px = x(place.x), let py = y(place.y) else { continue }
      let cross =
        "M\(Palette.number(px - 5)) \(Palette.number(py))h10M\(Palette.number(px)) "
        + "\(Palette.number(py - 5))v10"
      svg += "<path d=\"\(cross)\" stroke=\"#fff\" stroke-width=\"4\"/>\n"
      svg += "<path d=\"\(cross)\" stroke=\"\(FigureStyle.ink)\" stroke-width=\"2\"/>\n"
      let name = TextWidth.fit(place.name, size: FigureStyle.tickSize, width: width * 0.4)
      let length = TextWidth.of(name, size: FigureStyle.tickSize)
      let choices = [
        (px + 8, py - 5), (px - 8 - length, py - 5), (px + 8, py + 14), (px - 8 - length, py + 14),
      ]
      let free = choices.first { left, base in
        left >= self.left + 2 && left + length <= self.left + width - 2 && base >= top + 12
          && base <= top + height - 3
          && taken.allSatisfy { left + length < $0.left || left > $0.right || abs(base - $0.y) > 13 }
      }
      guard let free else { continue }
      taken.append((free.0, free.0 + length, free.1))
      svg += "<g stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\" stroke-linejoin=\"round\">"
      svg += FigureStyle.text(name, x: free.0, y: free.1, weight: "bold") + "</g>\n"
    }
    return svg
  }
}
