internal import SweepModel

extension SpecChecker {
  func curves(_ node: SpecNode?, _ schema: ExperimentSchema) -> [CurveDefinition] {
    var curves: [CurveDefinition] = []
    for item in fewItems(node, "`curves`") where !SpecChecker.isSheet(item) {
      guard let curve = curve(item, schema, after: curves) else { continue }
      if curves.contains(where: { $0.name == curve.name }) {
        report(item["name"]?.mark ?? item.mark, "a second curve `\(curve.name)`", expected: "another name")
      }
      curves.append(curve)
    }
    return curves
  }

  /// - Parameter earlier: the curves before it.
  private func curve(
    _ node: SpecNode, _ schema: ExperimentSchema, after earlier: [CurveDefinition]
  ) -> CurveDefinition? {
    let kind: CurveDefinition.Kind
    if let given = node["kind"], !given.isNull {
      guard let known: CurveDefinition.Kind = word("kind", node, also: [PictureSheet.kind]) else {
        return nil
      }
      kind = known
    } else {
      kind = .curve
    }
    checkCurveKeys(node, kind)
    guard node.entries != nil, let name = required("name", node, kind) else { return nil }
    let found =
      switch kind {
      case .curve: lines(name, node, schema)
      case .heatMap: heatMap(name, node, schema)
      case .trajectory: trajectory(name, node, schema)
      case .scaling: scaling(name, node, schema, after: earlier)
      }
    guard var curve = found else { return nil }
    curve.kind = kind
    curve.figure = figure(node, curve, schema)
    if kind == .scaling { return curve }
    curve.panel = optional("panel", node)
    if let panel = curve.panel { checkParameter(panel, node["panel"], schema) }
    curve.selection = condition(fields(node["where"], "`where`"), schema)
    curve.statistic = word("statistic", node) ?? .mean
    curve.interval = interval(node["interval"], curve.statistic)
    return curve
  }

  /// A curve of the plain kind: metrics against a parameter or the step.
  private func lines(_ name: String, _ node: SpecNode, _ schema: ExperimentSchema) -> CurveDefinition? {
    guard let ys = curveMetrics("y", node, .curve), let y = ys.first, let x = required("x", node, .curve)
    else {
      return nil
    }
    var curve = CurveDefinition(name: name, x: x, y: y.name)
    curve.moreY = ys.dropFirst().map(\.name)
    let theory = node["theory"].map { $0.isNull } == false ? curveMetrics("theory", node, .curve) ?? [] : []
    curve.theory = theory.map(\.name)
    let againstStep = x == "step" && schema[x] == nil
    for metric in ys + theory { checkMetric(metric, schema, x: againstStep ? node["x"]?.mark : nil) }
    if !againstStep { checkParameter(x, node["x"], schema, also: ["step"]) }
    curve.series = optional("series", node)
    if let series = curve.series { checkParameter(series, node["series"], schema) }
    if let mark = node["series"]?.mark, curve.series != nil, ys.count > 1 {
      report(
        mark, "`series` with \(ys.count) metrics, whose lines they are", expected: "`panel`, or one metric")
    }
    curve.fit = word("fit", node)
    curve.xScale = word("x-scale", node) ?? .linear
    curve.yScale = word("y-scale", node) ?? .linear
    if let crossing = node["crossing"], !crossing.isNull {
      curve.crossing = real(crossing, "`crossing`")
      for y in ys { checkLevel(curve.crossing, of: y.name, crossing.mark, "`crossing`", schema) }
    }
    checkRoles(node, schema)
    // The overlay must not give what the curve's panel does, so that comes first.
    curve.panel = (node["panel"]?.isNull ?? true) ? nil : node["panel"].flatMap(\.plainText)
    curve.overlay = overlay(node["overlay"], curve)
    if let mark = node["overlay"]?.mark, curve.overlay != nil, !curve.moreY.isEmpty || !theory.isEmpty {
      report(
        mark, "`overlay` with \(theory.isEmpty ? "several metrics" : "`theory`")", expected: "one of them")
    }
    if let mark = node["theory"]?.mark, !theory.isEmpty, theory.count != ys.count {
      report(
        mark, "\(theory.count) in `theory` for \(ys.count) in `y`", expected: "one for each, in order"
      )
    }
    return curve
  }

  func required(_ key: String, _ node: SpecNode, _ kind: CurveDefinition.Kind) -> String? {
    guard let value = node[key], !value.isNull else {
      let (what, needed) =
        switch kind {
        case .heatMap: ("a heat map", "`name`, `x`, `y` and `z`")
        case .scaling: ("a scaling", "`name` and `of`")
        case .curve, .trajectory: ("a curve", "`name`, `x` and `y`")
        }
      report(node.mark, "\(what) without `\(key)`", expected: needed)
      return nil
    }
    return text(value, "`\(key)`", expected: "a name")
  }

  func optional(_ key: String, _ node: SpecNode) -> String? {
    guard let value = node[key], !value.isNull else { return nil }
    return text(value, "`\(key)`", expected: "a name")
  }

  func checkParameter(
    _ name: String, _ node: SpecNode?, _ schema: ExperimentSchema, also: [String] = []
  ) {
    guard schema[name] == nil, let node else { return }
    reportUnknown(
      "parameter of experiment \(schema.name):", name, node.mark, known: schema.parameters.map(\.name) + also)
  }

  func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ node: SpecNode, also: [String] = [])
    -> Word?
  where Word.RawValue == String {
    guard let value = node[key], let text = optional(key, node) else { return nil }
    if let word = Word(rawValue: text) { return word }
    reportUnknown("`\(key)`", text, value.mark, known: Word.allCases.map(\.rawValue) + also)
    return nil
  }
}
