extension CurveDefinition {
  /// What a curve is drawn as.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Lines of metrics against a parameter or the step.
    case curve
    /// A metric by colour over two parameters, `x` and `y`.
    case heatMap = "heat-map"
    /// One streamed metric against another, along the steps.
    case trajectory
  }

  /// A named place that a trajectory is drawn with.
  public struct Marker: Sendable, Hashable {
    public var name: String
    /// In the units of the metrics on the two axes.
    public var x: Double
    public var y: Double

    public init(name: String, x: Double, y: Double) {
      self.name = name
      self.x = x
      self.y = y
    }
  }

  /// The metric that is aggregated: `z` of a heat map, else `y`.
  public var metric: String { kind == .heatMap ? z ?? y : y }

  /// All metrics on the vertical axis, or the one that is coloured.
  public var metrics: [String] { [metric] + moreY }

  /// The parameter that tells the lines of a panel apart; a heat map's are its rows.
  public var lines: String? { kind == .heatMap ? y : series }

  /// The metrics whose streamed values the curve is made of; empty where final metrics suffice.
  public var streamedMetrics: [String] {
    switch kind {
    case .curve: x == "step" ? metrics + theory : []
    case .heatMap: []
    case .trajectory: [x, y]
    }
  }
}
