internal import Analysis
internal import Spec
internal import SweepModel

/// What the reader must know about a figure: the statistic, n, what colours, bands and marks mean, and what is
/// missing.
enum CurveCaption {
  static func text(_ curve: Curve) -> String {
    (curve.asFigure.caption + curve.notes).joined(separator: " ")
  }

  /// Of a figure that is made of a statistic over the replicates.
  static func sentences(_ figure: any CurveFigure) -> [String] {
    let curve = figure.curve
    let definition = curve.definition
    var sentences =
      [statistic(curve, at: figure.place)] + selection(definition, curve.names) + figure.colours
    sentences.append(IntervalText.sentence(curve))
    sentences += crossings(curve)
    let census = curve.census
    if let missing = census.missingText {
      let unit = definition.streamedMetrics.isEmpty && !definition.showsSeveralMetrics ? "tasks" : "values"
      sentences.append("Of \(census.planned) planned \(unit), \(missing).")
    }
    if census.excluded > 0 { sentences.append("Excluded by the spec: \(census.excluded).") }
    if curve.tasksWithoutX > 0 {
      sentences.append("Tasks without \(curve.labels.x.text), not shown: \(curve.tasksWithoutX).")
    }
    return sentences + figure.leftOut + overlay(curve)
  }

  /// "Only σ = 0.3 px."
  static func selection(_ definition: CurveDefinition, _ labels: Labels) -> [String] {
    let selected = definition.selection.sorted { $0.key < $1.key }.map { name, values in
      let label = labels.parameter(name)
      return "\(label.text) = \(label.quantity(values.map(\.description).joined(separator: " or ")))"
    }
    return selected.isEmpty ? [] : ["Only \(list(selected))."]
  }

  /// "Mean over replicates; n = 3 at each point." n is what it is: also where a point has none.
  private static func statistic(_ curve: Curve, at place: String) -> String {
    let statistic = curve.definition.statistic
    let name = statistic.rawValue
    var text = name.prefix(1).uppercased() + name.dropFirst() + " over replicates"
    if !curve.pooledParameters.isEmpty {
      let others = list(curve.pooledParameters.map { curve.names.parameter($0).text })
      switch statistic {
      case .mean, .median: text += " of each replicate's mean over \(others)"
      case .minimum, .maximum: text += " and over \(others)"
      }
    }
    guard let range = curve.replicateRange else { return text + "; no data yet." }
    let bare = withoutValues(curve)
    let least = bare.isEmpty ? range.lowerBound : 0
    let n = least == range.upperBound ? "\(least)" : "\(least) to \(range.upperBound)"
    text += "; n = \(n) at each \(place)"
    if !bare.isEmpty {
      let shown = bare.count <= 4 ? bare : Array(bare.prefix(3)) + ["\(bare.count - 3) others"]
      text += ", none at " + list(shown)
    }
    return text + "."
  }

  /// The points that were planned and have no value, by their place.
  private static func withoutValues(_ curve: Curve) -> [String] {
    var places: [String] = []
    for panel in curve.panels {
      for line in panel.series {
        for point in line.points where point.n == 0 && point.census.planned > 0 {
          let label = curve.labels.x
          let place =
            ["\(label.text) = \(label.quantity(curve.xText(point.x)))"]
            + curve.place(panel: panel.key, line: line.key)
          places.append(place.count == 1 ? place[0] : "(\(place.joined(separator: ", ")))")
        }
      }
    }
    return places
  }

  static func colours(_ curve: Curve) -> [String] {
    let series = FigureSeries(curve)
    var sentences: [String] = []
    if let label = curve.labels.lines, series.keys.count > 1 {
      sentences.append("Colours: \(label.text)\(series.showsMarkers ? ", as the markers" : "").")
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
    let labels = curve.names
    var sentences: [String] = []
    if let overlay = definition.overlay {
      let given = overlay.parameters.sorted { $0.key < $1.key }.map {
        labels.parameter($0.key).equation($0.value)
      }
      let with = given.isEmpty ? "" : " with \(list(given))"
      let name = "\(labels.metric(overlay.y).text) of \(curve.overlayName ?? overlay.name)\(with)"
      let drawn = curve.panels.flatMap(\.overlay).flatMap(\.drawn)
      if drawn.isEmpty {
        sentences.append("The overlay, \(name), has no data.")
      } else {
        let mark = curve.xCategories == nil ? "Dashed, with crosses" : "Crosses"
        let bars = drawn.contains { $0.lower != nil } ? "; thin bars: its intervals" : ""
        sentences.append("\(mark): \(name)\(bars).")
      }
    }
    if !definition.theory.isEmpty {
      sentences.append("Dashed: \(list(definition.theory.map { labels.metric($0).text })).")
    }
    if curve.overlayTasksDropped > 0 {
      sentences.append("Overlay tasks that match no panel or place: \(curve.overlayTasksDropped).")
    }
    return sentences
  }

  /// Points that the axes have no place for, and those beyond the frame.
  static func leftOut(_ curve: Curve) -> [String] {
    let area = curve.area
    let points = curve.panels.flatMap(\.series).flatMap(\.points).filter { $0.value != nil }
    var sentences: [String] = []
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

  /// "a, b and c".
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
