internal import Journal
internal import SweepModel

/// A sweep in a running coordinator, besides what the scheduler knows.
struct LiveSweep {
  let number: SweepNumber
  let id: SweepID
  let header: SweepHeader
  /// What the spec says of resources and limits.
  let limits: Limits
  let resources: Resources
  /// Final and streamed metric names that the experiment's schema has.
  let metrics: Set<String>
  /// Names of files that a task may leave.
  let artifacts: Set<String>
  var meter = ProgressMeter()
  /// Nil for a grid.
  var refinement: LiveRefinement?
}
