/// What one task may take before it is stopped.
public struct Limits: Sendable, Hashable {
  /// Seconds of wall time per attempt; nil for no limit.
  public var time: Double?
  /// Seconds without a reported step before the attempt counts as stalled; nil for no limit.
  public var stall: Double?
  /// How often a task may break, by its own fault, before it is failed.
  public var attempts: Int

  public init(time: Double? = nil, stall: Double? = nil, attempts: Int = 3) {
    self.time = time
    self.stall = stall
    self.attempts = attempts
  }
}

/// What one task needs from a worker.
public struct Resources: Sendable, Hashable {
  public var threads: Int
  /// Bytes of address space beyond the idle slot process; nil for no limit.
  public var memory: Int?

  public init(threads: Int = 1, memory: Int? = nil) {
    self.threads = threads
    self.memory = memory
  }
}
