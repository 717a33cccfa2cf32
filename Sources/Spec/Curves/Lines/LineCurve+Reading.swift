internal import SweepModel

extension LineCurve {
  /// Metrics against a parameter or the step.
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    let (node, schema) = (entry.node, entry.schema)
    guard let ys = checker.curveMetrics("y", node, LineCurve.self),
      let x = checker.required("x", node, LineCurve.self)
    else { return nil }
    var curve = LineCurve(x: x, metrics: ys.map(\.name))
    let hasTheory = node["theory"].map { $0.isNull } == false
    let theory = hasTheory ? checker.curveMetrics("theory", node, LineCurve.self) ?? [] : []
    curve.theory = theory.map(\.name)
    let againstStep = x == "step" && schema[x] == nil
    for metric in ys + theory {
      checker.checkMetric(metric, schema, x: againstStep ? node["x"]?.mark : nil)
    }
    if !againstStep { checker.checkParameter(x, node["x"], schema, also: ["step"]) }
    curve.lines = checker.optional("series", node)
    if let series = curve.lines { checker.checkParameter(series, node["series"], schema) }
    if let mark = node["series"]?.mark, curve.lines != nil, ys.count > 1 {
      checker.report(
        mark, "`series` with \(ys.count) metrics, whose lines they are", expected: "`panel`, or one metric")
    }
    curve.fit = checker.word("fit", node)
    curve.xScale = checker.word("x-scale", node) ?? .linear
    curve.yScale = checker.word("y-scale", node) ?? .linear
    if let crossing = node["crossing"], !crossing.isNull {
      curve.crossing = checker.real(crossing, "`crossing`")
      for y in ys { checker.checkLevel(curve.crossing, of: y.name, crossing.mark, "`crossing`", schema) }
    }
    checker.checkRoles(node, schema)
    if let mark = node["x-range"]?.mark, let kind = schema[x]?.kind, !kind.isNumber {
      checker.report(
        mark, "`x-range` along `\(x)`, whose values are no numbers",
        expected: "`where: {\(x): [...]}` to draw some of them")
    }
    curve.overlay = checker.overlay(node["overlay"], of: curve, panel: entry.panel)
    checkOverlays(curve, entry, checker)
    return CurveDefinition(name: entry.name, kind: .curve(curve))
  }

  /// Of what is drawn over the lines, only one thing, and a theory for each of them.
  private static func checkOverlays(_ curve: LineCurve, _ entry: CurveEntry, _ checker: SpecChecker) {
    let (ys, theory) = (curve.metrics, curve.theory)
    if let mark = entry.node["overlay"]?.mark, curve.overlay != nil, ys.count > 1 || !theory.isEmpty {
      checker.report(
        mark, "`overlay` with \(theory.isEmpty ? "several metrics" : "`theory`")", expected: "one of them")
    }
    if let mark = entry.node["theory"]?.mark, !theory.isEmpty, theory.count != ys.count {
      checker.report(
        mark, "\(theory.count) in `theory` for \(ys.count) in `y`", expected: "one for each, in order")
    }
  }
}
