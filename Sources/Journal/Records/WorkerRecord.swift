package import SweepModel

/// A worker as results refer to it: which machine, which instruction set, which version.
package struct WorkerRecord: Sendable, Hashable {
  /// A short number, given by the coordinator: one more than the largest so far.
  package var number: Int
  package var id: WorkerID
  /// The public key it came with, in Z85; empty on an insecure loopback.
  package var key: String
  package var host: String
  package var cpu: String
  /// "avx2", "avx512".
  package var instructionSet: String
  package var cores: Int
  package var slots: Int
  /// percolate's version there.
  package var version: String
  /// Unix seconds. The first one recorded stays.
  package var firstSeen: Double
  /// Unix seconds.
  package var lastSeen: Double
  /// Tasks that it finished.
  package var tasks: Int
  /// Wall seconds of those.
  package var seconds: Double

  package init(
    number: Int, id: WorkerID, key: String = "", host: String, cpu: String = "", instructionSet: String = "",
    cores: Int = 1, slots: Int = 1, version: String = "", firstSeen: Double, lastSeen: Double, tasks: Int = 0,
    seconds: Double = 0
  ) {
    self.number = number
    self.id = id
    self.key = key
    self.host = host
    self.cpu = cpu
    self.instructionSet = instructionSet
    self.cores = cores
    self.slots = slots
    self.version = version
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.tasks = tasks
    self.seconds = seconds
  }
}
