internal import Journal
internal import Spec
internal import SweepModel

/// A sweep in a running coordinator, besides what the scheduler knows.
struct LiveSweep {
  let number: SweepNumber
  let id: SweepID
  /// ``id`` in hexadecimal digits, as commands may name it.
  let hex: String
  let header: SweepHeader
  /// What the spec says of resources and limits.
  let limits: Limits
  let resources: Resources
  /// The files that its program brings; nil where it brings none.
  let bundle: ProgramBundle?
  /// What its experiment says that tasks report.
  let promises: ResultPromises
  var meter = ProgressMeter()
  /// Nil for a grid.
  var refinement: LiveRefinement?
}
