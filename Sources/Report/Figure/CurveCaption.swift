internal import Analysis
internal import Spec
internal import SweepModel

/// What the reader must know about a figure: the statistic, n, what colours, bands and marks mean, and what is
/// missing.
enum CurveCaption {
  static func text(_ curve: Curve) -> String {
    let definition = curve.definition
    if definition.kind == .scaling { return (scaling(curve) + curve.notes).joined(separator: " ") }
    var sentences = [statistic(curve)]
    let selected = definition.selection.sorted { $0.key < $1.key }.map { name, values in
      "\(name) = \(values.map(\.description).joined(separator: " or "))"
    }
    if !selected.isEmpty { sentences.append("Only \(list(selected)).") }
    sentences += colours(curve)
    sentences.append(IntervalText.sentence(curve))
    sentences += crossings(curve)
    let census = curve.census
    if let missing = census.missingText {
      let unit = definition.streamedMetrics.isEmpty && definition.moreY.isEmpty ? "tasks" : "values"
      sentences.append("Of \(census.planned) planned \(unit), \(missing).")
    }
    if census.excluded > 0 { sentences.append("Excluded by the spec: \(census.excluded).") }
    if curve.tasksWithoutX > 0 {
      sentences.append("Tasks without \(definition.x), not shown: \(curve.tasksWithoutX).")
    }
    sentences += leftOut(curve)
    sentences += overlay(curve)
    if definition.kind == .trajectory { sentences += trajectory(curve) }
    return (sentences + curve.notes).joined(separator: " ")
  }

  /// "Mean over replicates; n = 3 at each point." n is what it is: also where a point has none.
  private static func statistic(_ curve: Curve) -> String {
    let statistic = curve.definition.statistic
    let name = statistic.rawValue
    var text = name.prefix(1).uppercased() + name.dropFirst() + " over replicates"
    if !curve.pooledParameters.isEmpty {
      let others = list(curve.pooledParameters)
      switch statistic {
      case .mean, .median: text += " of each replicate's mean over \(others)"
      case .minimum, .maximum: text += " and over \(others)"
      }
    }
    guard let range = curve.replicateRange else { return text + "; no data yet." }
    let each =
      switch curve.definition.kind {
      case .curve, .scaling: "point"
      case .heatMap: "cell"
      case .trajectory: "step"
      }
    let bare = withoutValues(curve)
    let least = bare.isEmpty ? range.lowerBound : 0
    let n = least == range.upperBound ? "\(least)" : "\(least) to \(range.upperBound)"
    text += "; n = \(n) at each \(each)"
    if !bare.isEmpty {
      let shown = bare.count <= 4 ? bare : Array(bare.prefix(3)) + ["\(bare.count - 3) others"]
      text += ", none at " + list(shown)
    }
    return text + "."
  }

  /// The points that were planned and have no value, by their place.
  private static func withoutValues(_ curve: Curve) -> [String] {
    let definition = curve.definition
    var places: [String] = []
    for panel in curve.panels {
      for line in panel.series {
        for point in line.points where point.n == 0 && point.census.planned > 0 {
          var place = ["\(definition.x) \(curve.xText(point.x))"]
          if let name = curve.linesName { place.append("\(name) \(line.label(unnamed: "none"))") }
          if let name = definition.panel { place.append("\(name) \(panel.key?.description ?? "none")") }
          places.append(place.count == 1 ? place[0] : "(\(place.joined(separator: ", ")))")
        }
      }
    }
    return places
  }

  private static func colours(_ curve: Curve) -> [String] {
    let definition = curve.definition
    guard definition.kind != .heatMap else {
      var sentences = [
        "Colours: \(definition.moreY.isEmpty ? definition.metric : "the metrics"), darker for more."
      ]
      if let range = definition.zRange {
        let beyond = curve.drawn.compactMap(\.value).filter { !range.contains($0) }.count
        let ends = "\(NumberText.short(range.lowerBound)) and \(NumberText.short(range.upperBound))"
        sentences.append("Colours end at \(ends); values beyond, in the same colours: \(beyond).")
      }
      let grid = HeatMapGrid(curve)
      if grid.hasEmpty { sentences.append("Hatched: no value.") }
      if grid.hasIncomplete { sentences.append("Dark corner: some replicates are missing.") }
      return sentences
    }
    let series = FigureSeries(curve)
    var sentences: [String] = []
    if let name = curve.linesName, series.keys.count > 1 {
      sentences.append("Colours: \(name)\(series.showsMarkers ? ", as the markers" : "").")
    }
    if series.hasIncomplete { sentences.append("Hollow markers: some replicates are missing.") }
    if series.hasFit { sentences.append("Dotted: power laws.") }
    return sentences
  }

