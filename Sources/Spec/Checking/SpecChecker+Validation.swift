internal import SweepModel

extension SpecChecker {
  /// Points that are looked at to tell how many are refused, once one is.
  private static let countedPoints = 20_000

  /// Asks the experiment about every point that runs: once for each combination of the parameters that it
  /// judges together, which may be thousands where there are millions of points.
  func validatePoints(_ content: SweepContent, _ plan: ExpansionPlan, _ root: SpecNode, _ goesOn: () -> Bool)
  {
    guard let experiment = catalog[content.experiment] else { return }
    let mark = axesMark ?? root.mark
    guard !reportConflict(plan, root) else { return }
    let slots = Dictionary(plan.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let groups = (experiment.judgedTogether ?? [Set(plan.names)]).map { Set($0.compactMap { slots[$0] }) }
    // Parameters of the base are replaced slot by slot: most of a point stays as it was.
    var parameters = content.parameters
    var current = Array(plan.names.indices)
    func refusal(_ point: borrowing ExpansionPlan.Point) -> InvalidParameters? {
      for slot in current.indices where current[slot] != point.cells[slot] {
        current[slot] = point.cells[slot]
        parameters[plan.names[slot]] = plan.cells[current[slot]]
      }
      do throws(InvalidParameters) {
        try experiment.validate(parameters)
        return nil
      } catch {
        return error
      }
    }
    var visited = 0
    for group in groups where !groups.contains(where: { $0.isStrictSuperset(of: group) }) {
      var failing: ExpansionPlan.Point?
      plan.walk(plan.choices(telling: group)) { (point, _) in
        visited += 1
        if visited % 1000 == 0, !goesOn() {
          report(mark, "the check was given up after \(visited) points")
          return false
        }
        if plan.exclusion(of: point) == nil, refusal(point) != nil { failing = copy point }
        return failing == nil
      }
      if !problems.isEmpty { return }
      if let failing {
        reportRefused(plan, telling: groups.reduce(into: []) { $0.formUnion($1) }, failing, mark, refusal)
        return
      }
    }
  }

  /// Reports the first point at which two `when` blocks both set one parameter.
  private func reportConflict(_ plan: ExpansionPlan, _ root: SpecNode) -> Bool {
    guard !plan.blocks.isEmpty else { return false }
    var found = false
    plan.walk(plan.choices(telling: [])) { (point, _) in
      guard let conflict = point.conflict, plan.exclusion(of: point) == nil else { return true }
      let whens = items(root["when"], "`when`")
      report(
        whens.dropFirst(conflict.block).first?.mark ?? axesMark ?? root.mark,
        "two `when` blocks both give `\(plan.names[conflict.slot])` at \(shown(point, plan))",
        expected: "conditions that do not overlap")
      found = true
      return false
    }
    return found
  }

  /// Reports the refused points under the smallest conditions that cover them.
  private func reportRefused(
    _ plan: ExpansionPlan, telling slots: Set<Int>, _ first: ExpansionPlan.Point, _ mark: SpecMark,
    _ refusal: (borrowing ExpansionPlan.Point) -> InvalidParameters?
  ) {
    var failing: [(point: ExpansionPlan.Point, count: Int)] = []
    var (total, visited) = (0, 0)
    plan.walk(plan.choices(telling: slots)) { (point, count) in
      visited += 1
      if plan.exclusion(of: point) == nil, refusal(point) != nil {
        total += count
        failing.append((copy point, count))
      }
      return visited < SpecChecker.countedPoints
    }
    let isCounted = visited < SpecChecker.countedPoints
    if failing.isEmpty { failing = [(first, 1)] }
    withoutActuallyEscaping(refusal) { refusal in
      let found = PointProblems(
        plan, telling: slots, failing: failing, total: max(total, 1), refusal: refusal)
      for group in found.groups { report(mark, group.sentence(plan), expected: group.remedy(plan)) }
      if !isCounted {
        report(mark, "and perhaps more points: the rest was not looked at once these were found")
      } else if found.uncovered > 0 {
        report(
          mark, "and \(found.uncovered) more \(found.uncovered == 1 ? "point" : "points") that cannot run")
      }
    }
  }

  private func shown(_ point: borrowing ExpansionPlan.Point, _ plan: ExpansionPlan) -> String {
    var terms: [String] = []
    for slot in point.axes { terms.append("\(plan.names[slot]): \(plan.cells[point.cells[slot]])") }
    return "{" + terms.joined(separator: ", ") + "}"
  }
}

extension PointProblems.Group {
  /// Values of one parameter that are written out.
  private static let shownValues = 6

  /// "all 12 points with model: relu and depth: 1 cannot run: ...".
  func sentence(_ plan: ExpansionPlan) -> String {
    var points = count == 1 ? "the point" : "all \(count) points"
    if cells.isEmpty {
      points = count == 1 ? "the only point" : "all \(count) points"
    } else {
      let terms = cells.map { "\(plan.names[$0.slot]): \(Self.values($0.cells, plan))" }
      points += " with " + terms.joined(separator: " and ")
    }
    // Where several values were put together, what the experiment said is about one of them.
    let isOfOne = cells.contains { $0.cells.count > 1 } || cells.isEmpty && count > 1
    let at = isOfOne && !example.axes.isEmpty ? " (at \(Self.place(example, plan)))" : ""
    return "\(points) cannot run: \(error)\(at)"
  }

  /// What to write into the spec.
  func remedy(_ plan: ExpansionPlan) -> String {
    guard !cells.isEmpty else { return "another value of `\(error.parameter)`" }
    guard cells.allSatisfy({ $0.cells.count <= Self.shownValues }) else {
      return "other values of `\(error.parameter)`, or an exclusion of these"
    }
    let terms = cells.map { term in
      let values = term.cells.map { plan.cells[$0].description }
      return "\(plan.names[term.slot]): "
        + (values.count == 1 ? values[0] : "[\(values.joined(separator: ", "))]")
    }
    return "other values, or an exclusion: `exclude: [{\(terms.joined(separator: ", ")), because: \"...\"}]`"
  }

  private static func values(_ cells: [Int], _ plan: ExpansionPlan) -> String {
    let shown = cells.prefix(shownValues).map { plan.cells[$0].description }
    if cells.count > shown.count { return shown.joined(separator: ", ") + ", ... (\(cells.count) values)" }
    guard let last = shown.last, shown.count > 1 else { return shown.joined() }
    return shown.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func place(_ point: ExpansionPlan.Point, _ plan: ExpansionPlan) -> String {
    "{" + point.axes.map { "\(plan.names[$0]): \(plan.cells[point.cells[$0]])" }.joined(separator: ", ") + "}"
  }
}
