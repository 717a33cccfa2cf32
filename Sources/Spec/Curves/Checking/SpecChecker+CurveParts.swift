internal import SweepModel

/// What several kinds of curves read alike.
extension SpecChecker {
  /// A metric with the place where it is named.
  struct NamedMetric {
    var name: String
    var mark: SpecMark
  }

  /// Reports keys that the kind does not have; for one that another kind has, says which.
  func checkCurveKeys(_ node: SpecNode, _ kind: any CurveContent.Type) {
    for entry in fields(node, "a curve") where !kind.keys.contains(entry.key) {
      let others = CurveKind.contents.filter { $0.keys.contains(entry.key) }.map { $0.word }
      if others.isEmpty {
        reportUnknown("key", entry.key, entry.keyMark, known: kind.keys)
      } else {
        let kinds = others.map { "`kind: \($0)`" }.joined(separator: " or ")
        report(
          entry.keyMark, "`\(entry.key)` in a curve of kind \(kind.word)",
          expected: "\(kinds), or one of \(kind.keys.joined(separator: ", "))")
      }
    }
  }

  func required(_ key: String, _ node: SpecNode, _ kind: any CurveContent.Type) -> String? {
    guard let value = node[key], !value.isNull else {
      report(node.mark, "\(kind.noun) without `\(key)`", expected: kind.needs)
      return nil
    }
    return text(value, "`\(key)`", expected: "a name")
  }

  func optional(_ key: String, _ node: SpecNode) -> String? {
    guard let value = node[key], !value.isNull else { return nil }
    return text(value, "`\(key)`", expected: "a name")
  }

  /// The parameter that tells the lines of a panel apart, which cannot tell the panels apart too.
  func series(_ entry: CurveEntry) -> String? {
    let series = optional("series", entry.node)
    if let series { checkParameter(series, entry.node["series"], entry.schema) }
    if let series = entry.node["series"], let panel = entry.node["panel"], !panel.isNull,
      series.plainText == panel.plainText
    {
      report(panel.mark, "\(panel.kindName) as `series` and as `panel`", expected: "another parameter")
    }
    return series
  }

  func checkParameter(
    _ name: String, _ node: SpecNode?, _ schema: ExperimentSchema, also: [String] = []
  ) {
    guard schema[name] == nil, let node else { return }
    reportUnknown(
      "parameter of experiment \(schema.name):", name, node.mark, known: schema.parameters.map(\.name) + also)
  }

  func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ node: SpecNode) -> Word?
  where Word.RawValue == String {
    guard let value = node[key], let text = optional(key, node) else { return nil }
    if let word = Word(rawValue: text) { return word }
    reportUnknown("`\(key)`", text, value.mark, known: Word.allCases.map(\.rawValue))
    return nil
  }

  /// The metric or the list of metrics under a key; nil where there is none.
  func curveMetrics(_ key: String, _ node: SpecNode, _ kind: any CurveContent.Type)
    -> [NamedMetric]?
  {
    guard let value = node[key], case .list = value.content else {
      guard let name = required(key, node, kind), let mark = node[key]?.mark else { return nil }
      return [NamedMetric(name: name, mark: mark)]
    }
    var metrics: [NamedMetric] = []
    for item in fewItems(value, "`\(key)`") {
      guard let name = text(item, "`\(key)`", expected: "a metric") else { return nil }
      if metrics.contains(where: { $0.name == name }) {
        report(item.mark, "`\(name)` a second time in `\(key)`", expected: "each metric once")
      }
      metrics.append(NamedMetric(name: name, mark: item.mark))
    }
    if metrics.isEmpty { report(value.mark, "an empty list for `\(key)`", expected: "at least one metric") }
    return metrics.isEmpty ? nil : metrics
  }

  /// Reports a metric that the experiment lacks, or does not stream though `x` is the step.
  ///
  /// - Parameter x: where `x: step` stands; nil where x is a parameter.
  func checkMetric(_ metric: NamedMetric, _ schema: ExperimentSchema, x: SpecMark?) {
    let known = schema.metric(metric.name)
    if known == nil {
      reportUnknown(
        "metric of experiment \(schema.name):", metric.name, metric.mark, known: schema.metrics.map(\.name))
    }
    if let x, let known, !known.isStreamed {
      report(
        x, "`x: step` with metric `\(metric.name)`, which is not streamed",
        expected: streamedNames(schema) ?? "a parameter: the experiment streams no metric")
    }
    if x == nil, let known, !known.isFinal {
      report(
        metric.mark, "metric `\(metric.name)`, which has values at steps and none of a whole task",
        expected: finalNames(like: metric.name, schema) + ", or `x: step`")
    }
  }

  /// The final metrics, those first that are named like one that is only streamed.
  func finalNames(like name: String, _ schema: ExperimentSchema) -> String {
    let names = schema.metrics.filter(\.isFinal).map(\.name)
    let alike = names.filter { $0.contains(name) || name.contains($0) }
    let shown = (alike + names.filter { !alike.contains($0) }).prefix(8)
    return "a final metric: " + shown.joined(separator: ", ") + (names.count > shown.count ? ", ..." : "")
  }

  /// Reports a level that a metric never has by its definition.
  func checkLevel(
    _ level: Double?, of name: String, _ mark: SpecMark?, _ what: String, _ schema: ExperimentSchema
  ) {
    guard let level, let mark, let range = schema.metric(name)?.range, !range.contains(level) else { return }
    let share = level / 100
    report(
      mark, "\(CanonicalJSON.text(of: .real(level))) for \(what), which `\(name)` never reaches",
      expected: levels(range),
      suggestion: range == 0...1 && range.contains(share) ? CanonicalJSON.text(of: .real(share)) : nil)
  }

  /// What levels a metric of that range can have, in words.
  private func levels(_ range: ClosedRange<Double>) -> String {
    let (low, high) = (range.lowerBound, range.upperBound)
    func text(_ bound: Double) -> String { CanonicalJSON.text(of: .real(bound)) }
    switch (low.isFinite, high.isFinite) {
    case (true, true): return "a level in \(text(low))...\(text(high))"
    case (true, false): return "a level of \(text(low)) or more"
    case (false, true): return "a level of \(text(high)) or less"
    case (false, false): return "a level"
    }
  }

  func streamedNames(_ schema: ExperimentSchema) -> String? {
    let names = schema.metrics.filter(\.isStreamed).map(\.name)
    return names.isEmpty ? nil : "a streamed metric: " + names.joined(separator: ", ")
  }

  /// Any finite number.
  func real(_ node: SpecNode, _ what: String) -> Double? {
    let kind = ParameterDefinition.Kind.real(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
    return value(node, kind, what)?.number
  }
}

extension SpecNode {
  /// The text of a scalar, where it is one.
  var plainText: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }
}
