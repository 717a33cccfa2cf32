internal import SweepModel

extension SpecChecker {
  /// `z` by colour over the parameters `x` and `y`, or over the step and the metrics in `z`.
  func heatMap(_ name: String, _ node: SpecNode, _ schema: ExperimentSchema) -> CurveDefinition? {
    guard let x = required("x", node, .heatMap), let y = required("y", node, .heatMap),
      let zs = curveMetrics("z", node, .heatMap), let z = zs.first
    else { return nil }
    var curve = CurveDefinition(name: name, x: x, y: y)
    curve.z = z.name
    curve.moreY = zs.dropFirst().map(\.name)
    let againstStep = x == "step" && schema[x] == nil
    let rows = CurveDefinition.metricRows
    let hasMetricRows = y == rows && schema[y] == nil
    if !againstStep { checkParameter(x, node["x"], schema, also: ["step"]) }
    if !hasMetricRows { checkParameter(y, node["y"], schema, also: [rows]) }
    for metric in zs { checkMetric(metric, schema, x: againstStep ? node["x"]?.mark : nil) }
    if let mark = node["y"]?.mark {
      if x == y { report(mark, "`\(y)` on both axes", expected: "two different parameters") }
      if hasMetricRows, zs.count < 2 {
        report(mark, "`y: \(rows)` with one metric in `z`", expected: "several metrics, or a parameter")
      } else if !hasMetricRows, zs.count > 1 {
        report(mark, "`y: \(y)` with \(zs.count) metrics in `z`", expected: "`y: \(rows)`, or one metric")
      }
    }
    if let panel = node["panel"], [x, y].contains(panel.plainText) {
      report(panel.mark, "\(panel.kindName) on an axis and as `panel`", expected: "another parameter")
    }
    curve.zScale = word("z-scale", node) ?? .linear
    curve.zRange = colorRange(node["z-range"])
    if let mark = node["z-range"]?.mark, curve.zScale == .log, let range = curve.zRange, range.lowerBound <= 0
    {
      report(mark, "`z-range` from \(range.lowerBound) on a logarithmic scale", expected: "a range above 0")
    }
    return curve
  }

  /// `[low, high]`.
  private func colorRange(_ node: SpecNode?) -> ClosedRange<Double>? {
    guard let node, !node.isNull else { return nil }
    let ends = items(node, "`z-range`")
    guard ends.count == 2, let low = real(ends[0], "`z-range`"), let high = real(ends[1], "`z-range`") else {
      if ends.count != 2 { report(node.mark, "\(ends.count) numbers in `z-range`", expected: "two") }
      return nil
    }
    guard low < high else {
      report(node.mark, "`z-range` from \(low) to \(high)", expected: "the lower number first")
      return nil
    }
    return low...high
  }
}
