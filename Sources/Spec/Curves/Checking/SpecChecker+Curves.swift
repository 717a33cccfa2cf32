internal import SweepModel

extension SpecChecker {
  /// All entries of `curves`, whatever their kinds.
  ///
  /// - Parameter replicates: how many the sweep has at most.
  func curves(_ node: SpecNode?, _ schema: ExperimentSchema, replicates: Int) -> [CurveDefinition] {
    var curves: [CurveDefinition] = []
    for item in fewItems(node, "`curves`") {
      guard let curve = curve(item, schema, after: curves, replicates) else { continue }
      if curves.contains(where: { $0.name == curve.name }) {
        report(item["name"]?.mark ?? item.mark, "a second curve `\(curve.name)`", expected: "another name")
      }
      curves.append(curve)
    }
    return curves
  }

  private func curve(
    _ node: SpecNode, _ schema: ExperimentSchema, after earlier: [CurveDefinition], _ replicates: Int
  ) -> CurveDefinition? {
    guard let kind = curveKind(node) else { return nil }
    checkCurveKeys(node, kind)
    guard node.entries != nil, required("name", node, kind) != nil, let given = node["name"],
      let name = shownText(given, "`name`")
    else { return nil }
    let entry = CurveEntry(
      name: name, node: node, schema: schema, earlier: earlier, replicates: replicates)
    guard var curve = kind.read(entry, by: self) else { return nil }
    curve.figure = figure(node, curve)
    if kind.keys.contains("panel") {
      curve.panel = optional("panel", node)
      if let panel = curve.panel { checkParameter(panel, node["panel"], schema) }
    }
    if kind.keys.contains("where") {
      curve.selection = condition(fields(node["where"], "`where`"), schema)
    }
    if kind.keys.contains("statistic") {
      curve.statistic = word("statistic", node) ?? .mean
      curve.interval = interval(node["interval"], curve.statistic)
    }
    return curve
  }

  /// The kind that an entry of `curves` has, the first where it names none.
  private func curveKind(_ node: SpecNode) -> (any CurveContent.Type)? {
    guard let given = node["kind"], !given.isNull else { return CurveKind.contents.first }
    guard let word = text(given, "`kind`", expected: "a name") else { return nil }
    if let kind = CurveKind.contents.first(where: { $0.word == word }) { return kind }
    reportUnknown("`kind`", word, given.mark, known: CurveKind.contents.map { $0.word })
    return nil
  }
}
