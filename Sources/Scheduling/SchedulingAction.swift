package import SweepModel

/// One attempt of one task on one worker.
package struct Lease: Hashable, Sendable {
  package var task: TaskNumber
  package var attempt: Int

  package init(task: TaskNumber, attempt: Int) {
    self.task = task
    self.attempt = attempt
  }
}

/// What the scheduler wants done. The shell carries it out, in order.
package enum SchedulingAction: Equatable, Sendable {
  /// Send these tasks of one sweep to a worker.
  case assign(WorkerSession, sweep: SweepNumber, [Lease])
  /// Tell a worker to stop these.
  case revoke(WorkerSession, [Lease])
  /// Write the task's new state to the journal.
  case record(TaskNumber, TaskStatus, attempts: Int, breaks: Int, reason: String?)
  /// Write the end of an attempt that the worker could not report itself, and how long it is known to have worked
  /// on it.
  case recordLost(TaskNumber, attempt: Int, worker: WorkerID, seconds: Double, reason: String)
  /// A worker fell silent; its leases are taken away.
  case workerLost(WorkerSession, leases: Int)
  /// A worker fails everything and gets no tasks until the given time.
  case workerBacksOff(WorkerSession, until: Double, failures: Int)
  /// Write to the journal that a cancelled sweep is wanted again.
  case sweepActivated(SweepNumber)
  /// Every task of a sweep has ended; a refined one may get more.
  case tasksEnded(SweepNumber)
}

/// What to do with a result that arrived.
package enum ResultVerdict: Equatable, Sendable {
  /// The first one: record it.
  case accepted
  /// The task already has a result; count and drop this one.
  case duplicate
  /// The sender never had the attempt; drop it.
  case refused
}
