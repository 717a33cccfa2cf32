package import Spec
package import SweepModel

/// All curves that a sweep's spec declares.
package enum SweepCurves {
  /// - Parameters:
  ///   - tasks: all tasks of the sweep, whatever became of them.
  ///   - catalog: the experiments of the sweep and its overlays; of one that is missing the figures have the names as the spec has them.
  ///   - streams: the streamed values of a metric, asked for once for each curve that needs it.
  ///   - overlay: what is drawn over a curve; what cannot be had comes as ``OverlayData/problem``.
  package static func build(
    _ sweep: Sweep, tasks: [TaskRecord], catalog: ExperimentCatalog,
    streams: (String) throws -> [MetricStream], overlay: (CurveDefinition) throws -> OverlayData
  ) rethrows -> [Curve] {
    let refinement = SweepGrowth(sweep, tasks: tasks)?.crossings
    var curves: [Curve] = []
    for definition in sweep.curves {
      let source = curves.first { $0.definition.name == definition.source }
      let facts = CurveFacts(definition, in: sweep, catalog: catalog)
      var values: [String: [MetricStream]] = [:]
      for metric in definition.streamedMetrics where values[metric] == nil {
        values[metric] = try streams(metric)
      }
      let over = definition.overlay == nil ? OverlayData() : try overlay(definition)
      var curve = CurveBuilder.build(
        definition: definition, tasks: tasks, streams: values, overlay: over.tasks, overlayName: over.name,
        of: source, facts: facts)
      curve.notes = [over.problem].compactMap { $0 }
      if let rule = sweep.refinement { curve.mark(refinement?.series ?? [], of: rule) }
      curves.append(curve)
    }
    return curves
  }
}
