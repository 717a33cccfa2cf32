package import SweepModel

/// Every task's state, densely indexed by task number: a million of them take a few tens of megabytes.
package struct TaskTable: Sendable {
  package struct Entry: Sendable {
    package var status = TaskStatus.pending
    /// Attempts handed out so far.
    package var attempts: UInt32 = 0
    /// Attempts that ended by the task's own fault since the last retry.
    package var breaks: UInt16 = 0
    /// False for numbers that no live sweep uses.
    package var exists = false
    /// The first sweep that planned the task; others are in ``TaskTable/shared``.
    package var sweep: SweepNumber?
    /// The task's place in its first sweep.
    package var ordinal: Int32 = 0
  }

  private var entries: [Entry] = []
  /// Further sweeps of tasks that are in several.
  private var shared: [TaskNumber: [SweepNumber]] = [:]

  package init() {}

  /// Numbers from 0 below this may exist.
  package var endNumber: Int { entries.count }

  /// The task's entry, or nil where no sweep has it.
  package subscript(task: TaskNumber) -> Entry? {
    guard entries.indices.contains(task.value), entries[task.value].exists else { return nil }
    return entries[task.value]
  }

  /// Adds a task, or another sweep to a task that is there.
  ///
  /// - Returns: false where this sweep already had it.
  package mutating func add(
    _ task: TaskNumber, sweep: SweepNumber, ordinal: Int, status: TaskStatus, attempts: Int, breaks: Int
  ) -> Bool {
    guard task.value >= 0, task.value <= Int(Int32.max) else { return false }
    if entries.count <= task.value {
      if entries.capacity <= task.value { entries.reserveCapacity(max(task.value + 1, entries.count * 2)) }
      while entries.count <= task.value { entries.append(Entry()) }
    }
    if let first = entries[task.value].sweep {
      guard first != sweep, shared[task]?.contains(sweep) != true else { return false }
      shared[task, default: []].append(sweep)
      return true
    }
    entries[task.value] = Entry(
      status: status, attempts: UInt32(clamping: attempts), breaks: UInt16(clamping: breaks), exists: true,
      sweep: sweep, ordinal: Int32(clamping: ordinal))
    return true
  }

  /// Takes a sweep from a task.
  ///
  /// - Parameter place: the task's ordinal in another sweep, which becomes its first.
  /// - Returns: whether no sweep plans it any more; then it does not exist any more.
  mutating func leave(
    _ task: TaskNumber, _ sweep: SweepNumber, place: (SweepNumber) -> Int
  ) -> Bool {
    guard let first = self[task]?.sweep else { return false }
    var others = shared[task] ?? []
    if first == sweep, others.isEmpty {
      entries[task.value] = Entry()
      return true
    }
    if first == sweep {
      let heir = others.removeFirst()
      entries[task.value].sweep = heir
      entries[task.value].ordinal = Int32(clamping: place(heir))
    } else {
      others.removeAll { $0 == sweep }
    }
    shared[task] = others.isEmpty ? nil : others
    return false
  }

  /// Changes a task's entry in place; nothing where it does not exist.
  package mutating func update(_ task: TaskNumber, _ change: (inout Entry) -> Void) {
    guard entries.indices.contains(task.value), entries[task.value].exists else { return }
    change(&entries[task.value])
  }

  /// Calls the body for each sweep that planned the task.
  package func forEachSweep(of task: TaskNumber, _ body: (SweepNumber) -> Void) {
    guard let entry = self[task], let first = entry.sweep else { return }
    body(first)
    guard !shared.isEmpty, let more = shared[task] else { return }
    for sweep in more { body(sweep) }
  }
}
