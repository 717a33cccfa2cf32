internal import Journal
internal import Messages
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel
internal import Transport

extension CoordinatorCore {
  /// Cancels, pauses, resumes or retries what a command names, or gives it another priority.
  ///
  /// All names are looked up before anything is changed, so that a command with one that means nothing changes
  /// nothing. What is answered is read off the state before and after.
  ///
  /// - Throws: ``SelectionError`` where a name means nothing or several things.
  mutating func carryOut(
    _ verb: SweepVerb, on selectors: [String], _ findings: CommandFindings, reason: String = "",
    priority: Int = 0
  ) throws(SelectionError) -> OutcomeDocument {
    let targets = try targets(of: selectors, for: verb, findings)
    let sweepsBefore = sweeps.keys.reduce(into: [:]) { $0[$1] = view(of: $1) }
    let tasksBefore = targets.map { target -> TaskView? in
      guard case .task(let task) = target else { return nil }
      return view(of: task)
    }
    let reason = reason.isEmpty ? "cancelled by the user" : PeerText.lines(reason, limit: 500)
    var count = 0
    for target in targets { count += apply(verb, to: target, reason: reason, priority: priority) }

    var rows: [OutcomeDocument.Target] = []
    for (target, taskBefore) in zip(targets, tasksBefore) {
      switch target {
      case .sweep(let number):
        guard let before = sweepsBefore[number], let after = view(of: number) else { continue }
        rows.append(SweepChange(before: before, after: after).target(of: verb))
      case .task(let task):
        guard let before = taskBefore, let after = view(of: task) else { continue }
        rows.append(TaskChange(before: before, after: after).target(of: verb))
      }
    }
    for (number, before) in sweepsBefore.sorted(by: { $0.key < $1.key }) {
      guard !targets.contains(.sweep(number)), let after = view(of: number),
        before.condition != after.condition
      else { continue }
      rows.append(SweepChange(before: before, after: after).sideEffect(of: verb))
    }
    return OutcomeDocument(action: verb.rawValue, changed: count, targets: rows)
  }

  /// - Returns: tasks that were cancelled or will run again; for the other verbs 1 where the sweep has changed.
  private mutating func apply(
    _ verb: SweepVerb, to target: CommandTarget, reason: String, priority: Int
  ) -> Int {
    switch (verb, target) {
    case (.cancel, .sweep(let number)):
      guard condition(of: number) != .finished, scheduler.sweeps[number]?.state != .cancelled else {
        return 0
      }
      batch.records.append(.sweepStateChanged(number, .cancelled))
      changedRefinements.insert(number)
      return scheduler.sweepCancelled(number, reason: reason)
    case (.cancel, .task(let task)): return scheduler.cancel([task], reason: reason)
    case (.retry, .sweep(let number)):
      var count = 0
      if scheduler.sweeps[number]?.state == .cancelled {
        batch.records.append(.sweepStateChanged(number, .active))
        count += scheduler.sweepReactivated(number)
        refinementIsDue(number)
      }
      return count + scheduler.retry(scheduler.sweeps[number]?.tasks ?? [])
    case (.retry, .task(let task)): return scheduler.retry([task])
    case (.pause, .sweep(let number)):
      guard condition(of: number) == .active else { return 0 }
      scheduler.sweepPaused(number)
      batch.records.append(.sweepStateChanged(number, .paused))
      return 1
    case (.resume, .sweep(let number)):
      guard condition(of: number) == .paused else { return 0 }
      scheduler.sweepResumed(number)
      batch.records.append(.sweepStateChanged(number, .active))
      return 1
    case (.priority, .sweep(let number)):
      guard scheduler.sweeps[number]?.priority != priority else { return 0 }
      scheduler.sweepPriorityChanged(number, to: priority)
      batch.records.append(.sweepPriorityChanged(number, priority))
      return 1
    // Deleting has its own way, ``delete(_:isDryRun:)``.
    case (.pause, .task), (.resume, .task), (.priority, .task), (.delete, _): return 0
    }
  }

  /// A priority that a client asks for.
  ///
  /// - Throws: ``SelectionError`` for one that no spec could have.
  func checked(priority: Int) throws(SelectionError) -> Int {
    guard Sweep.priorities.contains(priority) else {
      throw SelectionError(
        "a priority is a whole number from \(Sweep.priorities.lowerBound) to \(Sweep.priorities.upperBound), "
          + "not \(priority)")
    }
    return priority
  }

  /// What a sweep is at the moment, which the disk may not know yet.
  func condition(of number: SweepNumber) -> SweepCondition? { view(of: number)?.condition }

  private func view(of number: SweepNumber) -> SweepView? {
    guard let live = sweeps[number], let entry = scheduler.sweeps[number] else { return nil }
    let refinement = refinementStatus(of: number)
    return SweepView(
      id: live.id, name: live.header.name,
      condition: SweepCondition(entry.state, isFinished: SweepCondition.isFinished(entry.census, refinement)),
      census: entry.census, priority: entry.priority, mayGrow: refinement?.isSettled == false)
  }

  private func view(of task: TaskNumber) -> TaskView? {
    guard let id = index[task], let status = scheduler.tasks[task]?.status else { return nil }
    var isHeldBack = true
    scheduler.tasks.forEachSweep(of: task) { number in
      if scheduler.sweeps[number]?.state == .active { isHeldBack = false }
    }
    return TaskView(id: id, status: status, isHeldBack: isHeldBack)
  }
}
