package import SweepModel

/// What a coordinator needs to go on where the last one stopped, apart from the tasks themselves.
package struct JournalState: Sendable {
  package var sweeps: [StoredSweep] = []
  package var leases: [LeaseRecord] = []
  package var workers: [WorkerRecord] = []
  package var keys: [AccessKey] = []
  package var allocationQueues: [AllocationQueueRecord] = []
  package var allocations: [AllocationRecord] = []
  /// Newest checkpoints of tasks without a result.
  package var checkpoints: [TaskNumber: CheckpointRecord] = [:]
}

/// One task, as it streams past at a restart.
package struct LoadedTask: Sendable, Hashable {
  package var number: TaskNumber
  package var id: TaskID
  package var status: TaskStatus
  package var attempts: Int
  /// Attempts that were the task's own fault.
  package var breaks: Int
  /// Wall seconds of its result, where it has one.
  package var seconds: Double?
}

/// One task's place in one sweep, as it streams past at a restart.
package struct LoadedMember: Sendable, Hashable {
  package var sweep: SweepNumber
  /// From 0 upwards without gaps.
  package var ordinal: Int
  package var task: TaskNumber
  package var replicate: Int
}
