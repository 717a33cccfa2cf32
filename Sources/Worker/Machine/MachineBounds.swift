internal import SweepModel

/// How much of a machine this process may use: the least of what is there, what the scheduler lets it run on
/// (affinity, cpusets), and what its control groups allow.
package struct MachineBounds: Hashable, Sendable {
  /// Whole cores, at least 1: a quota of half a processor still runs one task.
  package let cores: Int
  /// What bounds them, for a person: "all of the machine's", "by processor affinity".
  package let coresBecause: String
  package let memoryBytes: Int
  package let memoryBecause: String

  /// - Parameters:
  ///   - present: physical cores of the machine.
  ///   - allowed: those that this process may run on.
  ///   - memory: bytes of the machine.
  init(present: Int, allowed: Int, memory: Int, limits: CgroupLimits) {
    var cores = max(1, allowed)
    var because =
      allowed < present ? "by processor affinity, of \(present)" : "all that the machine has"
    if let quota = limits.processors, quota.value < Double(cores) {
      cores = max(1, Int(quota.value))
      because =
        "by a quota of \(MachineBounds.text(quota.value)) processors (\(quota.path)), of \(max(1, present))"
    }
    self.cores = cores
    coresBecause = because
    if let limit = limits.memory, limit.value < memory {
      memoryBytes = limit.value
      memoryBecause = "by a control group (\(limit.path)), of \(ByteCount.format(memory))"
    } else {
      memoryBytes = memory
      memoryBecause = "all that the machine has"
    }
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(min(value, 1e9)))" : "\((value * 100).rounded() / 100)"
  }
}
