/// `kind: curve`: metrics against a parameter, or against the step.
package struct LineCurve: Sendable, Hashable {
  /// A parameter, or "step" for streamed metrics against their step.
  package var x: String
  /// Drawn into the same panels; of several each is a line, and ``lines`` is nil.
  package var metrics: [String]
  /// The parameter `series`.
  package var lines: String?
  package var crossing: Double?
  package var fit: CurveDefinition.Fit?
  /// Streamed metrics that say at the same steps what ``metrics`` should be, one for each; empty for none.
  package var theory: [String] = []
  package var overlay: CurveDefinition.Overlay?
  package var xScale = CurveDefinition.Scale.linear
  package var yScale = CurveDefinition.Scale.linear

  /// - Parameter metrics: at least one.
  package init(x: String, metrics: [String], lines: String? = nil) {
    self.x = x
    self.metrics = metrics
    self.lines = lines
  }

  /// The metric, the first of several.
  package var y: String { metrics.first ?? "" }
}

extension LineCurve: CurveContent {
  static let word = "curve"
  static let noun = "a curve"
  static let needs = "`name`, `x` and `y`"
  static let keys =
    [
      "name", "kind", "x", "y", "series", "panel", "statistic", "interval", "crossing", "fit", "overlay",
      "theory", "x-scale", "y-scale", "where",
    ] + SpecChecker.figureKeys + ["x-range", "y-range"]

  var kind: CurveKind { .curve(self) }
  var streamedMetrics: [String] { x == "step" ? metrics + theory : [] }
  var quantities: CurveQuantities { CurveQuantities(x: .parameter(x), y: .metric(y)) }
}
