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
