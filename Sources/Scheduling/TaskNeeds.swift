/// What one task takes of a worker while the worker holds it.
package struct TaskNeeds: Hashable, Sendable {
  /// Slots.
  package var threads: Int
  package var gpus: Int
  /// Bytes; 0 where the spec sets no limit.
  package var memory: Int

  package init(threads: Int = 1, gpus: Int = 0, memory: Int = 0) {
    self.threads = max(1, threads)
    self.gpus = max(0, gpus)
    self.memory = max(0, memory)
  }
}

extension WorkerEntry {
  /// Why a task with these needs never fits here, idle as the worker may be; nil where it does.
  enum Lack { case slots, gpus, memory }

  func lack(of needs: TaskNeeds) -> Lack? {
    if needs.threads > slots { return .slots }
    if needs.gpus > gpus { return .gpus }
    if let memory, needs.memory > memory { return .memory }
    return nil
  }

  /// Whether GPUs and memory are left for one more task; slots are counted by what is prefetched.
  func hasRoom(for needs: TaskNeeds) -> Bool {
    !lacksGPUs(for: needs) && !lacksMemory(for: needs)
  }

  func lacksGPUs(for needs: TaskNeeds) -> Bool { needs.gpus > 0 && needs.gpus > gpus - gpusInUse }

  func lacksMemory(for needs: TaskNeeds) -> Bool {
    needs.memory > 0 && memory.map { needs.memory > $0 - memoryInUse } ?? false
  }

  /// A task came, or with -1 went.
  mutating func count(_ needs: TaskNeeds, _ sign: Int = 1) {
    load += sign * needs.threads
    gpusInUse += sign * needs.gpus
    memoryInUse += sign * needs.memory
  }
}
