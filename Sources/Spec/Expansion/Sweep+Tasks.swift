package import SweepModel

extension Sweep {
  /// Excluded points with the reason, one entry for each of ``exclusions``.
  package struct Excluded: Sendable, Hashable {
    /// Tasks: excluded points x replicates.
    package var count: Int
    package var reason: String
  }

  /// How many tasks are excluded, by reason.
  package func excluded() -> [Excluded] {
    zip(exclusions, excludedPointCounts).map { Excluded(count: $1 * replicates, reason: $0.reason) }
  }

  /// Visits every task that runs, in the order of its ordinal: all points of replicate 0 first, so that a
  /// whole curve appears early; within a replicate the first axis varies slowest.
  ///
  /// Of a refined sweep it visits the tasks that it starts with.
  ///
  /// Costs a few microseconds a task and no memory that grows with their number.
  package func forEachTask<E: Error>(_ body: (PlannedTask) throws(E) -> Void) throws(E) {
    if refinement != nil, let placer = TaskPlacer(self) { return try forEachFirstTask(placer, body) }
    let writer = DefinitionWriter(content, plan)
    var ordinal = 0
    for replicate in 0..<replicates {
      let tail = writer.tail(replicate: replicate)
      try plan.walk { (point) throws(E) in
        guard plan.exclusion(of: point) == nil else { return true }
        let bytes = writer.definition(point, tail: tail)
        try body(
          PlannedTask(
            ordinal: ordinal, replicate: replicate, coordinates: plan.coordinates(of: point),
            definitionJSON: bytes, id: TaskID(Digest(of: bytes))))
        ordinal += 1
        return true
      }
    }
  }

  private func forEachFirstTask<E: Error>(
    _ placer: TaskPlacer, _ body: (PlannedTask) throws(E) -> Void
  ) throws(E) {
    var ordinal = 0
    let positions = refinement.map { placer.grid.firstPoints($0) } ?? []
    for replicate in 0..<replicates {
      for (number, series) in placer.grid.series.enumerated() where positions.indices.contains(number) {
        for position in positions[number] {
          guard
            let task = placer.task(
              series: number, index: series.allowed[position], replicate: replicate, ordinal: ordinal)
          else { continue }
          try body(task)
          ordinal += 1
        }
      }
    }
  }

  /// Visits the parameters of every point that runs, or may run in a refined sweep, once each: the first axis
  /// varies slowest.
  package func forEachPoint<E: Error>(_ body: (Parameters) throws(E) -> Void) throws(E) {
    try plan.walk { (point) throws(E) in
      if plan.exclusion(of: point) == nil { try body(plan.parameters(of: point)) }
      return true
    }
  }

  /// Visits the parameters of every excluded point with the reason.
  package func forEachExcludedPoint<E: Error>(_ body: (Parameters, String) throws(E) -> Void) throws(E) {
    guard !exclusions.isEmpty else { return }
    try plan.walk { (point) throws(E) in
      if let index = plan.exclusion(of: point) {
        try body(plan.parameters(of: point), exclusions[index].reason)
      }
      return true
    }
  }
}
