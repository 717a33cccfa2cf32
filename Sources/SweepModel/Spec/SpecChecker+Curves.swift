extension SpecChecker {
  private static let curveKeys = [
    "name", "x", "y", "series", "panel", "statistic", "interval", "crossing", "fit", "overlay", "x-scale",
    "y-scale",
  ]

  func curves(_ node: SpecNode?, _ schema: ExperimentSchema) -> [CurveDefinition] {
    var names: Set<String> = []
    return fewItems(node, "`curves`").compactMap { item in
      guard let curve = curve(item, schema) else { return nil }
      if !names.insert(curve.name).inserted {
        report(item["name"]?.mark ?? item.mark, "a second curve `\(curve.name)`", expected: "another name")
      }
      return curve
    }
  }

  private func curve(_ node: SpecNode, _ schema: ExperimentSchema) -> CurveDefinition? {
    _ = fields(node, "a curve", allowed: SpecChecker.curveKeys)
    guard node.entries != nil, let name = required("name", node), let y = required("y", node),
      let x = required("x", node)
    else { return nil }
    var curve = CurveDefinition(name: name, x: x, y: y)
    let metric = schema.metric(y)
    if metric == nil, let mark = node["y"]?.mark {
      reportUnknown("metric of experiment \(schema.name):", y, mark, known: schema.metrics.map(\.name))
    }
    if x == "step", schema[x] == nil {
      if let metric, !metric.isStreamed, let mark = node["x"]?.mark {
        let streamed = schema.metrics.filter(\.isStreamed).map(\.name)
        report(
          mark, "`x: step` with metric `\(y)`, which is not streamed",
          expected: streamed.isEmpty
            ? "a parameter: the experiment streams no metric"
            : "a streamed metric: " + streamed.joined(separator: ", "))
      }
    } else {
      checkParameter(x, node["x"], schema, also: ["step"])
    }
    curve.series = optional("series", node)
    curve.panel = optional("panel", node)
    if let series = curve.series { checkParameter(series, node["series"], schema) }
    if let panel = curve.panel { checkParameter(panel, node["panel"], schema) }
    curve.statistic = word("statistic", node) ?? .mean
    curve.fit = word("fit", node)
    curve.xScale = word("x-scale", node) ?? .linear
    curve.yScale = word("y-scale", node) ?? .linear
    curve.interval = interval(node["interval"], curve.statistic)
    if let crossing = node["crossing"], !crossing.isNull {
      let kind = ParameterDefinition.Kind.real(
        -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
      curve.crossing = value(crossing, kind, "`crossing`")?.number
    }
    curve.overlay = overlay(node["overlay"], curve)
    return curve
  }

  private func required(_ key: String, _ node: SpecNode) -> String? {
    guard let value = node[key], !value.isNull else {
      report(node.mark, "a curve without `\(key)`", expected: "`name`, `x` and `y`")
      return nil
    }
    return text(value, "`\(key)`", expected: "a name")
  }

  private func optional(_ key: String, _ node: SpecNode) -> String? {
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

  private func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ node: SpecNode) -> Word?
  where Word.RawValue == String {
    guard let value = node[key], let text = optional(key, node) else { return nil }
    if let word = Word(rawValue: text) { return word }
    reportUnknown("`\(key)`", text, value.mark, known: Word.allCases.map(\.rawValue))
    return nil
  }

  /// The default says what fits the statistic: t for a mean, bootstrap for a median, none for an extreme.
  private func interval(
    _ node: SpecNode?, _ statistic: CurveDefinition.Statistic
  ) -> CurveDefinition.Interval {
    func fitting(_ level: Double) -> CurveDefinition.Interval {
      switch statistic {
      case .mean: .t(level: level)
      case .median: .bootstrap(level: level)
      case .minimum, .maximum: .none
      }
    }
    guard let node, !node.isNull else { return fitting(0.95) }
    let expected = "95%, {bootstrap: 95%}, standard-error or none"
    if node.entries != nil {
      guard let entry = fields(node, "`interval`", allowed: ["bootstrap"]).first else { return .none }
      guard let level = level(entry.value) else { return .none }
      return .bootstrap(level: level)
    }
    guard case .scalar(let text, _) = node.content else {
      report(node.mark, "\(node.kindName) for `interval`", expected: expected)
      return .none
    }
    switch text {
    case "none": return .none
    case "standard-error":
      if statistic != .mean {
        report(
          node.mark, "`standard-error` of a \(statistic.rawValue)", expected: "`{bootstrap: 95%}` or `none`")
      }
      return .standardError
    default:
      guard text.hasSuffix("%"), let level = level(node) else {
        if !text.hasSuffix("%") { report(node.mark, "\(node.kindName) for `interval`", expected: expected) }
        return .none
      }
      if statistic == .minimum || statistic == .maximum {
        report(
          node.mark, "an interval for a \(statistic.rawValue), which has none",
          expected: "`interval: none`")
      }
      return fitting(level)
    }
  }

  /// `95%` as 0.95.
  private func level(_ node: SpecNode) -> Double? {
    guard case .scalar(let text, _) = node.content, text.hasSuffix("%"),
      let decimal = DecimalNumber(String(text.dropLast())), decimal.exponent > -20,
      (0.0..<100.0).contains(decimal.double), decimal.double > 0
    else {
      report(node.mark, "\(node.kindName) as a level", expected: "a percentage above 0% and below 100%")
      return nil
    }
    return DecimalNumber(significand: decimal.significand, exponent: decimal.exponent - 2).double
  }
}
