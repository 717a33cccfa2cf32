package import SweepModel

/// What a sweep is, in the one word that every command prints for it.
///
/// Its users want it to run, to rest or to end; whether it has ended by itself is what its tasks say. This is the
/// only place that puts both together.
package enum SweepCondition: String, Codable, Sendable, Hashable, CaseIterable {
  /// Its tasks are handed out.
  case active
  /// Nothing more is handed out until somebody resumes it.
  case paused
  /// Somebody cancelled it; tasks that another sweep plans too may still run.
  case cancelled
  /// Nothing is left to run, and nothing will be added.
  case finished

  /// Whether a sweep is finished, however its users want it: all of its tasks have ended, and none will be added.
  ///
  /// - Parameter refinement: nil for a grid, which gets no more tasks.
  package static func isFinished(_ census: Census, _ refinement: RefinementStatus?) -> Bool {
    census.isFinished && refinement?.isSettled != false
  }
}
