internal import SweepModel

extension SpecChecker {
  static let stopKeys = ["metric", "above", "below", "settled", "for", "after"]
  private static let conditions = ["above", "below", "settled"]
  /// Points that are looked at for one whose tasks the rule can end.
  private static let stopPoints = 20_000
  /// As many values in a row, where a spec says nothing.
  private static let usualCount = 3

  /// `stop: {metric, above, for, after}`; nil where there is none or it is wrong.
  func stop(_ node: SpecNode?, _ schema: ExperimentSchema) -> StopRule? {
    guard let node, !node.isNull else { return nil }
    _ = fields(node, "`stop`", allowed: SpecChecker.stopKeys)
    guard node.entries != nil else { return nil }
    let before = problems.count
    let metric = stopMetric(node, schema)
    let given = SpecChecker.conditions.filter { node[$0].map { !$0.isNull } ?? false }
    guard given.count == 1, let key = given.first, let value = node[key] else {
      report(
        node.mark,
        given.isEmpty ? "`stop` without a condition" : "`stop` with `\(given.joined(separator: "` and `"))`",
        expected: "one of `above: LEVEL`, `below: LEVEL` and `settled: TOLERANCE`")
      return nil
    }
    let condition =
      key == "settled" ? settled(value) : level(value, key, of: metric, schema)
    let least = condition?.leastCount ?? 1
    let count = integer(node["for"], "`for`", in: least...StopRule.countLimit)
    let after = integer(node["after"], "`after`", in: 0...SpecChecker.exactLimit)
    guard problems.count == before, let metric, let condition else { return nil }
    return StopRule(
      metric: metric, condition: condition, count: count ?? SpecChecker.usualCount, after: after ?? 0)
  }

  private func stopMetric(_ node: SpecNode, _ schema: ExperimentSchema) -> String? {
    guard let named = node["metric"], !named.isNull else {
      report(node.mark, "`stop` without `metric`", expected: streamedNames(schema) ?? "a streamed metric")
      return nil
    }
    for name in ExperimentSchema.stopMetrics.map(\.name) where schema.metric(name) != nil {
      report(
        node.mark,
        "`stop` for experiment \(schema.name), whose own metric `\(name)` is what a stop rule adds",
        expected: "another name of that metric")
      return nil
    }
    guard let name = text(named, "`metric`", expected: "a streamed metric") else { return nil }
    guard let metric = schema.metric(name) else {
      reportUnknown(
        "metric of experiment \(schema.name):", name, named.mark,
        known: schema.metrics.filter(\.isStreamed).map(\.name))
      return nil
    }
    guard metric.isStreamed else {
      report(
        named.mark, "metric `\(name)`, which has a value of the whole task and none at steps",
        expected: streamedNames(schema)
          ?? "an experiment that streams metrics: \(schema.name) streams none, so its tasks cannot end early")
      return nil
    }
    return name
  }

  private func level(
    _ node: SpecNode, _ key: String, of metric: String?, _ schema: ExperimentSchema
  ) -> StopRule.Condition? {
    guard let level = real(node, "`\(key)`") else { return nil }
    if let metric {
      let before = problems.count
      checkLevel(level, of: metric, node.mark, "`\(key)`", schema)
      guard problems.count == before else { return nil }
      let range = schema.metric(metric)?.range
      if let bound = key == "above" ? range?.lowerBound : range?.upperBound, bound == level {
        report(
          node.mark, "\(node.kindName) for `\(key)`, where `\(metric)` always is",
          expected: "a level that it has to reach")
        return nil
      }
    }
    return key == "above" ? .above(level) : .below(level)
  }

  private func settled(_ node: SpecNode) -> StopRule.Condition? {
    if case .scalar(let text, _) = node.content, text.hasSuffix("%") {
      return percentage(node, for: "`settled`").map { .steady(within: $0) }
    }
    guard let width = real(node, "`settled`") else { return nil }
    if width > 0 { return .settled(within: width) }
    report(
      node.mark, "\(node.kindName) for `settled`",
      expected: "a number above 0 in the metric's unit, or a percentage")
    return nil
  }

  /// Refuses a rule that no task could fulfil before its last step.
  func checkStop(_ content: SweepContent, _ plan: ExpansionPlan, _ root: SpecNode) {
    guard let rule = content.stop, let experiment = catalog[content.experiment], let node = root["stop"]
    else { return }
    let mark = node["metric"]?.mark ?? node.mark
    var refusal: String?
    var most: Int?
    var canFire = false
    var visited = 0
    plan.walk { (point) in
      visited += 1
      if visited > SpecChecker.stopPoints { canFire = true }
      guard plan.exclusion(of: point) == nil else { return true }
      switch experiment.stopSupport(rule.metric, from: rule.after, plan.parameters(of: point)) {
      case .refused(let reason): refusal = refusal ?? reason
      case .values(let count): most = max(most ?? 0, count)
      case .unknown: canFire = true
      }
      if let most, most >= rule.count { canFire = true }
      return !canFire
    }
    guard !canFire else { return }
    if let most {
      let start = rule.after > 0 ? " from step \(rule.after) on" : ""
      report(
        (rule.after > 0 ? node["after"]?.mark : node["for"]?.mark) ?? mark,
        "a stop rule that can never end a task: before its last step it streams "
          + "\(Plural.of(most, "value")) of `\(rule.metric)`\(start), and the rule takes \(rule.count)",
        expected: "fewer values in `for`, an earlier `after`, or an experiment that streams more of them")
    } else {
      report(
        mark, "a stop rule that can never end a task: \(refusal ?? "no task streams `\(rule.metric)`")",
        expected: "a metric that tasks stream as they go, or no `stop`")
    }
  }
}
