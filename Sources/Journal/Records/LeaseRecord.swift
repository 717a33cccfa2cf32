package import SweepModel

/// A task that a worker session holds.
package struct LeaseRecord: Sendable, Hashable {
  package var task: TaskNumber
  package var attempt: Int
  package var holder: WorkerSession
  /// Unix seconds.
  package var leasedAt: Double

  package init(task: TaskNumber, attempt: Int, holder: WorkerSession, leasedAt: Double) {
    self.task = task
    self.attempt = attempt
    self.holder = holder
    self.leasedAt = leasedAt
  }
}
