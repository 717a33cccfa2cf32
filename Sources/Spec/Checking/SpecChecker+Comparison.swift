internal import SweepModel

extension SpecChecker {
  static let comparisonKeys = [
    "metric", "between", "each", "tolerance", "error", "replicates", "assume",
    "statistic",
  ]
  private static let needs = "`metric`, `between` and `tolerance`"

  /// `compare: {metric, between: {axis: [a, b]}, tolerance, ...}`; nil where there is none or it is wrong.
  func comparison(_ node: SpecNode?, _ schema: ExperimentSchema, _ content: SweepContent) -> Comparison? {
    guard let node, !node.isNull else { return nil }
    _ = fields(node, "`compare`", allowed: SpecChecker.comparisonKeys)
    guard node.entries != nil else { return nil }
    if content.refinement != nil {
      report(
        node.mark, "`compare` beside `refine`",
        expected: "one question of a sweep; two sweeps share their tasks")
    }
    let before = problems.count
    let metric = wanted("metric", node).flatMap { finalMetric($0, schema) }
    let pair = wanted("between", node).flatMap { between($0, content) }
    let range = metric.flatMap { schema.metric($0)?.range }
    let tolerance = wanted("tolerance", node).flatMap { comparedTolerance($0, range) }
    let error = node["error"].flatMap { $0.isNull ? nil : percentage($0, for: "an error rate") } ?? 0.05
    let assumption = assumption(node, metric, range)
    let replicates = comparedReplicates(node["replicates"], content)
    let each = eachAxis(node["each"], pair?.axis, content)
    guard problems.count == before, let metric, let pair, let tolerance, let assumption else { return nil }
    return Comparison(
      metric: metric, axis: pair.axis, first: pair.first, second: pair.second, each: each,
      tolerance: tolerance,
      error: error, replicates: replicates, assumption: assumption)
  }

  private func wanted(_ key: String, _ node: SpecNode) -> SpecNode? {
    if let value = node[key], !value.isNull { return value }
    report(node.mark, "`compare` without `\(key)`", expected: SpecChecker.needs)
    return nil
  }

  private func between(
    _ node: SpecNode, _ content: SweepContent
  ) -> (axis: String, first: ParameterValue, second: ParameterValue)? {
    let expected =
      "an axis with two of its values, the one that may be above first: `between: {depth: [3, 1]}`"
    guard let entries = node.entries, entries.count == 1, let entry = entries.first,
      case .list(let items) = entry.value.content, items.count == 2
    else {
      let (mark, found) = SpecChecker.shape(ofBetween: node)
      report(mark, "\(found) for `between`", expected: expected)
      return nil
    }
    guard let axis = content.axes.first(where: { $0.name == entry.key }) else {
      reportUnknown("axis", entry.key, entry.keyMark, known: content.axes.map(\.name))
      return nil
    }
    guard movesAlone(axis, content, entry.keyMark) else { return nil }
    let known = Array(axis.values)
    var found: [ParameterValue] = []
    for item in items {
      guard let definition = catalog[content.experiment]?.schema[axis.name],
        let value = value(item, definition.kind, "parameter `\(axis.name)`")
      else { return nil }
      guard known.contains(value) else {
        report(
          item.mark, "\(item.kindName), which the axis `\(axis.name)` does not have",
          expected: "one of " + known.prefix(20).map(\.description).joined(separator: ", "))
        return nil
      }
      found.append(value)
    }
    guard found.count == 2, found[0] != found[1] else {
      report(entry.value.mark, "one value compared with itself", expected: expected)
      return nil
    }
    return (axis.name, found[0], found[1])
  }

  /// What stands in the place of an axis with two values, and where.
  private static func shape(ofBetween node: SpecNode) -> (SpecMark, String) {
    guard let entries = node.entries else { return (node.mark, node.kindName) }
    guard entries.count == 1, let entry = entries.first else {
      return (entries.dropFirst().first?.keyMark ?? node.mark, Plural.of(entries.count, "axis", "axes"))
    }
    guard case .list(let items) = entry.value.content else {
      return (entry.value.mark, "\(entry.value.kindName) as the values of `\(entry.key)`")
    }
    return (entry.value.mark, "\(Plural.of(items.count, "value")) of `\(entry.key)`")
  }

