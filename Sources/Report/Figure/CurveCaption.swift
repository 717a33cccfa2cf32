internal import Analysis
internal import SweepModel

/// What the reader must know about a figure: the statistic, n, the interval, what is missing.
enum CurveCaption {
  static func text(_ curve: Curve) -> String {
    let definition = curve.definition
    var sentences: [String] = []
    let name = definition.statistic.rawValue
    let statistic = name.prefix(1).uppercased() + name.dropFirst()
    let over = curve.pooledParameters.isEmpty ? "" : " and over " + list(curve.pooledParameters)
    if let range = curve.replicateRange {
      let n =
        range.lowerBound == range.upperBound
        ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      sentences.append("\(statistic) over replicates\(over); n = \(n) at each point.")
    } else {
      sentences.append("\(statistic) over replicates\(over); no data yet.")
    }
    sentences.append(intervalSentence(curve))
    let census = curve.census
    if let missing = census.missingText {
      let unit = definition.x == "step" ? "values" : "tasks"
      sentences.append("Of \(census.planned) planned \(unit), \(missing).")
    } else if census.planned > 0 {
      sentences.append("Nothing is missing.")
    }
    if census.excluded > 0 { sentences.append("Excluded by the spec: \(census.excluded).") }
    if curve.tasksWithoutX > 0 {
      sentences.append("Tasks without \(definition.x), not shown: \(curve.tasksWithoutX).")
    }
    let hidden = notOnAxes(curve)
    if hidden > 0 {
      sentences.append("Points at or below zero, which a logarithmic axis cannot show: \(hidden).")
    }
    if let overlay = definition.overlay {
      let given = overlay.parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
      let with = given.isEmpty ? "" : " with \(list(given))"
      let drawn = curve.panels.contains { !$0.overlay.isEmpty }
      sentences.append(
        drawn
          ? "Dashed: \(overlay.y) of \(overlay.name)\(with)."
          : "The overlay, \(overlay.y) of \(overlay.name)\(with), has no data.")
    }
    if curve.overlayTasksDropped > 0 {
      sentences.append("Overlay tasks that match no panel or place: \(curve.overlayTasksDropped).")
    }
    return sentences.joined(separator: " ")
  }

  static func intervalName(_ interval: CurveDefinition.Interval) -> String {
    switch interval {
    case .t(let level): "\(NumberText.short(level * 100))% interval (Student's t)"
    case .bootstrap(let level): "\(NumberText.short(level * 100))% interval (bootstrap)"
    case .standardError: "one standard error"
    case .none: "no interval"
    }
  }

  private static func intervalSentence(_ curve: Curve) -> String {
    let drawn = FigureSeries(curve).usesBands ? "Bands" : "Bars"
    if curve.interval == .none {
      return curve.definition.interval == .none
        ? "No intervals." : "No intervals, since those of an extreme value are not valid."
    }
    if curve.replicateRange?.upperBound ?? 0 < 2 { return "No intervals, since they need two replicates." }
    let changed =
      curve.interval == curve.definition.interval ? "" : ", since the declared one holds for a mean only"
    return "\(drawn): \(intervalName(curve.interval))\(changed)."
  }

  private static func notOnAxes(_ curve: Curve) -> Int {
    let definition = curve.definition
    return curve.panels.flatMap(\.series).flatMap(\.points).filter { point in
      guard let value = point.value else { return false }
      return definition.xScale == .log && curve.xCategories == nil && point.x <= 0
        || definition.yScale == .log && value <= 0
    }.count
  }

  /// "a, b and c".
  private static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
