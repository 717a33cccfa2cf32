package import Journal
package import SweepModel

/// What is known of sweeps: by the journal of a data directory, or by a coordinator over the network.
///
/// Both give the same values. Rows have the types of the experiment's schema where the source's catalog has that
/// experiment in the sweep's version: a real that is 1 is a real. Whatever can be long comes in pages that begin at
/// an ordinal, so that a reader needs no more memory than one of them, and the last costs no more than the first.
///
/// All of it throws ``SelectionError`` for what is not there, ``ResultError`` for what is damaged, and the errors
/// of the journal or of the connection.
package protocol ResultSource {
  /// The one sweep that an id, the beginning of one, a name, a number or `last` means.
  func sweep(_ selector: String) throws -> SweepDetails

  /// Tasks by rising ordinal, with parameters and final metrics.
  ///
  /// - Parameters:
  ///   - statuses: only tasks that have one of these; nil for all. A combination that the spec excludes is no task.
  ///   - limit: the most of the page; a source may send fewer, and says where the next page begins.
  func tasks(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord>

  /// Streamed values by rising ordinal and name. A task's series are on one page.
  ///
  /// - Parameter name: one metric; nil for all.
  func metrics(of sweep: SweepDetails, named name: String?, from ordinal: Int) throws -> Page<MetricSeries>

  /// Files that finished tasks left, by rising ordinal and name. A task's files are on one page.
  func artifacts(of sweep: SweepDetails, from ordinal: Int) throws -> Page<TaskArtifact>

  /// A piece of such a file from a byte on. Who puts pieces together checks the digest.
  func piece(of artifact: Digest, from offset: Int) throws -> ArtifactPiece

  /// Why a refined sweep planned its tasks, by rising ordinal, from a place in that list on; none for a grid.
  func placements(of sweep: SweepDetails, from index: Int) throws -> Page<PlacementRun>

  /// Failed and cancelled tasks by rising ordinal, with every attempt that gave no result.
  func failures(of sweep: SweepDetails, from ordinal: Int, limit: Int) throws -> Page<FailedTask>

  /// The workers that gave the sweep's results.
  func workers(of sweep: SweepDetails) throws -> [WorkerContribution]

  /// The names of all parameters and final metrics that the sweep's tasks have.
  func columns(of sweep: SweepDetails) throws -> ColumnNames
}
