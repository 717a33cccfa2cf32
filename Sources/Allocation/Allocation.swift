/// One job that was asked of a batch system, to run one worker.
package struct Allocation: Hashable, Sendable {
  /// Where it is. A requeue leads back to ``queued``.
  package enum State: String, Sendable, CaseIterable {
    /// It is written down, and nobody has said yet that the batch system has it.
    case intended
    /// The batch system lets it wait.
    case queued
    /// The batch system has started it, and its worker has not come yet.
    case started
    /// Its worker is connected.
    case working
    /// Its worker was there and is not any more; the job is still there.
    case leaving
    /// The batch system has it no longer.
    case ended
  }

  /// How it ended, as far as that says something of the next one.
  package enum Outcome: String, Sendable, CaseIterable {
    /// Its worker has been of use.
    case worked
    /// It was cancelled here while it waited, or nothing wanted it any more.
    case unneeded
    /// It ended, or could not be submitted, without having been of use.
    case failed
    /// Nobody knows whether it was ever submitted.
    case unknown
  }

  /// From 1, in the order in which they were intended.
  package let number: Int
  package var state: State
  /// The batch system's number of it; empty while nobody knows it.
  package var job: String
  /// Why it waits, or how it ended, in the batch system's words or a sentence.
  package var reason: String
  /// The nodes that it runs or ran on; empty where nobody knows.
  package var node: String
  /// How often the batch system has put it back to wait.
  package var requeues: Int
  /// Whether its worker has had a task.
  package var hasWorked: Bool
  package var outcome: Outcome?

  /// When it came into its state, in monotonic seconds; after a restart when that was.
  var since: Double
  /// Since when the batch system runs it without a worker; nil where it does not.
  var workerMissingSince: Double?
  /// Lists of the batch system in a row that it was not in.
  var absences = 0
  /// Whether it is to be cancelled if it waits, and when that was last asked for.
  var isUnneeded = false
  var cancelledAt: Double?
  /// Whether whoever was told to submit it may have done so, and will not say it any more.
  var isUncertain = false
  /// Whether the worker that it was started for did not come in time.
  var isOverdue = false

  package init(
    number: Int, state: State, job: String = "", reason: String = "", node: String = "", requeues: Int = 0,
    hasWorked: Bool = false, outcome: Outcome? = nil, since: Double
  ) {
    self.number = number
    self.state = state
    self.job = job
    self.reason = reason
    self.node = node
    self.requeues = requeues
    self.hasWorked = hasWorked
    self.outcome = outcome
    self.since = since
  }

  /// Whether it waits for the batch system.
  package var isWaiting: Bool { state == .intended || state == .queued }
}
