internal import Analysis
internal import Spec
internal import SweepModel

extension CurveCaption {
  /// What the reader must know about a scaling.
  static func scaling(_ curve: Curve) -> [String] {
    let definition = curve.definition
    let lines = curve.panels.flatMap(\.series)
    let points = lines.flatMap(\.points)
    var sentences = [
      "\(definition.y) where the lines of \(definition.source ?? "another curve") first cross their level, "
        + "against \(definition.x)."
    ]
    if let name = curve.linesName, lines.count > 1 { sentences.append("Colours: \(name), as the markers.") }
    if points.contains(where: { $0.lower != nil }) {
      sentences.append("Bars: the intervals of the crossings.")
    } else {
      sentences.append("No intervals.")
    }
    let missing = points.filter { $0.value == nil }.count
    if missing > 0 { sentences.append("No crossing is known on \(missing) of \(points.count) lines.") }
    if lines.contains(where: { $0.fit != nil }) {
      sentences.append("Dotted: power laws; the interval of a slope follows from those of its crossings.")
    }
    if !definition.guides.isEmpty {
      let slopes = definition.guides.map { NumberText.short($0) }
      sentences.append("Grey: slope\(slopes.count > 1 ? "s" : "") \(list(slopes)).")
    }
    let hidden = points.filter { $0.value != nil && !$0.isDrawable }.count
    if hidden > 0 {
      sentences.append("Left out, since a logarithmic axis cannot show what is at or below zero: \(hidden).")
    }
    return sentences
  }
}
