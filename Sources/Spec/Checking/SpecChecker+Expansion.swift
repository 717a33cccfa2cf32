internal import SweepModel

extension SpecChecker {
  /// Expands the points, asks the experiment about each, and makes the sweep.
  ///
  /// - Parameter plain: the spec before a profile and overrides were laid over it; nil where none were.
  func sweep(
    _ content: SweepContent, _ root: SpecNode, over plain: SpecNode?, _ goesOn: () -> Bool
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
    checkReach(content, plan, counts, root, over: plain)
    if counts.points == 0 {
      report(
        root["exclude"]?.mark ?? mark, "nothing is left to run: all \(counts.total) points are excluded",
        expected: "at least one")
    }
    if problems.isEmpty { validatePoints(content, plan, root, goesOn) }
    if problems.isEmpty { checkStop(content, plan, root) }
    if !problems.isEmpty { throw SpecErrors(problems) }
    var sweep = Sweep(content: content, plan: plan, counts: counts)
    guard sweep.mostTaskCount <= Sweep.taskLimit else {
      throw SpecErrors([
        SpecProblem(
          (root["refine"] ?? root["compare"])?.mark ?? mark,
          "a \(sweep.refinement == nil ? "comparison" : "refinement") that may come to \(sweep.mostTaskCount) tasks",
          expected: "at most 10^7; fewer "
            + (sweep.refinement == nil ? "`replicates` in `compare`" : "`points` or `replicates` in `refine`")
            + ", or fewer other values")
      ])
    }
    checkShared(sweep, root)
    if !problems.isEmpty { throw SpecErrors(problems) }
    if sweep.budget != nil { sweep.budgetPlace = root["budget"].map { "\($0.mark)" } }
    sweep.warnings = SpecErrors(warnings).problems
    return sweep
  }

  /// Reports what can never hold: exclusions, `when` blocks, and tasks that figures are made of.
  private func checkReach(
    _ content: SweepContent, _ plan: ExpansionPlan, _ counts: ExpansionPlan.Counts, _ root: SpecNode,
    over plain: SpecNode?
  ) {
    guard problems.isEmpty else { return }
    let found = misses(content, plan, counts, root)
    guard !found.isEmpty, let plain else { return found.forEach(report) }
    let checker = SpecChecker(catalog: builtIn)
    let base = checker.content(of: plain, profile: nil)
    let basePlan = ExpansionPlan(base)
    // A plain spec with mistakes of its own, or too large to run, cannot say what was meant.
    var known: Set<SpecMark>?
    if checker.problems.isEmpty, let counts = basePlan.counts(limit: Sweep.taskLimit) {
      known = Set(checker.misses(base, basePlan, counts, plain).map(\.mark))
    }
    // What a profile brings stands in the same file, and is the profile's.
    let own = plain.entries?.filter { $0.key != "profiles" } ?? []
    let inherited = Set(own.flatMap(\.value.marks))
    for problem in found {
      if inherited.contains(problem.mark), known?.contains(problem.mark) != true {
        warn(problem)
      } else {
        report(problem)
      }
    }
  }

  private func misses(
    _ content: SweepContent, _ plan: ExpansionPlan, _ counts: ExpansionPlan.Counts, _ root: SpecNode
  ) -> [SpecProblem] {
    guard let schema = catalog[content.experiment]?.schema else { return [] }
    var found = SpecReach(content, plan, root, schema).misses
    let nodes = items(root["exclude"], "`exclude`")
    for (index, count) in counts.excluded.enumerated() where count == 0 {
      guard let node = nodes.dropFirst(index).first else { continue }
      // A value that no point has says it better.
      let inside = Set(node.marks)
      if found.contains(where: { inside.contains($0.mark) }) { continue }
      found.append(
        SpecProblem(
          node.mark, "an exclusion that matches no point, or only points excluded before it",
          expected: "values that the axes take"))
    }
    return found
  }
}
