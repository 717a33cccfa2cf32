internal import Analysis
internal import Foundation
internal import Spec
internal import SweepModel

/// The lines about heat maps and trajectories.
extension Headline {
  /// The range of what is coloured, and where it is largest: "rise is 0 to 0.41 over depth and dimension, most
  /// at depth 4, dimension 2 (0.3 to 0.5)."
  static func heatMapSentence(_ curve: Curve) -> String? {
    let definition = curve.definition
    // Along steps, or among several metrics, a largest value answers nothing.
    guard definition.x != "step", !definition.hasMetricRows else { return nil }
    var cells: [(panel: CurvePanel, row: CurveSeries, point: CurvePoint, value: Double)] = []
    for panel in curve.panels {
      for row in panel.series {
        for point in row.drawn {
          if let value = point.value { cells.append((panel, row, point, value)) }
        }
      }
    }
    guard let least = cells.map(\.value).min(), let most = cells.max(by: { $0.value < $1.value }) else {
      return nil
    }
    let metric = definition.metric
    let over = "over \(definition.x) and \(definition.y)"
    let finest = HeatMapGrid(curve).finest
    func text(_ value: Double) -> String { HeatMapText.number(value, finest: finest) }
    let (low, high) = (text(least), text(most.value))
    if low == high { return "\(metric) is \(low) everywhere \(over)." }
    let ties = cells.filter { $0.value == most.value }.count
    guard ties == 1 else {
      return "\(metric) is \(low) to \(high) \(over); \(ties) of \(cells.count) cells have the most."
    }
    var place =
      "\(definition.x) \(curve.xText(most.point.x)), \(definition.y) \(most.row.label(unnamed: "none"))"
    if let panel = definition.panel { place += ", \(panel) \(most.panel.key?.description ?? "none")" }
    var ends = ""
    if let lower = most.point.lower, let upper = most.point.upper {
      ends = " (\(text(lower)) to \(text(upper)))"
    }
    return "\(metric) is \(low) to \(high) \(over), most at \(place)\(ends)."
  }

  /// The least and the most of shares, each with its interval; nil for other curves.
  static func shareSentence(_ curve: Curve) -> String? {
    guard case .wilson = curve.interval, curve.definition.moreY.isEmpty else { return nil }
    let points = curve.drawn
    guard let least = points.min(by: { ($0.value ?? 0) < ($1.value ?? 0) }),
      let most = points.max(by: { ($0.value ?? 0) < ($1.value ?? 0) })
    else { return nil }
    func text(_ point: CurvePoint) -> String {
      let numbers = [point.value, point.lower, point.upper].map {
        HeatMapText.number($0 ?? 0, finest: 0.01)
      }
      return "\(numbers[0]) (\(numbers[1]) to \(numbers[2]))"
    }
    let along = "along \(curve.definition.x)"
    if least.value == most.value { return "\(curve.definition.y) is \(text(most)) everywhere \(along)." }
    return "\(curve.definition.y) is \(text(least)) to \(text(most)) \(along)."
  }

  /// "images-2d at the crossing grows as image-size to the power 1.9 (...) for bump, 1.1 (...) for bump+stripes."
  static func scalingSentence(_ curve: Curve) -> String? {
    let slopes = curve.panels.flatMap(\.series).compactMap { line in
      line.fit.map { fit in
        let whose = curve.definition.series.map { " for \($0) \(line.label(unnamed: "none"))" } ?? ""
        return NumberText.short(fit.slope, digits: 3) + FitText.interval(fit) + whose
      }
    }
    guard !slopes.isEmpty else { return nil }
    return "\(curve.definition.y) at the crossing grows as \(curve.definition.x) to the power "
      + slopes.joined(separator: ", ") + "."
  }

  /// Where the means end, and how much longer than straight their ways are.
  static func trajectorySentence(_ curve: Curve) -> String? {
    let definition = curve.definition
    var detours: [Double] = []
    var (arrived, ends, goal) = (0, 0, "")
    for panel in curve.panels {
      let markers = definition.markers.filter { $0.isIn(panel: panel.key) }
      for line in panel.series {
        let places = line.drawn.compactMap { point in point.value.map { (x: point.x, y: $0) } }
        guard let first = places.first, let last = places.last, places.count > 1 else { continue }
        let way = zip(places, places.dropFirst()).reduce(0) { $0 + hypot($1.1.x - $1.0.x, $1.1.y - $1.0.y) }
        let chord = hypot(last.x - first.x, last.y - first.y)
        if chord > 0, (way / chord).isFinite { detours.append(way / chord) }
        ends += 1
        // The first marker is where the way should lead.
        guard let target = markers.first else { continue }
        goal = target.name
        let nearest = markers.min {
          hypot($0.x - last.x, $0.y - last.y) < hypot($1.x - last.x, $1.y - last.y)
        }
        if nearest == target { arrived += 1 }
      }
    }
    guard let least = detours.min(), let most = detours.max() else { return nil }
    let (low, high) = (NumberText.short(least, digits: 3), NumberText.short(most, digits: 3))
    let length = low == high ? low : "\(low) to \(high)"
    var sentence =
      "The mean way of \(definition.x) and \(definition.y) is \(length) times as long as straight"
    if !goal.isEmpty { sentence += ", and ends nearest to \(goal) on \(arrived) of \(ends) lines" }
    return sentence + "."
  }
}
