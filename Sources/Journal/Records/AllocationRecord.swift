/// A queue of jobs that are asked of a batch system, as it is to outlive a restart.
package struct AllocationQueueRecord: Sendable, Hashable {
  package var name: String
  /// Tells its jobs from those of an older queue with its name.
  package var nonce: String
  /// JSON.
  package var settings: String
  /// "active", "paused", "blocked" or "removing".
  package var state: String
  /// Why it is blocked; empty otherwise.
  package var reason: String
  /// The number that the next allocation gets.
  package var next: Int

  package init(name: String, nonce: String, settings: String, state: String, reason: String, next: Int) {
    self.name = name
    self.nonce = nonce
    self.settings = settings
    self.state = state
    self.reason = reason
    self.next = next
  }
}

/// One job that was asked of a batch system. Its row is written before the job is submitted.
package struct AllocationRecord: Sendable, Hashable {
  package var queue: String
  package var number: Int
  /// Where it is, in the coordinator's word.
  package var state: String
  /// The batch system's number of it; empty while nobody knows it.
  package var job: String
  package var reason: String
  package var node: String
  package var requeues: Int
  /// Whether its worker has had a task.
  package var hasWorked: Bool
  /// How it ended, in the coordinator's word; nil while it has not.
  package var outcome: String?
  /// Unix seconds.
  package var changedAt: Double

  package init(
    queue: String, number: Int, state: String, job: String, reason: String, node: String, requeues: Int,
    hasWorked: Bool, outcome: String?, changedAt: Double
  ) {
    self.queue = queue
    self.number = number
    self.state = state
    self.job = job
    self.reason = reason
    self.node = node
    self.requeues = requeues
    self.hasWorked = hasWorked
    self.outcome = outcome
    self.changedAt = changedAt
  }
}
