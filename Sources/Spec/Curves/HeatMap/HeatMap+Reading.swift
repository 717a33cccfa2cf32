internal import SweepModel

extension HeatMap {
  /// `z` by colour over the parameters `x` and `y`, or over the step and the metrics in `z`.
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    let (node, schema) = (entry.node, entry.schema)
    guard let x = checker.required("x", node, HeatMap.self),
      let y = checker.required("y", node, HeatMap.self),
      let zs = checker.curveMetrics("z", node, HeatMap.self)
    else { return nil }
    var map = HeatMap(x: x, y: y, z: zs.map(\.name))
    let againstStep = x == "step" && schema[x] == nil
    let hasMetricRows = y == metricRows && schema[y] == nil
    if !againstStep { checker.checkParameter(x, node["x"], schema, also: ["step"]) }
    if !hasMetricRows { checker.checkParameter(y, node["y"], schema, also: [metricRows]) }
    for metric in zs { checker.checkMetric(metric, schema, x: againstStep ? node["x"]?.mark : nil) }
    if let mark = node["y"]?.mark {
      if x == y { checker.report(mark, "`\(y)` on both axes", expected: "two different parameters") }
      if hasMetricRows, zs.count < 2 {
        checker.report(
          mark, "`y: \(metricRows)` with one metric in `z`", expected: "several metrics, or a parameter")
      } else if !hasMetricRows, zs.count > 1 {
        checker.report(
          mark, "`y: \(y)` with \(zs.count) metrics in `z`", expected: "`y: \(metricRows)`, or one metric")
      }
    }
    if let panel = node["panel"], [x, y].contains(panel.plainText) {
      checker.report(
        panel.mark, "\(panel.kindName) on an axis and as `panel`", expected: "another parameter")
    }
    map.scale = checker.word("z-scale", node) ?? .linear
    map.range = checker.range("z-range", node)
    if let mark = node["z-range"]?.mark, map.scale == .log, let range = map.range, range.lowerBound <= 0 {
      checker.report(
        mark, "`z-range` from \(range.lowerBound) on a logarithmic scale", expected: "a range above 0")
    }
    return CurveDefinition(name: entry.name, kind: .heatMap(map))
  }
}
