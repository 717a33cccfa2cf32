internal import Analysis
internal import SweepModel

/// What the reader must know about a figure: the statistic, n, the interval, what is missing.
enum CurveCaption {
  static func text(_ curve: Curve) -> String {
    let definition = curve.definition
    if definition.kind == .scaling { return scaling(curve) }
    var sentences: [String] = []
    let name = definition.statistic.rawValue
    let statistic = name.prefix(1).uppercased() + name.dropFirst()
    let over = curve.pooledParameters.isEmpty ? "" : " and over " + list(curve.pooledParameters)
    if let range = curve.replicateRange {
      let n =
        range.lowerBound == range.upperBound
        ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      let each =
        switch definition.kind {
        case .curve, .scaling: "point"
        case .heatMap: "cell"
        case .trajectory: "step"
        }
      sentences.append("\(statistic) over replicates\(over); n = \(n) at each \(each).")
    } else {
      sentences.append("\(statistic) over replicates\(over); no data yet.")
    }
    let selected = definition.selection.sorted { $0.key < $1.key }.map { name, values in
      "\(name) = \(values.map(\.description).joined(separator: " or "))"
    }
    if !selected.isEmpty { sentences.append("Only \(list(selected)).") }
    sentences.append(intervalSentence(curve))
    let census = curve.census
    if let missing = census.missingText {
      let unit = definition.streamedMetrics.isEmpty && definition.moreY.isEmpty ? "tasks" : "values"
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
      sentences.append(
        definition.kind == .heatMap
          ? "Hatched, since a logarithmic scale cannot show values at or below zero: \(hidden)."
          : "Points at or below zero, which a logarithmic axis cannot show: \(hidden).")
    }
    if let range = definition.zRange {
      let beyond = curve.panels.flatMap(\.series).flatMap(\.points).compactMap(\.value)
        .filter { !range.contains($0) }.count
      let ends = "\(NumberText.short(range.lowerBound)) and \(NumberText.short(range.upperBound))"
      sentences.append("Colours end at \(ends); values beyond, in the same colours: \(beyond).")
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
    if !definition.theory.isEmpty { sentences.append("Dashed: \(list(definition.theory)).") }
    if definition.kind == .trajectory { sentences.append(contentsOf: trajectorySentences(curve)) }
    if curve.overlayTasksDropped > 0 {
      sentences.append("Overlay tasks that match no panel or place: \(curve.overlayTasksDropped).")
    }
    return sentences.joined(separator: " ")
  }

  static func intervalName(_ interval: CurveDefinition.Interval) -> String {
    switch interval {
    case .t(let level): "\(NumberText.short(level * 100))% interval (Student's t)"
    case .bootstrap(let level): "\(NumberText.short(level * 100))% interval (bootstrap)"
    case .wilson(let level): "\(NumberText.short(level * 100))% interval (Wilson)"
    case .standardError: "one standard error"
    case .none: "no interval"
    }
  }

  private static func intervalSentence(_ curve: Curve) -> String {
    let drawn =
      switch curve.definition.kind {
      case .curve, .scaling: FigureSeries(curve).usesBands ? "Bands" : "Bars"
      case .heatMap: "In the cells where they fit, and in the table"
      case .trajectory: "In the table"
      }
    if case .wilson = curve.interval { return "\(drawn): \(intervalName(curve.interval))." }
    if curve.interval == .none {
      return curve.definition.interval == .none
        ? "No intervals." : "No intervals, since those of an extreme value are not valid."
    }
    if curve.replicateRange?.upperBound ?? 0 < 2 { return "No intervals, since they need two replicates." }
    let changed =
      curve.interval == curve.definition.interval ? "" : ", since the declared one \(reason(curve))"
    var within = ""
    if case .t = curve.interval, let limits = curve.limits {
      let ends = "\(NumberText.short(limits.lowerBound)) and \(NumberText.short(limits.upperBound))"
      within = ", ending at \(ends), beyond which there are no values"
    }
    return "\(drawn): \(intervalName(curve.interval))\(changed)\(within)."
  }

  /// Why the declared interval was not computed.
  private static func reason(_ curve: Curve) -> String {
    if case .wilson = curve.definition.interval { return "holds for zeros and ones only" }
    return "holds for a mean only"
  }

  private static func trajectorySentences(_ curve: Curve) -> [String] {
    let lines = curve.panels.flatMap(\.series)
    let traced = lines.filter { !$0.traces.isEmpty }.count
    var sentences: [String] = []
    let drawn = lines.map(\.traces.count).max() ?? 0
    if traced > 0 {
      let some = drawn < curve.replicateRange?.upperBound ?? 0
      sentences.append(some ? "Faint: the first \(drawn) replicates." : "Faint: the single replicates.")
    }
    let steps = lines.flatMap(\.points).compactMap(\.step)
    if let first = steps.min(), let last = steps.max() {
      sentences.append("From step \(first), hollow dot, to step \(last), arrow.")
    }
    if !curve.definition.markers.isEmpty {
      var named: [String] = []
      for marker in curve.definition.markers {
        let text = "\(marker.name) (\(NumberText.short(marker.x)), \(NumberText.short(marker.y)))"
        if !named.contains(text) { named.append(text) }
      }
      // Those of single panels are named in the panels.
      let everywhere = curve.definition.markers.allSatisfy(\.panels.isEmpty)
      sentences.append(
        everywhere ? "Crosses: \(list(named))." : "Crosses: named places, by panel.")
    }
    return sentences
  }

  private static func notOnAxes(_ curve: Curve) -> Int {
    let definition = curve.definition
    if definition.kind == .heatMap {
      guard definition.zScale == .log else { return 0 }
      return curve.panels.flatMap(\.series).flatMap(\.points).filter { ($0.value ?? 1) <= 0 }.count
    }
    return curve.panels.flatMap(\.series).flatMap(\.points).filter { point in
      guard let value = point.value else { return false }
      return definition.xScale == .log && curve.xCategories == nil && point.x <= 0
        || definition.yScale == .log && value <= 0
    }.count
  }

  /// "a, b and c".
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
