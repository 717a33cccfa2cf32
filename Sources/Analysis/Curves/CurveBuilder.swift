package import SweepModel

/// Aggregates the tasks of a sweep into a curve.
///
/// The result depends on the set of tasks only, never on the order in which they are given: tasks are
/// sorted before anything is summed, and random numbers derive from names.
package enum CurveBuilder {
  /// - Parameters:
  ///   - tasks: all tasks of the sweep; unfinished and failed ones are counted as missing.
  ///   - streams: the streamed values of the y metric, used where the x axis is `step` only.
  ///   - overlay: tasks of another experiment or sweep, grouped by the same parameters; the y metric is
  ///     the one that the definition's overlay names. One without the panel parameter is drawn in every
  ///     panel.
  ///   - units: units of the axes.
  package static func build(
    definition: CurveDefinition, tasks: [TaskRecord], streams: [MetricStream] = [],
    overlay: [TaskRecord] = [], units: Curve.Units = Curve.Units()
  ) -> Curve {
    let axis = CurveAxis(definition: definition, tasks: tasks)
    var groups = CurveGroups(definition: definition, axis: axis, metric: definition.y)
    groups.add(tasks, streams: streams)
    var overlayGroups = CurveGroups(
      definition: definition, axis: axis, metric: definition.overlay?.y ?? definition.y)
    overlayGroups.add(overlay, streams: [])

    let aggregator = SeriesAggregator(definition: definition, isCategorical: axis.categories != nil)
    let keys = groups.panelKeys
    let panels = keys.map { key in
      let series = groups.series(ofPanel: key).map { aggregator.series($0, panel: key, prefix: "") }
      let own = overlayGroups.panelKeys.contains(key) ? key : nil
      let over = overlayGroups.series(ofPanel: own).map {
        aggregator.series($0, panel: key, prefix: "overlay/")
      }
      return CurvePanel(
        key: key, series: series, overlay: over, crossingFit: aggregator.crossingFit(series))
    }
    let lost = overlayGroups.panelKeys.filter { $0 != nil && !keys.contains($0) }
      .reduce(0) { $0 + overlayGroups.taskCount(ofPanel: $1) }
    return Curve(
      definition: definition, units: units, panels: panels, xCategories: axis.categories?.map(\.description),
      interval: aggregator.interval, tasksWithoutX: groups.tasksWithoutX,
      overlayTasksDropped: lost + overlayGroups.tasksWithoutX,
      pooledParameters: groups.pooledParameters.sorted())
  }
}
