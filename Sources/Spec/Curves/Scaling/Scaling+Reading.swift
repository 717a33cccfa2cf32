internal import SweepModel

extension Scaling {
  /// Where the lines of the curve `of` cross its level, against what tells them apart, on logarithmic axes.
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    let node = entry.node
    guard let of = checker.required("of", node, Scaling.self), let mark = node["of"]?.mark else { return nil }
    let known = entry.earlier.filter { $0.crossing != nil && $0.lines != nil }
    guard let source = known.first(where: { $0.name == of }), let x = source.lines else {
      let need = "an earlier curve with `series` and `crossing`"
      let names = known.isEmpty ? "" : ": " + known.map { "`\($0.name)`" }.joined(separator: ", ")
      checker.report(mark, "`\(of)` for `of`", expected: need + names)
      return nil
    }
    if case .choice? = entry.schema[x]?.kind {
      checker.report(
        mark, "`\(of)`, whose lines are told apart by `\(x)`, which is no number",
        expected: "a curve whose `series` is a number")
      return nil
    }
    var scaling = Scaling(
      of: of, x: x, y: checker.optional("y", node) ?? source.x, lines: source.panel)
    if scaling.y != source.x, let place = node["y"]?.mark {
      checker.checkMetric(.init(name: scaling.y, mark: place), entry.schema, x: nil)
    }
    if let guides = node["guides"], !guides.isNull {
      scaling.guides = checker.fewItems(guides, "`guides`").compactMap { checker.real($0, "`guides`") }
    }
    return CurveDefinition(
      name: entry.name, kind: .scaling(scaling), selection: source.selection, interval: source.interval)
  }
}
