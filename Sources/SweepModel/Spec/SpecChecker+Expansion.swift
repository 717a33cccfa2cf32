extension SpecChecker {
  /// Messages about single points stop here: the tenth says nothing that the first did not.
  private static let pointLimit = 10

  /// Expands the points, asks the experiment about each, and makes the sweep.
  func sweep(
    _ content: SweepContent, _ root: SpecNode, _ goesOn: () -> Bool
  ) throws(SpecErrors) -> Sweep {
    let mark = axesMark ?? root.mark
    let plan = ExpansionPlan(content)
    let limit = Sweep.taskLimit / content.replicates
    guard let counts = plan.counts(limit: limit) else {
      let factors = content.axes.map { "\($0.name) \($0.values.count)" }
      let replicates = content.replicates > 1 ? ["replicates \(content.replicates)"] : []
      throw SpecErrors([
        SpecProblem(
          mark, "more than \(Sweep.taskLimit) tasks: " + (factors + replicates).joined(separator: " x "),
          expected: "at most 10^7; split the sweep, or zip axes that move together")
      ])
    }
    for (index, count) in counts.excluded.enumerated() where count == 0 {
      let node = items(root["exclude"], "`exclude`").dropFirst(index).first
      report(
        node?.mark ?? mark, "an exclusion that matches no point, or only points excluded before it",
        expected: "values that the axes take")
    }
    if counts.points == 0 {
      report(
        root["exclude"]?.mark ?? mark, "nothing is left to run: all \(counts.total) points are excluded",
        expected: "at least one")
    }
    if problems.isEmpty { validatePoints(content, plan, mark, root, goesOn) }
    if !problems.isEmpty { throw SpecErrors(problems) }
    let sweep = Sweep(content: content, plan: plan, counts: counts)
    guard sweep.mostTaskCount <= Sweep.taskLimit else {
      throw SpecErrors([
        SpecProblem(
          root["refine"]?.mark ?? mark, "a refinement that may come to \(sweep.mostTaskCount) tasks",
          expected: "at most 10^7; fewer `points` or `replicates` in `refine`, or fewer other values")
      ])
    }
    return sweep
  }

  private func validatePoints(
    _ content: SweepContent, _ plan: ExpansionPlan, _ mark: SpecMark, _ root: SpecNode, _ goesOn: () -> Bool
  ) {
    guard let experiment = catalog[content.experiment] else { return }
    var parameters = content.parameters
    var current = Array(plan.names.indices)
    var visited = 0
    plan.walk { (point) in
      visited += 1
      if visited % 1000 == 0, !goesOn() {
        report(mark, "the check was given up after \(visited) points")
        return false
      }
      if plan.exclusion(of: point) != nil { return true }
      if let conflict = point.conflict {
        let whens = items(root["when"], "`when`")
        report(
          whens.dropFirst(conflict.block).first?.mark ?? mark,
          "two `when` blocks both give `\(plan.names[conflict.slot])` at \(shown(point, plan))",
          expected: "conditions that do not overlap")
        return false
      }
      // Only what differs from the point before is replaced: most of a point stays as it was.
      for slot in current.indices where current[slot] != point.cells[slot] {
        current[slot] = point.cells[slot]
        parameters[plan.names[slot]] = plan.cells[current[slot]]
      }
      do throws(InvalidParameters) {
        try experiment.validate(parameters)
      } catch {
        report(
          mark, "the point \(shown(point, plan)) cannot run: \(error)",
          expected: "other values, or an exclusion: \(hint(point, plan, error.parameter))")
      }
      return problems.count < SpecChecker.pointLimit
    }
  }

  private func shown(_ point: borrowing ExpansionPlan.Point, _ plan: ExpansionPlan) -> String {
    if point.axes.isEmpty { return "{}" }
    var terms: [String] = []
    for slot in point.axes { terms.append("\(plan.names[slot]): \(plan.cells[point.cells[slot]])") }
    return "{" + terms.joined(separator: ", ") + "}"
  }

  private func hint(
    _ point: borrowing ExpansionPlan.Point, _ plan: ExpansionPlan, _ parameter: String
  ) -> String {
    if point.axes.isEmpty { return "none helps, the sweep is this single point" }
    let terms = shown(point, plan).dropFirst().dropLast()
    return "`exclude: [{\(terms), because: \"...\"}]`"
  }
}
