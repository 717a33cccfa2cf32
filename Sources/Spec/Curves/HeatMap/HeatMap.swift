internal import SweepModel

/// `kind: heat-map`: a metric by colour over two parameters; x may be the step, and the rows may be metrics.
package struct HeatMap: Sendable, Hashable {
  /// The word in place of a parameter for the rows of several metrics.
  package static let metricRows = "metric"

  /// A parameter, or "step" for streamed metrics.
  package var x: String
  /// The parameter of the rows, or ``metricRows``.
  package var y: String
  /// What is coloured; of several each has a row, the first at the top.
  package var metrics: [String]
  /// How the colours follow the values.
  package var scale = CurveDefinition.Scale.linear
  /// Where the colours begin and end; nil for where the values do.
  package var range: ClosedRange<Double>?

  /// - Parameter z: what is coloured, at least one.
  package init(x: String, y: String, z: [String]) {
    self.x = x
    self.y = y
    metrics = z
  }

  /// The metric that is coloured, the first of several.
  package var z: String { metrics.first ?? "" }
  package var hasMetricRows: Bool { metrics.count > 1 }
}

extension HeatMap: CurveContent {
  static let word = "heat-map"
  static let noun = "a heat map"
  static let needs = "`name`, `x`, `y` and `z`"
  static let keys =
    ["name", "kind", "x", "y", "z", "panel", "statistic", "interval", "z-scale", "z-range", "where"]
    + SpecChecker.figureKeys + ["z-label"]
  static let parameterKeys = ["x", "y", "panel"]

  var kind: CurveKind { .heatMap(self) }
  var lines: String? { hasMetricRows ? nil : y }
  var streamedMetrics: [String] { x == "step" ? metrics : [] }
  var yScale: CurveDefinition.Scale { scale }
  var quantities: CurveQuantities { CurveQuantities(x: .parameter(x), y: .parameter(y), z: .metric(z)) }
  func title(_ labels: Labels) -> String {
    let along = labels.parameter(x).text
    return hasMetricRows
      ? "\(metrics.count) metrics over \(along)"
      : "\(labels.metric(z).text) over \(along) and \(labels.parameter(y).text)"
  }

  var members: [String: JSONValue] {
    var members = StoredCurveContext.axes(x: x, y: y)
    members["kind"] = .text(HeatMap.word)
    members["z"] = .text(z)
    if hasMetricRows { members["more-y"] = .words(Array(metrics.dropFirst())) }
    if scale != .linear { members["z-scale"] = .text(scale.rawValue) }
    if let range { members["z-range"] = .list([.real(range.lowerBound), .real(range.upperBound)]) }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let x = json["x"]?.text, let y = json["y"]?.text, let z = json["z"]?.text else { return nil }
    self.init(x: x, y: y, z: [z] + (json["more-y"]?.list?.compactMap(\.text) ?? []))
    scale = json["z-scale"]?.text.flatMap(CurveDefinition.Scale.init) ?? .linear
    guard let stored = json["z-range"] else { return }
    guard let ends = stored.list?.compactMap(\.number), ends.count == 2, ends[0] < ends[1] else { return nil }
    range = ends[0]...ends[1]
  }
}
