package import SweepModel

extension CurveDefinition {
  /// What a curve is drawn as.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Lines of metrics against a parameter or the step.
    case curve
    /// A metric by colour over two parameters, `x` and `y`; x may be the step, and the rows may be metrics.
    case heatMap = "heat-map"
    /// One streamed metric against another, along the steps.
    case trajectory
    /// Where the lines of another curve cross its level, against the parameter that tells them apart.
    case scaling
  }

  /// A named place that a trajectory is drawn with.
  package struct Marker: Sendable, Hashable {
    package var name: String
    /// In the units of the metrics on the two axes.
    package var x: Double
    package var y: Double
    /// The panels that it is drawn in, by the values of the panel's parameter; empty for all of them.
    package var panels: [ParameterValue] = []

    package init(name: String, x: Double, y: Double, panels: [ParameterValue] = []) {
      self.name = name
      self.x = x
      self.y = y
      self.panels = panels
    }

    /// Whether the marker belongs into the panel of that key.
    package func isIn(panel key: ParameterValue?) -> Bool {
      panels.isEmpty || panels.contains { $0.normalised == key?.normalised }
    }
  }

  /// Whether a task of the sweep is one of the curve's.
  package func selects(_ parameters: Parameters) -> Bool { selection.holds(parameters, missing: false) }

  /// Whether a task of an overlay belongs to the curve: what it does not know cannot keep it out.
  package func selectsOverlay(_ parameters: Parameters) -> Bool { selection.holds(parameters, missing: true) }

  /// The metric that is aggregated: `z` of a heat map, else `y`.
  package var metric: String { kind == .heatMap ? z ?? y : y }

  /// All metrics on the vertical axis, or the one that is coloured.
  package var metrics: [String] { [metric] + moreY }

  /// The parameter that tells the lines of a panel apart; a heat map's are its rows.
  package var lines: String? { kind == .heatMap ? (hasMetricRows ? nil : y) : series }

  /// The word in place of a parameter for the rows of a heat map of several metrics.
  package static let metricRows = "metric"

  /// A heat map whose rows are the metrics in `z`.
  package var hasMetricRows: Bool { kind == .heatMap && !moreY.isEmpty }

  /// The metrics whose streamed values the curve is made of; empty where final metrics suffice.
  package var streamedMetrics: [String] {
    switch kind {
    case .curve: x == "step" ? metrics + theory : []
    case .heatMap: x == "step" ? metrics : []
    case .trajectory: [x, y]
    case .scaling: []
    }
  }
}
