package import SweepModel

/// Tells whether a task is one of a sweep's, without listing the sweep's tasks.
package struct SweepMembership {
  private let sweep: Sweep
  private let index: CellIndex
  private let draws: [Int: Set<Int>]

  package init(_ sweep: Sweep) {
    self.sweep = sweep
    index = CellIndex(sweep.plan.cells, slots: Set(sweep.plan.names.indices))
    var draws: [Int: Set<Int>] = [:]
    if sweep.seeds != nil {
      for number in 0..<sweep.replicates {
        let draw = sweep.draw(ofReplicate: number)
        draws[draw.seed, default: []].insert(draw.replicate)
      }
    }
    self.draws = draws
  }

  /// Whether the sweep's grid has the task.
  ///
  /// - Parameter task: with the types of the experiment's schema.
  package func contains(_ task: TaskDefinition) -> Bool {
    let plan = sweep.plan
    guard task.experiment == sweep.experiment, task.version == sweep.version, task.stop == sweep.stop,
      hasDraw(task),
      task.parameters.count == plan.names.count
    else { return false }
    var terms: [(slot: Int, cells: Set<Int>)] = []
    for (slot, name) in plan.names.enumerated() {
      guard let value = task.parameters[name] else { return false }
      let cells = index.cells(of: value, slot: slot)
      guard !cells.isEmpty else { return false }
      terms.append((slot, Set(cells)))
    }
    let test = ExpansionPlan.Test(terms: terms)
    var found = false
    plan.walk(plan.narrowed(plan.choices(telling: [], more: [test]), to: test)) { (point, _) in
      found = plan.holds(test, point) && plan.exclusion(of: point) == nil
      return !found
    }
    return found
  }

  private func hasDraw(_ task: TaskDefinition) -> Bool {
    guard sweep.seeds == nil else { return draws[task.seed]?.contains(task.replicate) == true }
    return task.seed == sweep.seed && (0..<sweep.replicates).contains(task.replicate)
  }
}
