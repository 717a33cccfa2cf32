internal import Analysis
internal import Spec
internal import SweepModel

/// Where the lines of another curve cross their level, with power laws.
struct ScalingFigure: CurveFigure {
  let curve: Curve
  let scaling: Scaling

  /// The points are joined by their fit.
  let joinsPoints = false
  var valueHead: String { curve.valueTitle }

  func content(of panel: CurvePanel?, in drawing: PanelDrawing) -> String {
    let lines = panel?.series ?? []
    return scaling.guides.map { drawing.guide($0, lines) }.joined()
      + drawing.lines(lines, overlay: panel?.overlay ?? [])
  }

  var caption: [String] {
    let lines = curve.panels.flatMap(\.series)
    let points = lines.flatMap(\.points)
    var sentences = [
      "\(curve.labels.y.text), where the lines of \(scaling.of) first cross their level, "
        + "against \(curve.labels.x.text)."
    ]
    if let label = curve.labels.lines, lines.count > 1 {
      sentences.append("Colours: \(label.text), as the markers.")
    }
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
    if !scaling.guides.isEmpty {
      let slopes = scaling.guides.map { NumberText.short($0) }
      sentences.append("Grey: slope\(slopes.count > 1 ? "s" : "") \(CurveCaption.list(slopes)).")
    }
    let hidden = points.filter { $0.value != nil && !$0.isDrawable }.count
    if hidden > 0 {
      sentences.append("Left out, since a logarithmic axis cannot show what is at or below zero: \(hidden).")
    }
    return sentences
  }

  /// "images at accuracy = 0.6 grows as image size to the power 1.9 (...) for dataset = bump, 1.1 (...) for ..."
  var headline: String? {
    let slopes = curve.panels.flatMap(\.series).compactMap { line in
      line.fit.map { fit in
        let whose = curve.labels.lines.map { " for \($0.equation(line.key))" } ?? ""
        return NumberText.short(fit.slope, digits: 3) + FitText.interval(fit) + whose
      }
    }
    guard !slopes.isEmpty else { return nil }
    return "\(curve.labels.y.text) grows as \(curve.labels.x.text) to the power "
      + slopes.joined(separator: ", ") + "."
  }
}
