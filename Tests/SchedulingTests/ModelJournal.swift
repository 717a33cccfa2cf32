import Scheduling
import SweepModel

/// What a journal keeps of a scheduler's decisions, without a disk: batches of records are handed over, committed
/// in their order and as late as a history wants, and gone where the coordinator ends before.
struct ModelJournal {
  struct Task: Equatable {
    var status = TaskStatus.pending
    var attempts = 0
    var breaks = 0
  }

  struct Sweep {
    var state = SweepEntry.State.active
    var priority = 0
    var tasks: [TaskNumber] = []
    var excluded: Int
    var threads: Int
  }

  enum Record {
    case done(Lease)
    case state(TaskNumber, Task)
    case lost(Lease, WorkerID)
    case leased(Lease, WorkerID)
    case sweepState(SweepNumber, SweepEntry.State)
    case priority(SweepNumber, Int)
  }

  private(set) var tasks: [TaskNumber: Task] = [:]
  private(set) var sweeps: [SweepNumber: Sweep] = [:]
  /// Batches that are on disk.
  private(set) var committed = 0
  /// What no journal would have taken, or should have been given.
  private(set) var problems: [String] = []
  private var leases: [TaskNumber: (lease: Lease, worker: WorkerID)] = [:]
  private var lost: [(lease: Lease, worker: WorkerID)] = []
  private var queue: [[Record]] = []

  /// Batches that were handed over, on disk or not.
  var handedOver: Int { committed + queue.count }

  /// The highest attempt that is written down of a task.
  func newestAttempt(of task: TaskNumber) -> Int {
    let lost = lost.filter { $0.lease.task == task }.map(\.lease.attempt).max() ?? 0
    return max(tasks[task]?.attempts ?? 0, leases[task]?.lease.attempt ?? 0, lost)
  }

  /// A sweep without tasks, to which they are added by ``plan(_:in:)``.
  mutating func add(_ number: SweepNumber, excluded: Int, threads: Int) {
    sweeps[number] = Sweep(excluded: excluded, threads: threads)
  }

  /// Writes tasks of a sweep at once, behind everything that was handed over.
  ///
  /// - Returns: the tasks as they are told to the scheduler.
  mutating func plan(_ planned: [TaskNumber], in sweep: SweepNumber) -> [Scheduler.PlannedTask] {
    commit(queue.count)
    sweeps[sweep]?.tasks += planned
    for task in planned where tasks[task] == nil { tasks[task] = Task() }
    return planned.map(plan)
  }

  mutating func hand(_ batch: [Record]) { queue.append(batch) }

  /// Puts the oldest batches on disk.
  mutating func commit(_ count: Int) {
    for batch in queue.prefix(count) {
      for record in batch { apply(record) }
      committed += 1
    }
    queue.removeFirst(min(count, queue.count))
  }

  /// The coordinator ends: what is not on disk is gone.
  mutating func loseQueue() { queue = [] }

  /// A scheduler that begins with what is on disk, as a starting coordinator makes it.
  ///
  /// - Parameter workers: who may still have attempts of earlier coordinators.
  func scheduler(now: Double, workers: [WorkerID], refined: [SweepNumber]) -> Scheduler {
    var scheduler = Scheduler(now: now, isRestart: true)
    for (number, sweep) in sweeps.sorted(by: { $0.key < $1.key }) {
      scheduler.sweepAdded(
        SweepEntry(
          number: number, state: sweep.state, priority: sweep.priority,
          needs: TaskNeeds(threads: sweep.threads),
          experiment: "probe/1"),
        planned: sweep.tasks.map(plan), excluded: sweep.excluded)
    }
    for (_, held) in leases.sorted(by: { $0.key < $1.key }) {
      scheduler.leaseRestored(held.lease, worker: held.worker, now: now)
    }
    for (lease, worker) in lost {
      scheduler.attemptRemembered(lease.task, attempt: lease.attempt, worker: worker)
    }
    for worker in workers { scheduler.workerRemembered(worker, slots: 4, now: now) }
    for number in refined { scheduler.sweepStaysCancelled(number) }
    return scheduler
  }

  private func plan(_ task: TaskNumber) -> Scheduler.PlannedTask {
    let known = tasks[task] ?? Task()
    return .init(task: task, status: known.status, attempts: known.attempts, breaks: known.breaks)
  }

  private mutating func apply(_ record: Record) {
    switch record {
    case .done(let lease):
      if tasks[lease.task]?.status == .done { problems.append("task \(lease.task) has two results") }
      tasks[lease.task]?.status = .done
      let before = tasks[lease.task]?.attempts ?? 0
      tasks[lease.task]?.attempts = max(before, lease.attempt)
      leases[lease.task] = nil
      lost.removeAll { $0.lease.task == lease.task }
    case .state(let task, let state):
      if tasks[task]?.status == .done { problems.append("task \(task) was done and is \(state.status)") }
      if state.attempts < tasks[task]?.attempts ?? 0 { problems.append("attempts of task \(task) fell") }
      tasks[task] = state
      leases[task] = nil
    case .lost(let lease, let worker):
      lost.append((lease, worker))
      leases[lease.task] = nil
    case .leased(let lease, let worker): leases[lease.task] = (lease, worker)
    case .sweepState(let number, let state): sweeps[number]?.state = state
    case .priority(let number, let priority): sweeps[number]?.priority = priority
    }
  }
}
