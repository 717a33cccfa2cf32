package import SweepModel

/// One connected worker as the scheduler sees it.
package struct WorkerEntry: Sendable {
  package let session: WorkerSession
  package let slots: Int
  /// GPUs that it shares out to its tasks.
  package let gpus: Int
  /// Bytes of memory for its tasks; nil where it does not say.
  package let memory: Int?
  /// "name/version" of what it can run.
  package let experiments: Set<String>
  package var lastHeard: Double
  /// When the worker will leave by itself; nil where it has no limit.
  package var leavesAt: Double?
  /// The longest time that it has had before it, in seconds: what another one with the same limits will have at its
  /// start. Nil where it has no limit.
  var lifetime: Double?
  package var isDraining = false
  /// Attempts it holds, queued or running.
  package var leases: [TaskNumber: Int] = [:]
  /// Slots, GPUs and bytes of memory that its leases ask for.
  package var load = 0
  package var gpusInUse = 0
  package var memoryInUse = 0
  /// Tasks that broke here since the last success here.
  package var failuresInRow = 0
  package var backOffs = 0
  package var backOffUntil = 0.0
  package var finished = 0
  /// The load it was last filled up to.
  var capacity = 0
  /// The key that it came with; nil where there are none.
  var key: String?
  /// Whether it has given a result, in this session or before.
  var hasProved = false
  /// Whether it has had a task in this session.
  var hadTasks = false
  /// Whether it stands in the queue of workers with room.
  var isHungry = false

  package init(
    session: WorkerSession, slots: Int, gpus: Int = 0, memory: Int? = nil, experiments: Set<String>,
    lastHeard: Double, leavesAt: Double? = nil
  ) {
    self.session = session
    self.slots = max(1, slots)
    self.gpus = max(0, gpus)
    self.memory = memory
    self.experiments = experiments
    self.lastHeard = lastHeard
    self.leavesAt = leavesAt
    lifetime = leavesAt.map { max(0, $0 - lastHeard) }
  }
}
