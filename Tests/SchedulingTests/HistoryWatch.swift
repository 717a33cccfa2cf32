import Scheduling
import SweepModel

/// Looks at a scheduler after each turn of a history, keeps what clients were told of it, and holds a restarted one
/// against that.
struct HistoryWatch {
  /// What clients see of one sweep.
  private struct Seen: Equatable {
    var census: Census
    var state: SweepEntry.State
    var priority: Int
  }

  /// Everything that a client can know. Who runs a task is not written down at once, so a running one counts as
  /// pending.
  private struct Statement {
    /// By number.
    var tasks: [TaskStatus?] = []
    var sweeps: [SweepNumber: Seen] = [:]
  }

  /// Tasks that the scheduler was told of.
  private var planned: [SweepNumber: [TaskNumber]] = [:]
  /// Tasks whose results were taken in this coordinator's life, or are on disk.
  private var accepted: Set<TaskNumber> = []
  /// Attempts that were handed out in this coordinator's life.
  private var handed: Set<Lease> = []
  private var seen: [SweepNumber: Seen] = [:]
  /// By number.
  private var attempts: [UInt32] = []
  private var dropped = (duplicate: 0, late: 0, refused: 0)
  private var staged: [(batch: Int, statement: Statement)] = []
  private var told = Statement()

  mutating func plan(_ tasks: [TaskNumber], in sweep: SweepNumber) { planned[sweep, default: []] += tasks }

  /// - Returns: false where the task has a result already.
  mutating func accept(_ task: TaskNumber) -> Bool { accepted.insert(task).inserted }

  /// - Returns: false where the attempt was handed out before.
  mutating func hand(_ lease: Lease) -> Bool { handed.insert(lease).inserted }

  /// Tells clients what rests on nothing but these batches.
  mutating func becameDurable(upTo batch: Int) {
    let ready = staged.prefix { $0.batch <= batch }
    guard let newest = ready.last else { return }
    told = newest.statement
    staged.removeFirst(ready.count)
  }

  /// What is wrong at the end of a turn.
  mutating func look(at scheduler: inout Scheduler, behind batch: Int) -> [String] {
    var broken = scheduler.brokenInvariants()
    let changed = scheduler.takeChangedSweeps()
    for number in scheduler.sweeps.keys.sorted() {
      guard let now = HistoryWatch.seen(number, scheduler) else { continue }
      let before = seen[number]
      if before != now, !changed.contains(number) {
        broken.append("nobody is told that sweep \(number) changed")
      }
      if now.census.done < before?.census.done ?? 0 { broken.append("results of sweep \(number) are gone") }
      if now.census.planned < before?.census.planned ?? 0 { broken.append("sweep \(number) shrank") }
      let expected = planned[number] ?? []
      if Set(scheduler.sweeps[number]?.tasks ?? []) != Set(expected) || now.census.planned < expected.count {
        broken.append("sweep \(number) has lost tasks, or has too many")
      }
      seen[number] = now
    }
    let counted = (0..<scheduler.tasks.endNumber).map { scheduler.tasks[TaskNumber($0)]?.attempts ?? 0 }
    for (number, before) in attempts.enumerated() where counted[number] < before {
      broken.append("attempts of task \(number) fell")
    }
    attempts = counted
    for task in accepted where scheduler.tasks[task]?.status != .done {
      broken.append("task \(task) has a result and is not done")
    }
    let counts = (scheduler.duplicateResults, scheduler.lateResults, scheduler.refusedResults)
    if counts.0 < dropped.duplicate || counts.1 < dropped.late || counts.2 < dropped.refused {
      broken.append("a count of results fell: \(dropped), now \(counts)")
    }
    dropped = counts
    staged.append((batch, HistoryWatch.statement(scheduler)))
    return broken
  }

  /// What clients were told and a new coordinator denies.
  mutating func restarted(_ scheduler: Scheduler, _ journal: ModelJournal) -> [String] {
    var broken: [String] = []
    let now = HistoryWatch.statement(scheduler)
    for (number, status) in told.tasks.enumerated() where status != nil {
      let after = now.tasks.indices.contains(number) ? now.tasks[number] : nil
      guard after != status else { continue }
      broken.append(
        "task \(number) was \(status?.rawValue ?? ""), and is \(after?.rawValue ?? "gone") after a restart")
    }
    for (number, before) in told.sweeps {
      guard let after = now.sweeps[number] else {
        broken.append("sweep \(number) is gone after a restart")
        continue
      }
      if before.state != after.state || before.priority != after.priority {
        broken.append(
          "sweep \(number) was \(before.state), \(before.priority); \(after.state), \(after.priority)")
      }
      if after.census.planned < before.census.planned || after.census.done < before.census.done {
        broken.append("sweep \(number) was \(before.census), and is \(after.census) after a restart")
      }
    }
    planned = journal.sweeps.mapValues(\.tasks)
    accepted = Set(journal.tasks.filter { $0.value.status == .done }.keys)
    (handed, seen, attempts, staged) = ([], [:], [], [])
    dropped = (0, 0, 0)
    return broken
  }

  private static func seen(_ number: SweepNumber, _ scheduler: Scheduler) -> Seen? {
    scheduler.sweeps[number].map { Seen(census: $0.census, state: $0.state, priority: $0.priority) }
  }

  private static func statement(_ scheduler: Scheduler) -> Statement {
    var statement = Statement()
    for number in scheduler.sweeps.keys { statement.sweeps[number] = seen(number, scheduler) }
    statement.tasks = (0..<scheduler.tasks.endNumber).map { number in
      let status = scheduler.tasks[TaskNumber(number)]?.status
      return status == .running ? .pending : status
    }
    return statement
  }
}
