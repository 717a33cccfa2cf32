internal import Journal
internal import Scheduling
internal import Spec
internal import SweepModel

/// What a starting coordinator takes from its journal, in the form that it needs.
struct LoadedJournal {
  let state: JournalState
  let index: TaskIndex
  /// The tasks of each sweep, by ordinal.
  let planned: [SweepNumber: [Scheduler.PlannedTask]]
  /// How long tasks took that have a result.
  let durations: [(task: TaskNumber, seconds: Double)]

  /// - Throws: ``JournalError``.
  init(_ journal: Journal) throws(JournalError) {
    var index = TaskIndex()
    // Tasks come in the order of their numbers, memberships after them.
    var known: [Scheduler.PlannedTask?] = []
    var planned: [SweepNumber: [Scheduler.PlannedTask]] = [:]
    var durations: [(task: TaskNumber, seconds: Double)] = []
    state = try journal.load { task in
      guard task.number.value >= 0 else { return }
      index.add(task.id, task.number)
      while known.count < task.number.value { known.append(nil) }
      known.append(
        .init(
          task: task.number, status: task.status, attempts: task.attempts, breaks: task.breaks))
      if task.status == .done, let seconds = task.seconds { durations.append((task.number, seconds)) }
    } member: { member in
      let plan = known.indices.contains(member.task.value) ? known[member.task.value] : nil
      planned[member.sweep, default: []].append(plan ?? .init(task: member.task, status: .pending))
    }
    self.index = index
    self.planned = planned
    self.durations = durations
  }
}
