package import SweepModel

/// A task that failed or was cancelled, and what was tried.
package struct FailedTask: Sendable {
  /// An attempt that ended without a result.
  package struct Attempt: Sendable, Hashable {
    /// From 1.
    package var number: Int
    package var outcome: AttemptOutcome
    /// The worker's id, and the machine that it ran on; nil where none is known.
    package var worker: String?
    package var host: String?
    /// Unix seconds.
    package var startedAt: Double
    /// Wall seconds.
    package var seconds: Double
    package var reason: String?
    /// Its last lines of log, joined by line feeds.
    package var log: String?
  }

  package var task: TaskRecord
  /// Oldest first.
  package var attempts: [Attempt]
}
