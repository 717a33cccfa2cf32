internal import Journal
internal import Scheduling
internal import SweepModel

/// What the journal is told of the scheduler's decisions, and which leases it knows of.
struct ActionRecorder {
  /// Leases old enough to be in the journal.
  private var journaledLeases: Set<TaskNumber> = []

  /// Adds the records of a decision; none for what only concerns workers.
  ///
  /// - Parameters:
  ///   - wall: Unix seconds.
  ///   - row: a worker's number in the journal.
  mutating func record(
    _ action: SchedulingAction, wall: Double, row: (WorkerID) -> Int?, in records: inout [JournalRecord]
  ) {
    switch action {
    case .record(let task, let status, let attempts, let breaks, let reason):
      records.append(
        .taskStateChanged(task, status, attempts: attempts, breaks: breaks, reason: reason))
      endLease(of: task, in: &records)
    case .recordLost(let task, let attempt, let worker, let seconds, let reason):
      records.append(
        .attemptEnded(
          AttemptRecord(
            task: task, number: attempt, worker: row(worker), outcome: .lost, startedAt: wall - seconds,
            seconds: seconds, reason: reason, log: nil)))
      endLease(of: task, in: &records)
    case .sweepActivated(let number): records.append(.sweepStateChanged(number, .active))
    case .assign, .revoke, .workerLost, .workerBacksOff, .tasksEnded: break
    }
  }

  /// Records that a lease is over, where the journal knows of it.
  mutating func endLease(of task: TaskNumber, in records: inout [JournalRecord]) {
    if journaledLeases.remove(task) != nil { records.append(.leaseEnded(task)) }
  }

  /// A result is recorded, which ends the lease in the journal by itself.
  mutating func leaseEndedByResult(of task: TaskNumber) { journaledLeases.remove(task) }

  /// A lease came from the journal.
  mutating func leaseIsJournaled(of task: TaskNumber) { journaledLeases.insert(task) }

  /// Records leases that the journal does not know of yet.
  mutating func record(
    _ leases: [(lease: Lease, session: WorkerSession)], wall: Double, in records: inout [JournalRecord]
  ) {
    for (lease, session) in leases where journaledLeases.insert(lease.task).inserted {
      records.append(
        .leased(LeaseRecord(task: lease.task, attempt: lease.attempt, holder: session, leasedAt: wall)))
    }
  }
}
