internal import Analysis
internal import Spec
internal import SweepModel

/// The answer of a sweep in a line or two, made from the census and the crossings and fits of its curves.
enum Headline {
  static func sentences(_ input: ReportInput) -> [String] {
    var sentences: [String] = []
    let census = input.census
    let wanted = census.planned - census.excluded
    if !census.isFinished {
      let state = census.running > 0 ? "Running" : "Not finished"
      sentences.append("\(state): \(census.done) of \(wanted) tasks done. What follows is preliminary.")
    } else if census.failed + census.cancelled > 0 {
      var parts: [String] = []
      if census.failed > 0 { parts.append("\(census.failed) failed") }
      if census.cancelled > 0 { parts.append("\(census.cancelled) cancelled") }
      sentences.append("\(census.done) of \(wanted) tasks done, \(parts.joined(separator: ", ")).")
    } else {
      sentences.append(wanted == 0 ? "There was nothing to run." : "All \(wanted) tasks done.")
    }
    return sentences + input.curves.compactMap(sentence)
  }

  private static func sentence(_ curve: Curve) -> String? {
    let definition = curve.definition
    switch definition.kind {
    case .heatMap: return heatMapSentence(curve)
    case .trajectory: return trajectorySentence(curve)
    case .scaling: return scalingSentence(curve)
    case .curve: break
    }
    let lines = curve.panels.flatMap(\.series)
    if let level = definition.crossing {
      let crossings = lines.compactMap { $0.crossing?.x }.sorted()
      let known = lines.filter { $0.crossing.map { $0.outcome != .noData } ?? false }.count
      guard let first = crossings.first, let last = crossings.last else {
        guard known > 0 else { return nil }
        let hidden = lines.compactMap(\.crossing).filter(\.isThere).count
        if hidden > 0 {
          let which = known == 1 ? "" : " on \(hidden) of \(known) lines"
          return
            "\(definition.y) crosses \(NumberText.short(level)) next to a point that the axes cannot show\(which)."
        }
        return "\(definition.y) does not cross \(NumberText.short(level)) on any of \(known) lines."
      }
      let low = NumberText.short(first, digits: 3)
      let high = NumberText.short(last, digits: 3)
      let unit = curve.units.x.isEmpty ? "" : " \(curve.units.x)"
      let place = low == high ? "\(low)\(unit)" : "\(low) to \(high)\(unit)"
      let which = known == 1 ? "" : " on \(crossings.count) of \(known) lines"
      return "\(definition.y) crosses \(NumberText.short(level)) at \(definition.x) = \(place)\(which)."
    }
    let slopes = lines.compactMap(\.fit)
    guard let only = slopes.first else { return shareSentence(curve) }
    if slopes.count == 1 {
      let ends = FitText.interval(only)
      return
        "\(definition.y) grows as \(definition.x) to the power \(NumberText.short(only.slope, digits: 3))\(ends)."
    }
    let values = slopes.map(\.slope).sorted()
    guard let low = values.first, let high = values.last else { return nil }
    return "\(definition.y) grows as \(definition.x) to powers from \(NumberText.short(low, digits: 3)) "
      + "to \(NumberText.short(high, digits: 3)) on \(slopes.count) lines."
  }
}
