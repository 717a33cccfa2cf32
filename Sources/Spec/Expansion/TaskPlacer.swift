internal import SweepModel

/// Makes the tasks of a sweep that grows, one place at a time.
package struct TaskPlacer: Sendable {
  package let grid: RefinementGrid
  private let plan: ExpansionPlan
  private let writer: DefinitionWriter

  /// - Returns: nil for a sweep that does not grow.
  package init?(_ sweep: Sweep) {
    guard let grid = sweep.grid else { return nil }
    self.grid = grid
    plan = sweep.plan
    writer = DefinitionWriter(sweep.content, sweep.plan)
  }

  /// One replicate of one point; nil where the grid has no such place.
  ///
  /// The task's id is the one that it would have in the whole grid.
  package func task(series: Int, index: Int, replicate: Int, ordinal: Int) -> PlannedTask? {
    guard let point = grid.point(series: series, index: index) else { return nil }
    let bytes = writer.definition(point, tail: writer.tail(replicate: replicate))
    return PlannedTask(
      ordinal: ordinal, replicate: replicate, coordinates: plan.coordinates(of: point), definitionJSON: bytes,
      id: TaskID(Digest(of: bytes)))
  }
}
