/// Answer to `allocate list` and `allocate explain`: queues of jobs that are asked of a batch system.
package struct AllocationsDocument: Document {
  /// One job that was asked for.
  package struct Job: Codable, Sendable, Hashable {
    /// Its name in the batch system.
    package var key: String
    /// The batch system's number of it; nil while nobody knows it.
    package var job: String?
    /// "intended", "queued", "started", "working", "leaving" or "ended".
    package var state: String
    /// Why it waits, or how it ended.
    package var reason: String?
    package var node: String?
    /// How often the batch system has put it back to wait.
    package var requeues: Int
    /// "worked", "unneeded", "failed" or "unknown"; nil while it has not ended.
    package var outcome: String?

    package init(
      key: String, job: String?, state: String, reason: String?, node: String?, requeues: Int,
      outcome: String?
    ) {
      self.key = key
      self.job = job
      self.state = state
      self.reason = reason
      self.node = node
      self.requeues = requeues
      self.outcome = outcome
    }
  }

  package struct Queue: Codable, Sendable, Hashable {
    package var name: String
    /// The batch system: "slurm".
    package var system: String
    /// "active", "paused", "blocked" or "removing".
    package var state: String
    /// One sentence, without its full stop: which jobs there are, and why there are not more.
    package var summary: String
    /// Of each worker. Memory in bytes; nil for the site's default. Times in seconds.
    package var slots: Int
    package var gpus: Int
    package var memory: Int?
    package var time: Double
    package var idle: Double
    package var maximum: Int
    package var backlog: Int
    /// Slots that tasks wait for beyond those that are connected, and the tasks.
    package var slotsWanted: Int
    package var tasksWaiting: Int
    /// Why other tasks that wait cannot run on its workers, a sentence each.
    package var obstacles: [String]
    /// Jobs in a row that were of no use.
    package var failures: Int
    /// Where its allocator runs, and as which process; nil where none has come since the coordinator started.
    package var allocator: String?
    package var allocatorProcess: Int?
    /// Seconds since anything was heard of it.
    package var allocatorSilentSeconds: Double?
    /// Those that are there, and the newest of those that ended.
    package var jobs: [Job]

    package init(
      name: String, system: String, state: String, summary: String, slots: Int, gpus: Int, memory: Int?,
      time: Double, idle: Double, maximum: Int, backlog: Int, slotsWanted: Int, tasksWaiting: Int,
      obstacles: [String], failures: Int, allocator: String?, allocatorProcess: Int?,
      allocatorSilentSeconds: Double?, jobs: [Job]
    ) {
      self.name = name
      self.system = system
      self.state = state
      self.summary = summary
      self.slots = slots
      self.gpus = gpus
      self.memory = memory
      self.time = time
      self.idle = idle
      self.maximum = maximum
      self.backlog = backlog
      self.slotsWanted = slotsWanted
      self.tasksWaiting = tasksWaiting
      self.obstacles = obstacles
      self.failures = failures
      self.allocator = allocator
      self.allocatorProcess = allocatorProcess
      self.allocatorSilentSeconds = allocatorSilentSeconds
      self.jobs = jobs
    }
  }

  package var version = 1
  package var queues: [Queue]

  package init(queues: [Queue]) { self.queues = queues }
}
