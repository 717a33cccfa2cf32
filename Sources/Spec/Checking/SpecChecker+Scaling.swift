internal import SweepModel

/// Curves of kind `scaling`.
extension SpecChecker {
  /// Where the lines of the curve `of` cross its level, against what tells them apart, on logarithmic axes.
  func scaling(
    _ name: String, _ node: SpecNode, _ schema: ExperimentSchema, after earlier: [CurveDefinition]
  ) -> CurveDefinition? {
    guard let of = required("of", node, .scaling), let mark = node["of"]?.mark else { return nil }
    let known = earlier.filter { $0.kind == .curve && $0.crossing != nil && $0.series != nil }
    guard let source = known.first(where: { $0.name == of }), let x = source.series else {
      let need = "an earlier curve with `series` and `crossing`"
      let names = known.isEmpty ? "" : ": " + known.map { "`\($0.name)`" }.joined(separator: ", ")
      report(mark, "`\(of)` for `of`", expected: need + names)
      return nil
    }
    if case .choice? = schema[x]?.kind {
      report(
        mark, "`\(of)`, whose lines are told apart by `\(x)`, which is no number",
        expected: "a curve whose `series` is a number")
      return nil
    }
    var curve = CurveDefinition(name: name, x: x, y: optional("y", node) ?? source.x)
    if curve.y != source.x, let place = node["y"]?.mark {
      checkMetric(NamedMetric(name: curve.y, mark: place), schema, x: nil)
    }
    curve.source = of
    curve.series = source.panel
    curve.selection = source.selection
    curve.interval = source.interval
    curve.fit = .powerLaw
    curve.xScale = .log
    curve.yScale = .log
    if let guides = node["guides"], !guides.isNull {
      curve.guides = fewItems(guides, "`guides`").compactMap { real($0, "`guides`") }
    }
    return curve
  }
}
