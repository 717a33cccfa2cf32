internal import SweepModel

/// The kinds of curves that are no lines, and what the kinds share.
extension SpecChecker {
  /// A metric with the place where it is named.
  struct NamedMetric {
    var name: String
    var mark: SpecMark
  }

  static func curveKeys(_ kind: CurveDefinition.Kind) -> [String] {
    ownKeys(kind) + figureKeys(kind)
  }

  private static func ownKeys(_ kind: CurveDefinition.Kind) -> [String] {
    switch kind {
    case .curve:
      [
        "name", "kind", "x", "y", "series", "panel", "statistic", "interval", "crossing", "fit", "overlay",
        "theory", "x-scale", "y-scale", "where",
      ]
    case .heatMap:
      ["name", "kind", "x", "y", "z", "panel", "statistic", "interval", "z-scale", "z-range", "where"]
    case .scaling: ["name", "kind", "of", "y", "guides"]
    case .trajectory:
      ["name", "kind", "x", "y", "series", "panel", "statistic", "interval", "markers", "aspect", "where"]
    }
  }

  /// Reports keys that the kind does not have; for one that another kind has, says which.
  func checkCurveKeys(_ node: SpecNode, _ kind: CurveDefinition.Kind) {
    let own = SpecChecker.curveKeys(kind)
    for entry in fields(node, "a curve") where !own.contains(entry.key) {
      var others = CurveDefinition.Kind.allCases.filter { SpecChecker.curveKeys($0).contains(entry.key) }.map(
        \.rawValue)
      if SpecChecker.sheetKeys.contains(entry.key) { others.append(PictureSheet.kind) }
      if others.isEmpty {
        reportUnknown("key", entry.key, entry.keyMark, known: own)
      } else {
        let kinds = others.map { "`kind: \($0)`" }.joined(separator: " or ")
        report(
          entry.keyMark, "`\(entry.key)` in a curve of kind \(kind.rawValue)",
          expected: "\(kinds), or one of \(own.joined(separator: ", "))")
      }
    }
  }

  /// The metric or the list of metrics under a key; nil where there is none.
  func curveMetrics(_ key: String, _ node: SpecNode, _ kind: CurveDefinition.Kind) -> [NamedMetric]? {
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
    let low = CanonicalJSON.text(of: .real(range.lowerBound))
    let high = CanonicalJSON.text(of: .real(range.upperBound))
    let share = level / 100
    report(
      mark, "\(CanonicalJSON.text(of: .real(level))) for \(what), which `\(name)` never reaches",
      expected: "a level in \(low)...\(high)",
      suggestion: range == 0...1 && range.contains(share) ? CanonicalJSON.text(of: .real(share)) : nil)
  }

  private func streamedNames(_ schema: ExperimentSchema) -> String? {
    let names = schema.metrics.filter(\.isStreamed).map(\.name)
    return names.isEmpty ? nil : "a streamed metric: " + names.joined(separator: ", ")
  }

  /// The streamed metrics `x` and `y` against each other.
  func trajectory(_ name: String, _ node: SpecNode, _ schema: ExperimentSchema) -> CurveDefinition? {
    guard let x = required("x", node, .trajectory), let y = required("y", node, .trajectory) else {
      return nil
    }
    var curve = CurveDefinition(name: name, x: x, y: y)
    for (key, metric) in [("x", x), ("y", y)] {
      guard let mark = node[key]?.mark else { continue }
      guard let known = schema.metric(metric) else {
        checkMetric(NamedMetric(name: metric, mark: mark), schema, x: nil)
        continue
      }
      if !known.isStreamed {
        report(
          mark, "metric `\(metric)`, which is not streamed, in a trajectory",
          expected: streamedNames(schema) ?? "another kind: the experiment streams no metric")
      }
    }
    if x == y, let mark = node["y"]?.mark {
      report(mark, "`\(y)` on both axes", expected: "two different metrics")
    }
    curve.series = optional("series", node)
    if let series = curve.series { checkParameter(series, node["series"], schema) }
    if let series = node["series"], let panel = node["panel"], series.plainText == panel.plainText {
      report(panel.mark, "\(panel.kindName) as `series` and as `panel`", expected: "another parameter")
    }
    curve.markers = markers(node["markers"], panel: node["panel"].flatMap(\.plainText), schema)
    if let aspect = node["aspect"], let text = optional("aspect", node) {
      if !["equal", "free"].contains(text) {
        reportUnknown("`aspect`", text, aspect.mark, known: ["equal", "free"])
      }
      curve.hasEqualAspect = text == "equal"
    }
    return curve
  }

  /// `[{name, x, y}]`, each with `panel: VALUE` or `panel: [VALUE, ...]` where it is for some panels only.
  private func markers(
    _ node: SpecNode?, panel: String?, _ schema: ExperimentSchema
  ) -> [CurveDefinition.Marker] {
    var markers: [CurveDefinition.Marker] = []
    for item in fewItems(node, "`markers`") {
      _ = fields(item, "a marker", allowed: SpecKeys.marker)
      guard item.entries != nil else { continue }
      guard let nameNode = item["name"], let xNode = item["x"], let yNode = item["y"] else {
        report(item.mark, "a marker without its name or place", expected: "`name`, `x` and `y`")
        continue
      }
      guard let name = text(nameNode, "`name`", expected: "a name"), let x = real(xNode, "`x`"),
        let y = real(yNode, "`y`")
      else { continue }
      let marker = CurveDefinition.Marker(
        name: name, x: x, y: y, panels: markerPanels(item["panel"], of: panel, schema))
      let shares = { (other: CurveDefinition.Marker) in
        marker.panels.isEmpty || other.panels.isEmpty || !Set(other.panels).isDisjoint(with: marker.panels)
      }
      if markers.contains(where: { $0.name == name && shares($0) }) {
        report(nameNode.mark, "a second marker `\(name)`", expected: "another name")
      }
      markers.append(marker)
    }
    return markers
  }

  /// The values of the panel's parameter under a marker's `panel`.
  private func markerPanels(
    _ node: SpecNode?, of panel: String?, _ schema: ExperimentSchema
  ) -> [ParameterValue] {
    guard let node, !node.isNull else { return [] }
    guard let panel else {
      report(node.mark, "a marker's `panel` in a curve without one", expected: "`panel` in the curve too")
      return []
    }
    let entry = SpecNode.Entry(key: panel, keyMark: node.mark, value: node)
    return schema[panel] == nil ? [] : condition([entry], schema)[panel] ?? []
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
