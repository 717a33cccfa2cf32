/// Answer to `workers`: those that are connected now.
package struct WorkersDocument: Document {
  package struct Row: Codable, Sendable {
    package var id: String
    package var host: String
    package var cpu: String
    package var instructionSet: String
    package var slots: Int
    /// GPUs that it shares out, and those that its tasks have.
    package var gpus: Int?
    package var gpusInUse: Int?
    /// Attempts it holds, running or prefetched.
    package var leases: Int
    /// The ids of some of their tasks, by their number.
    package var tasks: [String]?
    package var finished: Int
    /// Seconds since anything was heard from it.
    package var silentSeconds: Double
    /// "working", "idle", "draining" or "backing-off".
    package var state: String
    /// Seconds until it leaves by itself.
    package var remainingSeconds: Double?
    /// The batch system's job that it runs in, such as "1234_5" of Slurm; nil outside of one.
    package var job: String?
    /// Name of the key that it came in with.
    package var key: String

    package init(
      id: String, host: String, cpu: String, instructionSet: String, slots: Int, gpus: Int? = nil,
      gpusInUse: Int? = nil, leases: Int, tasks: [String]? = nil, finished: Int,
      silentSeconds: Double, state: String, remainingSeconds: Double? = nil, job: String? = nil, key: String
    ) {
      self.id = id
      self.host = host
      self.cpu = cpu
      self.instructionSet = instructionSet
      self.slots = slots
      self.gpus = gpus
      self.gpusInUse = gpusInUse
      self.leases = leases
      self.tasks = tasks
      self.finished = finished
      self.silentSeconds = silentSeconds
      self.state = state
      self.remainingSeconds = remainingSeconds
      self.job = job
      self.key = key
    }
  }

  package var version = 1
  package var workers: [Row]

  package init(
    workers: [Row]
  ) {
    self.workers = workers
  }
}
