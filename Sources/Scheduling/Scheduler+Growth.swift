package import SweepModel

extension Scheduler {
  /// A refined sweep got more tasks, with ordinals behind its last.
  ///
  /// Those of a sweep that was cancelled meanwhile are cancelled with it; those that were cancelled for another
  /// sweep are wanted again.
  ///
  /// - Returns: false where the sweep has one of them already, which is then left out.
  @discardableResult
  package mutating func sweepGrew(_ number: SweepNumber, by planned: [PlannedTask]) -> Bool {
    guard let first = sweeps[number]?.tasks.count else { return false }
    var isPlannedOnce = true
    var fresh: [Int32] = []
    var added: [TaskNumber] = []
    for plan in planned {
      let ordinal = first + added.count
      let isNew = tasks.add(
        plan.task, sweep: number, ordinal: ordinal, status: plan.status == .running ? .pending : plan.status,
        attempts: plan.attempts, breaks: plan.breaks)
      guard isNew, let status = tasks[plan.task]?.status else {
        isPlannedOnce = false
        continue
      }
      added.append(plan.task)
      sweeps[number]?.tasks.append(plan.task)
      sweeps[number]?.census[status] += 1
      if status == .pending { fresh.append(Int32(clamping: ordinal)) }
    }
    // The queue is taken from its end, and what it holds already goes first.
    sweeps[number]?.queue.insert(contentsOf: fresh.reversed(), at: 0)
    sweeps[number]?.searched = nil
    sweeps[number]?.mayHavePending = true
    changed.insert(number)
    if sweeps[number]?.state == .cancelled {
      cancelUnlessWanted(added, by: number, reason: "its sweep was cancelled")
    } else {
      for task in added where tasks[task]?.status == .cancelled { _ = runAgain(task) }
    }
    if sweeps[number]?.census.isFinished == true { actions.append(.tasksEnded(number)) }
    return isPlannedOnce
  }

  /// A cancelled sweep was read from the journal: a round that was being added when it was cancelled, and when the
  /// coordinator ended, is cancelled with it.
  package mutating func sweepStaysCancelled(_ number: SweepNumber) {
    guard sweeps[number]?.state == .cancelled else { return }
    cancelUnlessWanted(sweeps[number]?.tasks ?? [], by: number, reason: "its sweep was cancelled")
  }

  private mutating func cancelUnlessWanted(_ chosen: [TaskNumber], by number: SweepNumber, reason: String) {
    cancel(chosen.filter { !isWantedElsewhere($0, than: number) }, reason: reason)
  }
}
