internal import Spec
internal import SweepModel

/// Aggregates metrics along an axis into lines, or into the rows of a heat map.
struct LineBuilder {
  let definition: CurveDefinition
  let streams: [String: [MetricStream]]
  let facts: CurveFacts

  /// - Parameters:
  ///   - tasks: those that the curve selects.
  ///   - overlay: those of another experiment or sweep that may belong to it.
  func build(_ tasks: [TaskRecord], overlay: [TaskRecord], overlayName: String?) -> Curve {
    let ranges = facts.ranges
    let axis = CurveAxis(definition: definition, tasks: tasks, order: facts.order)
    func grouped(_ metric: String) -> CurveGroups {
      var groups = CurveGroups(definition: definition, axis: axis, metric: metric, order: facts.order)
      groups.add(tasks, streams: streams[metric] ?? [])
      return groups
    }
    let metrics = definition.metrics.map { (name: $0, groups: grouped($0)) }
    let theory = zip(definition.metrics, definition.theory).map { (name: $0, groups: grouped($1)) }
    // All metrics have the same tasks, hence the same panels, points and pooled parameters.
    let groups = metrics.first?.groups ?? grouped(definition.y)
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
          if definition.showsSeveralMetrics { line.key = .text(metric.name) }
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
    var curve = Curve(definition, facts, panels: panels)
    curve.xCategories = axis.categories?.map(\.description)
    curve.interval = aggregator.interval
    curve.limits = limits
    curve.tasksWithoutX = groups.tasksWithoutX
    curve.overlayTasksDropped = lost + overlayGroups.tasksWithoutX
    curve.pooledParameters = groups.pooledParameters.sorted()
    curve.keys = definition.showsSeveralMetrics ? definition.metrics.map { .text($0) } : groups.lineKeys
    curve.hasWholeX = definition.x == CurveAxis.step || facts.wholeNumbers.contains(definition.x)
    curve.colours = facts.colours
    curve.overlayName = overlayName
    return curve
  }
}
