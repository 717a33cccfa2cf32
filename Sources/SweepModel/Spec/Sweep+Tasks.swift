extension Sweep {
  /// Excluded points with the reason, one entry for each of ``exclusions``.
  public struct Excluded: Sendable, Hashable {
    /// Tasks: excluded points x replicates.
    public var count: Int
    public var reason: String
  }

  /// How many tasks are excluded, by reason.
  public func excluded() -> [Excluded] {
    zip(exclusions, excludedPointCounts).map { Excluded(count: $1 * replicates, reason: $0.reason) }
  }

  /// Visits every task that runs, in the order of its ordinal: all points of replicate 0 first, so that a
  /// whole curve appears early; within a replicate the first axis varies slowest.
  ///
  /// Costs a few microseconds a task and no memory that grows with their number.
  public func forEachTask<E: Error>(_ body: (PlannedTask) throws(E) -> Void) throws(E) {
    let writer = DefinitionWriter(content, plan)
    var ordinal = 0
    for replicate in 0..<replicates {
      let tail = writer.tail(replicate: replicate)
      try plan.walk { (point) throws(E) in
        guard plan.exclusion(of: point) == nil else { return true }
        let bytes = writer.definition(point, tail: tail)
        var coordinates: [PlannedTask.Coordinate] = []
        coordinates.reserveCapacity(point.axes.count)
        for slot in point.axes {
          coordinates.append(.init(axis: plan.names[slot], value: plan.cells[point.cells[slot]]))
        }
        try body(
          PlannedTask(
            ordinal: ordinal, replicate: replicate, coordinates: coordinates, definitionJSON: bytes,
            id: TaskID(Digest(of: bytes))))
        ordinal += 1
        return true
      }
    }
  }

  /// Visits the parameters of every point that runs, once each, in the order of ``forEachTask(_:)``.
  public func forEachPoint<E: Error>(_ body: (Parameters) throws(E) -> Void) throws(E) {
    try plan.walk { (point) throws(E) in
      if plan.exclusion(of: point) == nil { try body(plan.parameters(of: point)) }
      return true
    }
  }

  /// Visits the parameters of every excluded point with the reason.
  public func forEachExcludedPoint<E: Error>(_ body: (Parameters, String) throws(E) -> Void) throws(E) {
    guard !exclusions.isEmpty else { return }
    try plan.walk { (point) throws(E) in
      if let index = plan.exclusion(of: point) {
        try body(plan.parameters(of: point), exclusions[index].reason)
      }
      return true
    }
  }
}
