/// Who tells what changes of a sweep while it runs.
///
/// All of it throws as ``ResultSource`` does.
package protocol ChangeSource {
  /// The version of the coordinator's state.
  func stateVersion() throws -> UInt64

  /// What changed of a sweep since a version of the state.
  ///
  /// - Parameter metrics: streamed metrics that are wanted of tasks that are done.
  /// - Returns: nil where that is too long ago: all has to be read anew.
  func changes(
    of sweep: SweepDetails, since version: UInt64, streaming metrics: [String]
  ) throws -> TaskChanges?
}
