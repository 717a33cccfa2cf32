internal import Foundation
internal import SweepModel

extension SpecChecker {
  /// Values of a refined axis: each of its series looks all of them up.
  private static let refinedValues = 100_000

  static let refinementKeys = ["metric", "level", "along", "tolerance", "replicates", "points"]

  /// `refine: {metric, level, along, tolerance, replicates, points}`; nil where there is none or it is wrong.
  func refinement(_ node: SpecNode?, _ schema: ExperimentSchema, _ content: SweepContent) -> Refinement? {
    guard let node, !node.isNull else { return nil }
    _ = fields(node, "`refine`", allowed: SpecChecker.refinementKeys)
    guard node.entries != nil else { return nil }
    let metric = given("metric", node).flatMap { finalMetric($0, schema) }
    let axes = given("along", node).flatMap { refinedAxes($0, content) }
    let axis = axes?.first
    let level = given("level", node).flatMap { real($0, "`level`") }
    if let metric { checkLevel(level, of: metric, node["level"]?.mark, "`level`", schema) }
    let tolerance = given("tolerance", node).flatMap { refinedTolerance($0, axis) }
    let replicates = mostReplicates(node, content)
    let points = integer(node["points"], "`points`", in: 3...Sweep.taskLimit)
    guard let metric, let axis, let level, let tolerance else { return nil }
    return Refinement(
      metric: metric, level: level, along: axis.name, across: axes?.dropFirst().first?.name,
      tolerance: tolerance,
      replicates: replicates, points: points)
  }

  private func given(_ key: String, _ node: SpecNode) -> SpecNode? {
    if let value = node[key], !value.isNull { return value }
    report(
      node.mark, "`refine` without `\(key)`", expected: "`metric`, `level`, `along` and `tolerance`")
    return nil
  }

  /// A metric that results have.
  func finalMetric(_ node: SpecNode, _ schema: ExperimentSchema) -> String? {
    guard let name = text(node, "`metric`", expected: "a metric") else { return nil }
    if let metric = schema.metric(name) {
      if metric.isFinal { return name }
      report(
        node.mark, "metric `\(name)`, which has values at steps and none of a whole task",
        expected: finalNames(like: name, schema))
      return nil
    }
    reportUnknown("metric of experiment \(schema.name):", name, node.mark, known: schema.metrics.map(\.name))
    return nil
  }

  /// One axis, or the two of a plane.
  private func refinedAxes(_ node: SpecNode, _ content: SweepContent) -> [Axis]? {
    guard case .list(let items) = node.content else { return refinedAxis(node, content).map { [$0] } }
    guard (1...2).contains(items.count) else {
      report(
        node.mark, "\(items.count) axes for `along`",
        expected: "one, or the two of a plane; for each value of a third one there is a plane of its own")
      return nil
    }
    let axes = items.compactMap { refinedAxis($0, content) }
    guard axes.count == items.count else { return nil }
    if axes.count == 2, axes[0].name == axes[1].name {
      report(node.mark, "the axis `\(axes[0].name)` twice", expected: "two axes")
      return nil
    }
    return axes
  }

  private func refinedAxis(_ node: SpecNode, _ content: SweepContent) -> Axis? {
    guard let name = text(node, "`along`", expected: "an axis") else { return nil }
    guard let axis = content.axes.first(where: { $0.name == name }) else {
      reportUnknown("axis", name, node.mark, known: content.axes.map(\.name))
      return nil
    }
    // An axis whose values were refused has been reported.
    guard axis.values.allSatisfy({ $0.number != nil }) else {
      report(node.mark, "the axis `\(name)`, whose values are no numbers", expected: "an axis of numbers")
      return nil
    }
    if axis.values.count > SpecChecker.refinedValues {
      report(
        node.mark, "the axis `\(name)` with \(axis.values.count) values",
        expected: "at most \(SpecChecker.refinedValues) on the axis that is refined")
      return nil
    }
    if axis.values.count < 3 {
      report(
        node.mark, "the axis `\(name)` with \(axis.values.count) values",
        expected: "3 or more, on which points may be placed")
      return nil
    }
    return movesAlone(axis, content, node.mark) ? axis : nil
  }

  private func refinedTolerance(_ node: SpecNode, _ axis: Axis?) -> RefinementTolerance? {
    guard let tolerance = tolerance(node) else { return nil }
    let xs = (axis?.values.compactMap(\.number) ?? []).sorted()
    if case .relative = tolerance, let axis, let first = xs.first, first <= 0 {
      report(
        node.mark, "a tolerance of \(tolerance) along axis `\(axis.name)`, which begins at \(first)",
        expected: "a plain number, in the unit of the axis; a percentage needs values above 0")
      return nil
    }
    // A crossing lies between two values of the axis: plus or minus half a step is the most there is to know.
    let steps = zip(xs, xs.dropFirst())
    if let axis, !xs.isEmpty, !steps.contains(where: { tolerance.isMet(by: $0, $1) }) {
      let finest: RefinementTolerance =
        switch tolerance {
        case .absolute: .absolute(steps.map { ($1 - $0) / 2 }.min() ?? 0)
        case .relative: .relative(steps.map { ($1 - $0) / ($1 + $0) }.min() ?? 0)
        }
      report(
        node.mark, "a tolerance finer than half of the smallest step of axis `\(axis.name)`",
        expected: "at least \(Self.rounded(finest)), or more values on the axis")
      return nil
    }
    return tolerance
  }

  /// Rounded up, so that what is asked for is accepted.
  private static func rounded(_ tolerance: RefinementTolerance) -> String {
    switch tolerance {
    case .absolute(let finest): String(format: "%.6g", finest)
    case .relative(let finest): String(format: "%.6g", (finest * 1e4).rounded(.up) / 100) + "%"
    }
  }

  /// `0.02` or `10%`.
  private func tolerance(_ node: SpecNode) -> RefinementTolerance? {
    if case .scalar(let text, _) = node.content, text.hasSuffix("%") {
      return percentage(node, for: "a tolerance").map(RefinementTolerance.relative)
    }
    guard let tolerance = real(node, "`tolerance`") else { return nil }
    if tolerance > 0 { return .absolute(tolerance) }
    report(node.mark, "\(node.kindName) for `tolerance`", expected: "a number above 0, or a percentage")
    return nil
  }

  private func mostReplicates(_ node: SpecNode, _ content: SweepContent) -> Int {
    let least = content.replicates
    let usual = least == 1 ? 1 : min(10 * least, Sweep.taskLimit)
    guard let given = node["replicates"], !given.isNull else { return usual }
    guard let most = integer(given, "`replicates` of `refine`", in: 1...Sweep.taskLimit) else { return usual }
    if most < least {
      report(
        given.mark, "`\(most)` for `replicates` of `refine`",
        expected: "at least \(least), the `replicates` that every point gets")
    } else if least == 1, most > 1 {
      report(
        given.mark, "`\(most)` for `replicates` of `refine`, while points start with one",
        expected: "`replicates: 2` or more in the spec: one value tells nothing about the spread")
    }
    return max(most, least)
  }
}
