package import Spec
package import SweepModel

/// Makes a figure of any kind from the tasks of a sweep; the one place of this target that tells kinds apart.
///
/// The result depends on the set of tasks only, never on the order in which they are given: tasks are
/// sorted before anything is summed, and random numbers derive from names.
package enum CurveBuilder {
  /// - Parameters:
  ///   - tasks: all tasks of the sweep, of which the curve takes those that it selects; unfinished and failed ones are counted as missing.
  ///   - streams: the streamed values of the metrics that ``CurveDefinition/streamedMetrics`` names, by the
  ///     metric's name.
  ///   - overlay: tasks of another experiment or sweep, grouped by the same parameters; the y metric is
  ///     the one that the definition's overlay names. One without the panel parameter is drawn in every
  ///     panel.
  ///   - overlayName: what people call the overlay, where the spec gives an id.
  ///   - labels: what people read for parameters and metrics.
  ///   - ranges: where the values of metrics lie by definition, by name, overlays' and theory's included.
  package static func build(
    definition: CurveDefinition, tasks: [TaskRecord], streams: [String: [MetricStream]] = [:],
    overlay: [TaskRecord] = [], overlayName: String? = nil, labels: Labels = Labels(),
    ranges: [String: ClosedRange<Double>] = [:]
  ) -> Curve {
    var facts = CurveFacts()
    facts.labels = labels
    facts.ranges = ranges
    facts.order = KeyOrder().arranged(definition.figure.order)
    return build(
      definition: definition, tasks: tasks, streams: streams, overlay: overlay, overlayName: overlayName,
      facts: facts)
  }

  /// The same with all that schemas say of the axes.
  ///
  /// - Parameter source: the curve that ``CurveDefinition/source`` names.
  package static func build(
    definition: CurveDefinition, tasks: [TaskRecord], streams: [String: [MetricStream]] = [:],
    overlay: [TaskRecord] = [], overlayName: String? = nil, of source: Curve? = nil, facts: CurveFacts
  ) -> Curve {
    // Most curves have all tasks: of 10^6 a copy would be large.
    let hasAll = tasks.allSatisfy { definition.selects($0.point) }
    let selected = hasAll ? tasks : tasks.filter { definition.selects($0.point) }
    switch definition.kind {
    case .curve, .heatMap:
      return LineBuilder(definition: definition, streams: streams, facts: facts)
        .build(
          selected, overlay: overlay.filter { definition.selectsOverlay($0.point) },
          overlayName: overlayName)
    case .trajectory:
      return TrajectoryBuilder(definition: definition, streams: streams, facts: facts).build(selected)
    case .scaling:
      guard let source else { return Curve(definition, facts) }
      return ScalingBuilder.build(definition: definition, of: source, tasks: selected, facts: facts)
    case .histogram(let histogram):
      return HistogramBuilder(
        definition: definition, histogram: histogram, streams: streams, facts: facts
      ).build(selected)
    // Pictures are no metrics: there is nothing to aggregate.
    case .pictures: return Curve(definition, facts)
    }
  }
}
