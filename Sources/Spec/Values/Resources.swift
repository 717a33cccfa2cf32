/// What one task needs from a worker.
package struct Resources: Sendable, Hashable {
  package var threads: Int
  /// Bytes of address space beyond the idle slot process; nil for no limit.
  package var memory: Int?
  /// GPUs that it has to itself.
  package var gpus: Int

  package init(threads: Int = 1, memory: Int? = nil, gpus: Int = 0) {
    self.threads = threads
    self.memory = memory
    self.gpus = gpus
  }
}
