package import SweepModel

/// What figures of any kind say of themselves, see ``CurveContent``.
extension CurveDefinition {
  /// What `kind` says in a spec.
  package var word: String { type(of: kind.content).word }
  /// Whether the figure is made of a statistic over the replicates, with an interval.
  package var isAggregated: Bool { type(of: kind.content).isAggregated }
  /// The horizontal axis: a parameter, a metric, or "step".
  package var x: String { kind.content.x }
  /// The vertical axis: a metric or a parameter.
  package var y: String { kind.content.y }
  /// The metrics that are shown; of several each is a line or a row.
  package var metrics: [String] { kind.content.metrics }
  /// Whether the metrics are what tells lines or rows apart.
  package var showsSeveralMetrics: Bool { metrics.count > 1 }
  /// The parameter that tells the lines of a panel apart, or the rows.
  package var lines: String? { kind.content.lines }
  /// The metrics whose streamed values the figure is made of; empty where final metrics suffice.
  package var streamedMetrics: [String] { kind.content.streamedMetrics }
  /// "rise against step": what the figure shows, with what people read for its names.
  package func title(_ labels: Labels) -> String { kind.content.title(labels) }
  /// What the axes measure, for their labels.
  package var quantities: CurveQuantities { kind.content.quantities }
  package var xScale: Scale { kind.content.xScale }
  /// Of the values: along the vertical axis, or of colours.
  package var yScale: Scale { kind.content.yScale }
  /// Level whose crossing along x is estimated for every line.
  package var crossing: Double? { kind.content.crossing }
  package var fit: Fit? { kind.content.fit }
  /// Metrics drawn dashed over ``metrics``, one for each of them; empty for none.
  package var theory: [String] { kind.content.theory }
  package var overlay: Overlay? { kind.content.overlay }
  /// The name of the earlier figure that this one is made from; nil for one that is made from results.
  package var source: String? { kind.content.source }
}
