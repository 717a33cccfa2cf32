package import SweepModel

/// The coordinator's brain: which task goes to which worker, and what an ended attempt means.
///
/// A value with one mutating method per event. Time is an argument (monotonic seconds), and what should
/// be done about an event is collected as actions, which the shell takes with ``takeActions()``. There is
/// no I/O, no clock and no thread in here, so that tests can drive thousands of random histories.
package struct Scheduler: Sendable {
  package let configuration: SchedulingConfiguration
  package internal(set) var tasks = TaskTable()
  package internal(set) var sweeps: [SweepNumber: SweepEntry] = [:]
  package internal(set) var workers: [WorkerSession: WorkerEntry] = [:]
  /// Results that came after the first one and were dropped.
  package internal(set) var duplicateResults = 0
  /// First results that came after their lease had been taken away.
  package internal(set) var lateResults = 0
  /// Results of attempts that their senders never had.
  package internal(set) var refusedResults = 0

  /// Sweeps in the order in which they are served.
  var order: [SweepNumber] = []
  /// Among those of one priority.
  var shares = FairShares()
  /// The newest session of each worker.
  var sessions: [WorkerID: WorkerSession] = [:]
  var leases: Leases
  /// How many attempts workers of an earlier coordinator may still claim.
  var claims: [WorkerID: Int] = [:]
  /// When the last of these claims ends.
  var claimsEnd = -Double.infinity
  /// How often in a row a worker came back without what it held.
  var emptyReturns: [WorkerID: Int] = [:]
  var newcomers = Newcomers()
  /// Workers on which a task broke; it is tried elsewhere first.
  var brokenOn: [TaskNumber: Set<WorkerID>] = [:]
  /// Workers that may have room, in the order in which they asked.
  var hungry: [WorkerSession] = []
  var actions: [SchedulingAction] = []
  /// Sweeps whose census, state or priority may differ from what was last asked for.
  var changed: Set<SweepNumber> = []
  /// Slots of all connected workers.
  var totalSlots = 0
  var holdUntil: Double
  /// When ``SweepEntry/leastNeeded`` was last looked at.
  var lastLookAtNeeds = -Double.infinity

  /// - Parameter isRestart: whether workers of an earlier life may still be running tasks.
  package init(configuration: SchedulingConfiguration = .init(), now: Double, isRestart: Bool = false) {
    self.configuration = configuration
    leases = Leases(configuration)
    holdUntil = isRestart ? now + configuration.startupHoldSeconds : now
  }

  /// What is to be done since the last call, in order.
  package mutating func takeActions() -> [SchedulingAction] {
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// The sweeps whose census, state or priority has changed since the last call.
  package mutating func takeChangedSweeps() -> Set<SweepNumber> {
    guard !changed.isEmpty else { return [] }
    defer { changed.removeAll(keepingCapacity: true) }
    return changed
  }

  /// Moves a task to another status and keeps every census in step.
  mutating func transition(_ task: TaskNumber, to status: TaskStatus) {
    guard let old = tasks[task]?.status, old != status else { return }
    tasks.update(task) { $0.status = status }
    tasks.forEachSweep(of: task) { number in
      sweeps[number]?.census.move(from: old, to: status)
      changed.insert(number)
      if status == .pending { sweeps[number]?.mayHavePending = true }
    }
    switch status {
    case .done, .failed, .cancelled:
      tasks.forEachSweep(of: task) { number in
        if sweeps[number]?.census.isFinished == true { actions.append(.tasksEnded(number)) }
      }
    case .pending, .running, .excluded: break
    }
  }

  /// What the task takes of a worker: as its first sweep says.
  func needs(of task: TaskNumber) -> TaskNeeds {
    guard let sweep = tasks[task]?.sweep else { return TaskNeeds() }
    return sweeps[sweep]?.needs ?? TaskNeeds()
  }

  /// Puts a task back to where it is handed out from, before tasks that never ran.
  mutating func putBack(_ task: TaskNumber) {
    transition(task, to: .pending)
    tasks.forEachSweep(of: task) { sweeps[$0]?.returned.append(task) }
  }

  func record(_ task: TaskNumber, reason: String? = nil) -> SchedulingAction? {
    guard let entry = tasks[task] else { return nil }
    return .record(
      task, entry.status, attempts: Int(entry.attempts), breaks: Int(entry.breaks), reason: reason)
  }
}

extension Census {
  mutating func move(from old: TaskStatus, to new: TaskStatus) {
    self[old] -= 1
    self[new] += 1
  }
}
