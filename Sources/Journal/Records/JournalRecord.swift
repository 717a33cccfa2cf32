package import SweepModel

/// One thing that happened, to be written down.
package enum JournalRecord: Sendable {
  /// All tasks of a sweep that was begun are there: it is active, and outlives a restart from here on. Written with
  /// what its submission changes of tasks that were there before, so that no restart finds one without the other.
  case sweepSubmitted(SweepNumber)
  case sweepStateChanged(SweepNumber, SweepState)
  case sweepPriorityChanged(SweepNumber, Int)
  /// Nobody sees the sweep any more; its tasks go by ``Journal/deletePiece(of:)``, at the latest at the next start.
  case sweepDeleted(SweepNumber)
  /// A lease that has lived for a while, so that a restarted coordinator knows it.
  case leased(LeaseRecord)
  /// The lease is over, however it ended. Also said by ``taskDone(_:)``.
  case leaseEnded(TaskNumber)
  /// An attempt ended without a result.
  case attemptEnded(AttemptRecord)
  /// Any change but to done. A task that is done stays done, and the record is ignored.
  case taskStateChanged(TaskNumber, TaskStatus, attempts: Int, breaks: Int, reason: String?)
  /// A valid result. The first one counts, also against failed and cancelled; later ones are ignored.
  case taskDone(ResultRecord)
  /// Streamed values; a step that comes again replaces the earlier value.
  case metrics(TaskNumber, [MetricRow])
  /// The newest checkpoint, whose content is in the artifact store.
  case checkpoint(TaskNumber, CheckpointRecord)
  /// A worker, known by its UUID: added, or brought up to date.
  case workerSeen(WorkerRecord)
  case keyAdded(AccessKey)
  /// The public key in Z85, and when (Unix seconds).
  case keyRevoked(String, at: Double)
  /// A queue of a batch system: added, or brought up to date.
  case allocationQueue(AllocationQueueRecord)
  /// The queue of that name is forgotten, with all its allocations.
  case allocationQueueRemoved(String)
  /// A job of a queue: added, or brought up to date. Those that ended long ago are forgotten.
  case allocation(AllocationRecord)

  /// The task whose state it changes; nil where it changes none.
  package var changedTask: TaskNumber? {
    switch self {
    case .taskDone(let result): result.task
    case .taskStateChanged(let task, _, _, _, _): task
    default: nil
    }
  }
}
