internal import Analysis
internal import Spec
internal import SweepModel

/// What stands above panels: `sigma = 0.3 px`, or the value alone where the name leaves it no room.
enum PanelTitles {
  static func make(
    _ name: String, unit: String, keys: [ParameterValue?], size: Double, width: Double
  ) -> [(short: String, full: String)] {
    let values = keys.map { "\($0?.description ?? "none")\(unit.isEmpty ? "" : " \(unit)")" }
    let full = values.map { "\(name) = \($0)" }
    let fits = full.allSatisfy { TextWidth.of($0, size: size) <= width }
    // The values tell the panels apart, so that they are the last to be cut.
    let short =
      fits ? full : DistinctLabels.fit(values, size: size, width: width)
    return zip(short, full).map { ($0, $1) }
  }

  /// Those of a curve; empty for one without panels.
  static func make(_ curve: Curve, width: Double) -> [(short: String, full: String)] {
    guard let name = curve.definition.panel else { return [] }
    return make(
      name, unit: curve.units.panel, keys: curve.panels.map(\.key), size: FigureStyle.titleSize, width: width)
  }
}