  /// Whether an axis is neither zipped nor decides a `when`; reports it otherwise.
  func movesAlone(_ axis: Axis, _ content: SweepContent, _ mark: SpecMark) -> Bool {
    if content.zips.contains(where: { $0.contains(axis.name) }) {
      report(mark, "the axis `\(axis.name)`, which is zipped", expected: "an axis that moves alone")
      return false
    }
    if content.conditionals.contains(where: { $0.condition[axis.name] != nil }) {
      report(
        mark, "the axis `\(axis.name)`, on which a `when` depends",
        expected: "an axis along which the others stay the same")
      return false
    }
    return true
  }

  private func comparedTolerance(_ node: SpecNode, _ range: ClosedRange<Double>?) -> Double? {
    guard let tolerance = real(node, "`tolerance`") else { return nil }
    guard tolerance > 0 else {
      report(
        node.mark, "\(node.kindName) for `tolerance`", expected: "a number above 0, in the metric's unit")
      return nil
    }
    if let range, range.upperBound.isFinite, range.lowerBound.isFinite,
      tolerance >= range.upperBound - range.lowerBound
    {
      report(
        node.mark, "\(node.kindName) for `tolerance`, within which every difference lies",
        expected: "less than \(CanonicalJSON.text(of: .real(range.upperBound - range.lowerBound)))")
      return nil
    }
    return tolerance
  }

  private func assumption(
    _ comparison: SpecNode, _ metric: String?, _ range: ClosedRange<Double>?
  ) -> Comparison.Assumption? {
    let statistic = comparison["statistic"].flatMap { node -> Comparison.Statistic? in
      guard !node.isNull,
        case .text(let word)? = value(
          node, .choice(Comparison.Statistic.allCases.map(\.rawValue)), "`statistic`")
      else { return nil }
      return Comparison.Statistic(rawValue: word)
    }
    let bounds = range.flatMap {
      $0.lowerBound.isFinite && $0.upperBound.isFinite && ($0.upperBound - $0.lowerBound).isFinite ? $0 : nil
    }
    let node = comparison["assume"].flatMap { $0.isNull ? nil : $0 }
    if statistic == .median {
      if let node {
        report(
          node.mark, "`assume` beside `statistic: median`, whose intervals assume nothing",
          expected: "one of the two")
      }
      return .nothing
    }
    guard let node else { return bounds.map { .bounded($0) } ?? .normal }
    guard case .text(let word)? = value(node, .choice(["bounded", "normal"]), "`assume`") else { return nil }
    if word == "normal" { return .normal }
    if let bounds { return .bounded(bounds) }
    if let metric {
      report(
        node.mark, "`assume: bounded` for `\(metric)`, whose values nothing bounds on both sides",
        expected: "`assume: normal`, `statistic: median`, or a metric with a range")
    }
    return nil
  }

  private func comparedReplicates(_ node: SpecNode?, _ content: SweepContent) -> Int {
    let least = content.replicates
    let usual = min(least == 1 ? 64 : 10 * least, Sweep.taskLimit)
    guard let node, !node.isNull else { return usual }
    guard let most = integer(node, "`replicates` of `compare`", in: 2...Sweep.taskLimit) else { return usual }
    if most < least {
      report(
        node.mark, "`\(most)` for `replicates` of `compare`",
        expected: "at least \(least), the `replicates` that every point gets")
    }
    return max(most, least)
  }

  private func eachAxis(_ node: SpecNode?, _ axis: String?, _ content: SweepContent) -> [String] {
    var names: [String] = []
    for item in items(node, "`each`") {
      guard let name = text(item, "an item of `each`", expected: "an axis") else { continue }
      guard content.axes.contains(where: { $0.name == name }), name != axis else {
        reportUnknown(
          "axis", name, item.mark, known: content.axes.map(\.name).filter { $0 != axis })
        continue
      }
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}
