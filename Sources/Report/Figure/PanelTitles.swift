internal import Analysis
internal import Spec
internal import SweepModel

/// What stands above panels: `σ = 0.3 px`, or the value alone where the name leaves it no room.
enum PanelTitles {
  static func make(
    _ label: Label, keys: [ParameterValue?], size: Double, width: Double
  ) -> [(short: String, full: String)] {
    let full = keys.map { label.equation($0) }
    let fits = full.allSatisfy { TextWidth.of($0, size: size) <= width }
    // The values tell the panels apart, so that they are the last to be cut.
    let values = keys.map { $0.map { label.quantity($0.description) } ?? "none" }
    let short =
      fits ? full : DistinctLabels.fit(values, size: size, width: width)
    return zip(short, full).map { ($0, $1) }
  }

  /// Those of a curve; empty for one without panels.
  static func make(_ curve: Curve, width: Double) -> [(short: String, full: String)] {
    guard let label = curve.labels.panel else { return [] }
    return make(label, keys: curve.panels.map(\.key), size: FigureStyle.titleSize, width: width)
  }
}
