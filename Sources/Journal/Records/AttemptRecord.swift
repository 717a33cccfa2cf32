package import SweepModel

/// An attempt that ended without a result.
package struct AttemptRecord: Sendable, Hashable {
  package var task: TaskNumber
  /// From 1.
  package var number: Int
  /// The worker's number in the journal; nil where none is known.
  package var worker: Int?
  package var outcome: AttemptOutcome
  /// Unix seconds.
  package var startedAt: Double
  /// Wall seconds.
  package var seconds: Double
  package var reason: String?
  /// Its last lines of log, joined by line feeds.
  package var log: String?

  package init(
    task: TaskNumber, number: Int, worker: Int? = nil, outcome: AttemptOutcome, startedAt: Double,
    seconds: Double, reason: String? = nil, log: String? = nil
  ) {
    self.task = task
    self.number = number
    self.worker = worker
    self.outcome = outcome
    self.startedAt = startedAt
    self.seconds = seconds
    self.reason = reason
    self.log = log
  }
}
