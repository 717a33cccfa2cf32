internal import SweepModel

extension SpecChecker {
  /// `{experiment: NAME, y, parameters...}` or `{sweep: NAME, y}`.
  func overlay(_ node: SpecNode?, of curve: LineCurve, panel: String?) -> CurveDefinition.Overlay? {
    guard let node, !node.isNull else { return nil }
    let entries = fields(node, "`overlay`")
    guard node.entries != nil else { return nil }
    guard let yNode = node["y"], let y = text(yNode, "`y`", expected: "a metric") else {
      if node["y"] == nil { report(node.mark, "an overlay without `y`", expected: "a metric to draw") }
      return nil
    }
    switch (node["experiment"], node["sweep"]) {
    case (let name?, nil): return overlay(experiment: name, y: y, entries, node, curve, panel)
    case (nil, let name?):
      _ = fields(node, "`overlay`", allowed: SpecKeys.overlay.filter { $0 != "experiment" })
      guard let sweep = text(name, "`sweep`", expected: "a sweep's name or id") else { return nil }
      return CurveDefinition.Overlay(source: .sweep(sweep), y: y)
    default:
      report(node.mark, "an overlay of nothing or of two things", expected: "either `experiment` or `sweep`")
      return nil
    }
  }

  private func overlay(
    experiment node: SpecNode, y: String, _ entries: [SpecNode.Entry], _ whole: SpecNode,
    _ curve: LineCurve, _ panel: String?
  ) -> CurveDefinition.Overlay? {
    guard let name = text(node, "`experiment`", expected: "an experiment's name") else { return nil }
    guard let schema = builtIn[name]?.schema else {
      reportUnknown("experiment", name, node.mark, known: builtIn.names)
      return nil
    }
    if schema.metric(y) == nil, let mark = whole["y"]?.mark {
      reportUnknown("metric of experiment \(name):", y, mark, known: schema.metrics.map(\.name))
    } else if let metric = schema.metric(y), !metric.isFinal, let mark = whole["y"]?.mark {
      report(
        mark, "metric `\(y)` of experiment \(name), which has values at steps and none of a whole task",
        expected: finalNames(like: y, schema))
    }
    // The overlay is computed along the curve's own x. A series or panel that it does not know is fine:
    // then it is the same in all of them.
    if schema[curve.x] == nil {
      report(
        node.mark, "an overlay over `\(curve.x)`, which experiment \(name) does not have",
        expected: "an experiment with the parameter `\(curve.x)`")
    }
    var parameters: Parameters = [:]
    for entry in entries where !["experiment", "y"].contains(entry.key) {
      if [curve.x, curve.lines, panel].contains(entry.key) {
        report(entry.keyMark, "`\(entry.key)` is given by the curve", expected: "other parameters here")
      } else {
        parameters[entry.key] = parameter(entry, schema, also: ["experiment", "y"])
      }
    }
    return CurveDefinition.Overlay(source: .experiment(name, parameters: parameters), y: y)
  }
}
