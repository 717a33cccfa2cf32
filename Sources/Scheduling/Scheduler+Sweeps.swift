package import SweepModel

extension Scheduler {
  /// One planned task of a sweep that is being added.
  package struct PlannedTask: Sendable {
    package var task: TaskNumber
    package var status: TaskStatus
    package var attempts: Int
    package var breaks: Int

    package init(task: TaskNumber, status: TaskStatus, attempts: Int = 0, breaks: Int = 0) {
      self.task = task
      self.status = status
      self.attempts = attempts
      self.breaks = breaks
    }
  }

  /// A sweep was submitted, or read from the journal.
  ///
  /// - Parameters:
  ///   - planned: its tasks by ordinal; those that another sweep already has keep their state.
  ///   - excluded: tasks the spec excludes.
  ///   - levels: see ``SweepEntry/levels``; empty to leave costs unmodelled.
  /// - Returns: false where a task stands twice in the plan, so that the sweep could never end.
  @discardableResult
  package mutating func sweepAdded(
    _ entry: SweepEntry, planned: [PlannedTask], excluded: Int, levels: [UInt16] = [], axisCount: Int = 0
  ) -> Bool {
    guard sweeps[entry.number] == nil else { return false }
    var isPlannedOnce = true
    var sweep = entry
    sweep.census = Census()
    sweep.census.excluded = excluded
    sweep.tasks = planned.map(\.task)
    sweep.axisCount = levels.count == axisCount * planned.count ? axisCount : 0
    sweep.levels = sweep.axisCount > 0 ? levels : []
    sweep.queue.reserveCapacity(planned.count)
    for (ordinal, plan) in planned.enumerated() {
      let isNew = tasks.add(
        plan.task, sweep: sweep.number, ordinal: ordinal,
        status: plan.status == .running ? .pending : plan.status,
        attempts: plan.attempts, breaks: plan.breaks)
      isPlannedOnce = isPlannedOnce && isNew
      sweep.census[tasks[plan.task]?.status ?? plan.status] += 1
    }
    for ordinal in stride(from: planned.count - 1, through: 0, by: -1) {
      if tasks[planned[ordinal].task]?.status == .pending { sweep.queue.append(Int32(ordinal)) }
    }
    sweeps[sweep.number] = sweep
    changed.insert(sweep.number)
    order.append(sweep.number)
    reorder()
    if sweep.census.isFinished { actions.append(.tasksEnded(sweep.number)) }
    return isPlannedOnce
  }

  /// Hands out nothing more of a sweep; what runs goes on.
  package mutating func sweepPaused(_ number: SweepNumber) {
    guard sweeps[number]?.state == .active else { return }
    changed.insert(number)
    sweeps[number]?.state = .paused
    shares.forget(number)
  }

  /// Goes on with a paused sweep.
  package mutating func sweepResumed(_ number: SweepNumber) {
    guard sweeps[number]?.state == .paused else { return }
    changed.insert(number)
    sweeps[number]?.state = .active
  }

  package mutating func sweepPriorityChanged(_ number: SweepNumber, to priority: Int) {
    sweeps[number]?.priority = priority
    shares.forget(number)
    changed.insert(number)
    reorder()
  }

  /// Cancels what has not ended, except tasks that another sweep still wants.
  ///
  /// - Returns: how many tasks that were; 0 for a sweep that was cancelled before.
  @discardableResult
  package mutating func sweepCancelled(_ number: SweepNumber, reason: String) -> Int {
    guard let sweep = sweeps[number], sweep.state != .cancelled else { return 0 }
    sweeps[number]?.state = .cancelled
    changed.insert(number)
    return cancel(sweep.tasks.filter { !isWantedElsewhere($0, than: number) }, reason: reason)
  }

  /// Cancels these tasks wherever they are wanted.
  ///
  /// - Returns: how many of them had not ended.
  @discardableResult
  package mutating func cancel(_ cancelled: [TaskNumber], reason: String) -> Int {
    var count = 0
    var revoked: [WorkerSession: [Lease]] = [:]
    for task in cancelled {
      guard let status = tasks[task]?.status, status == .pending || status == .running else { continue }
      count += 1
      if let held = leases[task], case .session(let session) = held.holder {
        revoked[session, default: []].append(Lease(task: task, attempt: held.attempt))
        // It may be finished already, and a result is a result.
        if held.isProven { leases.former.add(task, attempt: held.attempt, worker: session.worker) }
      }
      release(task)
      transition(task, to: .cancelled)
      if let action = record(task, reason: reason) { actions.append(action) }
    }
    for (session, leases) in revoked.sorted(by: { $0.key.worker.description < $1.key.worker.description }) {
      actions.append(.revoke(session, leases))
    }
    return count
  }

  /// Gives failed and cancelled tasks all their attempts again; cancelled sweeps of theirs go on.
  ///
  /// - Returns: how many will run again.
  package mutating func retry(_ retried: [TaskNumber]) -> Int {
    var count = 0
    for task in retried where runAgain(task) {
      tasks.forEachSweep(of: task) { number in
        guard sweeps[number]?.state == .cancelled else { return }
        sweeps[number]?.state = .active
        changed.insert(number)
        actions.append(.sweepActivated(number))
      }
      count += 1
    }
    return count
  }

  /// A sweep was submitted: tasks of it that were cancelled for an earlier sweep are wanted again. That sweep
  /// stays cancelled.
  package mutating func sweepWants(_ number: SweepNumber) {
    for task in sweeps[number]?.tasks ?? [] where tasks[task]?.status == .cancelled { _ = runAgain(task) }
  }

  mutating func runAgain(_ task: TaskNumber) -> Bool {
    guard let status = tasks[task]?.status, status == .failed || status == .cancelled else { return false }
    tasks.update(task) { $0.breaks = 0 }
    putBack(task)
    if let action = record(task) { actions.append(action) }
    return true
  }

  func isWantedElsewhere(_ task: TaskNumber, than number: SweepNumber) -> Bool {
    var wanted = false
    tasks.forEachSweep(of: task) { other in
      if other != number, let state = sweeps[other]?.state, state != .cancelled { wanted = true }
    }
    return wanted
  }

  private mutating func reorder() {
    order.sort { left, right in
      let (first, second) = (sweeps[left]?.priority ?? 0, sweeps[right]?.priority ?? 0)
      return first != second ? first > second : left < right
    }
  }
}
