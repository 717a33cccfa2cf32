package import Spec
package import SweepModel

/// Aggregates the tasks of a sweep into a curve.
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
  ///   - units: units of the axes.
  ///   - ranges: where the values of metrics lie by definition, by name, overlays' and theory's included.
  package static func build(
    definition: CurveDefinition, tasks: [TaskRecord], streams: [String: [MetricStream]] = [:],
    overlay: [TaskRecord] = [], overlayName: String? = nil, units: Curve.Units = Curve.Units(),
    ranges: [String: ClosedRange<Double>] = [:]
  ) -> Curve {
    var facts = CurveFacts()
    facts.units = units
    facts.ranges = ranges
    facts.order = KeyOrder().arranged(definition.figure.order)
    return build(
      definition: definition, tasks: tasks, streams: streams, overlay: overlay, overlayName: overlayName,
      facts: facts)
  }

  /// The same with all that schemas say of the axes.
  package static func build(
    definition: CurveDefinition, tasks: [TaskRecord], streams: [String: [MetricStream]] = [:],
    overlay: [TaskRecord] = [], overlayName: String? = nil, facts: CurveFacts
  ) -> Curve {
    let ranges = facts.ranges
    let tasks = tasks.filter { definition.selects($0.parameters) }
    let overlay = overlay.filter { definition.selectsOverlay($0.parameters) }
    if definition.kind == .trajectory {
      return trajectory(definition: definition, tasks: tasks, streams: streams, facts: facts)
    }
    let axis = CurveAxis(definition: definition, tasks: tasks, order: facts.order)
    func grouped(_ metric: String) -> CurveGroups {
      var groups = CurveGroups(definition: definition, axis: axis, metric: metric, order: facts.order)
      groups.add(tasks, streams: streams[metric] ?? [])
      return groups
    }
    let metrics = definition.metrics.map { (name: $0, groups: grouped($0)) }
    let theory = zip(definition.metrics, definition.theory).map { (name: $0, groups: grouped($1)) }
    // All metrics have the same tasks, hence the same panels, points and pooled parameters.
    let groups = metrics.first?.groups ?? grouped(definition.metric)
    var overlayGroups = CurveGroups(
      definition: definition, axis: axis, metric: definition.overlay?.y ?? definition.y, order: facts.order)
    overlayGroups.add(overlay, streams: [])

    let aggregator = SeriesAggregator(
      definition: definition, isCategorical: axis.categories != nil,
      isBinary: metrics.allSatisfy(\.groups.isBinary),
      isShare: definition.metrics.allSatisfy { ranges[$0] == 0...1 })
    let keys = groups.panelKeys
    func lines(
      _ metrics: [(name: String, groups: CurveGroups)], _ key: ParameterValue?, prefix: String
    ) -> [CurveSeries] {
      metrics.flatMap { metric in
        var aggregator = aggregator
        aggregator.range = ranges[metric.name]
        return metric.groups.series(ofPanel: key).map { line in
          var line = line
          // The metrics are the lines then, and have their names.
          if !definition.moreY.isEmpty { line.key = .text(metric.name) }
          return aggregator.series(line, panel: key, prefix: prefix)
        }
      }
    }
    let panels = keys.map { key in
      let series = lines(metrics, key, prefix: "")
      let own = overlayGroups.panelKeys.contains(key) ? key : nil
      let over = overlayGroups.series(ofPanel: own).map {
        var aggregator = aggregator
        aggregator.range = definition.overlay.flatMap { ranges[$0.y] }
        return aggregator.series($0, panel: key, prefix: "overlay/")
      }
      return CurvePanel(
        key: key, series: series, overlay: over + lines(theory, key, prefix: "overlay/"),
        crossingFit: aggregator.crossingFit(series))
    }
    let known = Set(definition.metrics.map { ranges[$0] })
    let limits = known.count == 1 ? known.first ?? nil : nil
    let lost = overlayGroups.panelKeys.filter { $0 != nil && !keys.contains($0) }
      .reduce(0) { $0 + overlayGroups.taskCount(ofPanel: $1) }
    var curve = Curve(
      definition: definition, units: facts.units, panels: panels,
      xCategories: axis.categories?.map(\.description),
      interval: aggregator.interval, limits: limits, tasksWithoutX: groups.tasksWithoutX,
      overlayTasksDropped: lost + overlayGroups.tasksWithoutX,
      pooledParameters: groups.pooledParameters.sorted())
    curve.keys = definition.moreY.isEmpty ? groups.lineKeys : definition.metrics.map { .text($0) }
    curve.hasWholeX = definition.x == CurveAxis.step || facts.wholeNumbers.contains(definition.x)
    curve.colours = facts.colours
    curve.overlayName = overlayName
    return curve
  }

  private static func trajectory(
    definition: CurveDefinition, tasks: [TaskRecord], streams: [String: [MetricStream]], facts: CurveFacts
  ) -> Curve {
    let builder = TrajectoryBuilder(definition: definition, streams: streams, facts: facts)
    let aggregator = SeriesAggregator(definition: definition, isCategorical: false)
    var curve = Curve(
      definition: definition, units: facts.units, panels: builder.panels(tasks, aggregator), xCategories: nil,
      interval: aggregator.interval, limits: nil, tasksWithoutX: 0, overlayTasksDropped: 0,
      pooledParameters: builder.pooledParameters(tasks))
    curve.keys = builder.keys(tasks)
    return curve
  }
}