  /// What the crossings are and how their intervals were made: one kind for each level that is asked for.
  private static func crossings(_ curve: Curve) -> [String] {
    var sentences: [String] = []
    let lines = curve.panels.flatMap(\.series)
    if let level = curve.definition.crossing {
      let methods = Set(lines.compactMap(\.crossing?.method))
      let text = "Grey line: the level \(NumberText.short(level))"
      sentences.append(methods.isEmpty ? text + "." : text + "; \(CrossingNotes.methods(methods, curve)).")
    }
    if lines.contains(where: { $0.place != nil }) {
      sentences.append("Bars on the level: between which points a refined sweep found the crossing.")
    }
    return sentences
  }

  private static func overlay(_ curve: Curve) -> [String] {
    let definition = curve.definition
    var sentences: [String] = []
    if let overlay = definition.overlay {
      let given = overlay.parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
      let with = given.isEmpty ? "" : " with \(list(given))"
      let name = "\(overlay.y) of \(curve.overlayName ?? overlay.name)\(with)"
      let drawn = curve.panels.flatMap(\.overlay).flatMap(\.drawn)
      if drawn.isEmpty {
        sentences.append("The overlay, \(name), has no data.")
      } else {
        let mark = curve.xCategories == nil ? "Dashed, with crosses" : "Crosses"
        let bars = drawn.contains { $0.lower != nil } ? "; thin bars: its intervals" : ""
        sentences.append("\(mark): \(name)\(bars).")
      }
    }
    if !definition.theory.isEmpty { sentences.append("Dashed: \(list(definition.theory)).") }
    if curve.overlayTasksDropped > 0 {
      sentences.append("Overlay tasks that match no panel or place: \(curve.overlayTasksDropped).")
    }
    return sentences
  }

  /// Points that the axes have no place for, and those beyond the frame.
  private static func leftOut(_ curve: Curve) -> [String] {
    let area = curve.area
    let points = curve.panels.flatMap(\.series).flatMap(\.points).filter { $0.value != nil }
    var sentences: [String] = []
    if curve.definition.kind == .heatMap {
      let hidden = points.filter { !$0.isDrawable }.count
      if hidden > 0 {
        sentences.append(
          "Hatched, since a logarithmic scale cannot show values at or below zero: \(hidden).")
      }
      return sentences
    }
    if let range = area.xRange {
      let outside = points.filter { !range.contains($0.x) }.count
      if outside > 0 { sentences.append("Points outside of the axis, left out of everything: \(outside).") }
    }
    let hidden = points.filter { point in
      !point.isDrawable && (area.xRange?.contains(point.x) ?? true)
    }.count
    if hidden > 0 {
      sentences.append(
        "Points at or below zero, which a logarithmic axis cannot show and no line, crossing or fit is made of: "
          + "\(hidden).")
    }
    if let range = curve.definition.figure.yRange {
      let beyond = curve.drawn.compactMap(\.value).filter { !range.contains($0) }.count
      if beyond > 0 { sentences.append("Points beyond the frame: \(beyond).") }
    }
    return sentences
  }

  private static func trajectory(_ curve: Curve) -> [String] {
    let lines = curve.panels.flatMap(\.series)
    let traced = lines.filter { !$0.traces.isEmpty }.count
    var sentences: [String] = []
    let drawn = lines.map(\.traces.count).max() ?? 0
    if traced > 0 {
      let single = curve.pooledParameters.isEmpty ? "replicates" : "tasks"
      let used = lines.flatMap(\.points).map(\.census.used).max() ?? 0
      sentences.append(drawn < used ? "Faint: the first \(drawn) \(single)." : "Faint: the single \(single).")
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

  /// "a, b and c".
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
