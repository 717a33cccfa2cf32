package import SweepModel

/// Every task's state, indexed by task number: a million of them take a few tens of megabytes. Numbers of deleted tasks
/// are not given again, so it has pages, and those that nothing lies on take no room.
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

  private static let pageSize = 4096

  private var pages: [Page] = []
  /// Further sweeps of tasks that are in several.
  private var shared: [TaskNumber: [SweepNumber]] = [:]

  private struct Page {
    /// None, or as many as a page has.
    var entries: [Entry] = []
    /// How many of them exist.
    var count = 0
  }

  package init() {}

  /// Numbers from 0 below this may exist.
  package var endNumber: Int { pages.count * TaskTable.pageSize }

  /// The task's entry, or nil where no sweep has it.
  package subscript(task: TaskNumber) -> Entry? {
    guard let (page, place) = place(of: task) else { return nil }
    return pages[page].entries[place]
  }

  /// Where the task's entry is; nil where it does not exist.
  private func place(of task: TaskNumber) -> (page: Int, place: Int)? {
    guard task.value >= 0 else { return nil }
    let (page, place) = task.value.quotientAndRemainder(dividingBy: TaskTable.pageSize)
    guard page < pages.count, !pages[page].entries.isEmpty, pages[page].entries[place].exists else {
      return nil
    }
    return (page, place)
  }

  /// Adds a task, or another sweep to a task that is there.
  ///
  /// - Returns: false where this sweep already had it.
  package mutating func add(
    _ task: TaskNumber, sweep: SweepNumber, ordinal: Int, status: TaskStatus, attempts: Int, breaks: Int
  ) -> Bool {
    guard task.value >= 0, task.value <= Int(Int32.max) else { return false }
    if let (page, place) = place(of: task) {
      let first = pages[page].entries[place].sweep
      guard first != sweep, shared[task]?.contains(sweep) != true else { return false }
      shared[task, default: []].append(sweep)
      return true
    }
    let (page, place) = task.value.quotientAndRemainder(dividingBy: TaskTable.pageSize)
    while pages.count <= page { pages.append(Page()) }
    if pages[page].entries.isEmpty {
      pages[page].entries = Array(repeating: Entry(), count: TaskTable.pageSize)
    }
    pages[page].count += 1
    pages[page].entries[place] = Entry(
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
    guard let (page, slot) = self.place(of: task), let first = pages[page].entries[slot].sweep else {
      return false
    }
    var others = shared[task] ?? []
    if first == sweep, others.isEmpty {
      pages[page].entries[slot] = Entry()
      pages[page].count -= 1
      if pages[page].count == 0 { pages[page].entries = [] }
      return true
    }
    if first == sweep {
      let heir = others.removeFirst()
      pages[page].entries[slot].sweep = heir
      pages[page].entries[slot].ordinal = Int32(clamping: place(heir))
    } else {
      others.removeAll { $0 == sweep }
    }
    shared[task] = others.isEmpty ? nil : others
    return false
  }

  /// Changes a task's entry in place; nothing where it does not exist.
  package mutating func update(_ task: TaskNumber, _ change: (inout Entry) -> Void) {
    guard let (page, place) = place(of: task) else { return }
    change(&pages[page].entries[place])
  }

  /// Calls the body for each sweep that planned the task.
  package func forEachSweep(of task: TaskNumber, _ body: (SweepNumber) -> Void) {
    guard let entry = self[task], let first = entry.sweep else { return }
    body(first)
    guard !shared.isEmpty, let more = shared[task] else { return }
    for sweep in more { body(sweep) }
  }
}
