internal import SweepModel

/// What a stored curve is read back with.
struct StoredCurveContext {
  /// The sweep's experiment, which gives values their types; nil where this program does not have it.
  var schema: ExperimentSchema?
  var catalog: ExperimentCatalog

  /// What the kinds that aggregate have always stored, the absent as null: the ids of sweeps derive from it.
  static func axes(
    x: String, y: String, series: String? = nil, crossing: Double? = nil, fit: CurveDefinition.Fit? = nil,
    xScale: CurveDefinition.Scale = .linear, yScale: CurveDefinition.Scale = .linear
  ) -> [String: JSONValue] {
    [
      "crossing": .optional(crossing), "fit": .optional(fit?.rawValue), "series": .optional(series),
      "x": .text(x), "x-scale": .text(xScale.rawValue), "y": .text(y), "y-scale": .text(yScale.rawValue),
    ]
  }
}
