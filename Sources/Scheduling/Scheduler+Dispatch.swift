internal import SweepModel

extension Scheduler {
  /// Hands out what can be handed out now. Called after a batch of events.
  package mutating func dispatch(now: Double) {
    guard now >= holdUntil, !hungry.isEmpty else { return }
    guard order.contains(where: { sweeps[$0]?.canServe == true }) else { return }
    var still: [WorkerSession] = []
    let asking = hungry
    hungry.removeAll(keepingCapacity: true)
    for session in asking {
      workers[session]?.isHungry = false
      serve(session, now: now)
      guard let load = workers[session]?.load, let slots = workers[session]?.slots, load < slots else {
        continue
      }
      workers[session]?.isHungry = true
      still.append(session)
    }
    hungry.append(contentsOf: still)
  }

  private mutating func serve(_ session: WorkerSession, now: Double) {
    guard let slots = workers[session]?.slots, workers[session]?.isDraining == false,
      (workers[session]?.backOffUntil ?? 0) <= now, !waitsAsNewcomer(session, now: now)
    else { return }
    workers[session]?.capacity = 0
    for number in order {
      guard let needs = sweeps[number]?.needs, workers[session]?.lack(of: needs) == nil,
        sweeps[number]?.canServe == true,
        let experiment = sweeps[number]?.experiment,
        workers[session]?.experiments.contains(experiment) == true
      else { continue }
      let limit = timeLimit(on: session, for: number, now: now)
      let capacity = capacity(of: session, for: number, slots: slots, threads: needs.threads)
      var batch: [Lease] = []
      while let load = workers[session]?.load, load + needs.threads <= capacity,
        workers[session]?.hasRoom(for: needs) == true,
        workers[session]?.leases.count ?? .max < configuration.leaseLimit
      {
        guard let task = nextTask(of: number, for: session.worker, within: limit, now: now) else { break }
        batch.append(hand(task, to: session, now: now))
      }
      let filledTo = max(workers[session]?.capacity ?? 0, capacity)
      workers[session]?.capacity = filledTo
      if !batch.isEmpty { actions.append(.assign(session, sweep: number, batch)) }
      if let load = workers[session]?.load, load >= slots { return }
    }
  }

  /// Slots' worth of tasks that the worker may hold: enough for one call in each slot and enough prefetched to
  /// cover a round trip, never more than its share of what is left, and one at a time for a worker on
  /// probation.
  private func capacity(of session: WorkerSession, for number: SweepNumber, slots: Int, threads: Int) -> Int {
    // Entries are read field by field: a copy of a sweep alive during a change would copy its whole queue.
    guard let backOffs = workers[session]?.backOffs, backOffs == 0 else { return threads }
    let share = max(1, (sweeps[number]?.census.pending ?? 0) / max(1, totalSlots))
    let call = min(sweeps[number]?.together ?? 1, share)
    guard let seconds = sweeps[number]?.cost.recentSeconds, seconds < configuration.prefetchSeconds else {
      return slots * call
    }
    let wanted = configuration.prefetchSeconds / max(seconds, 1e-6)
    return slots * max(call, min(Int(min(wanted, 1e6)), share, configuration.creditLimit))
  }

  private mutating func hand(_ task: TaskNumber, to session: WorkerSession, now: Double) -> Lease {
    var attempt = 0
    tasks.update(task) {
      // Counted from what journals and peers said, so it must not trap.
      $0.attempts = $0.attempts == .max ? .max : $0.attempts + 1
      attempt = Int($0.attempts)
    }
    transition(task, to: .running)
    let lease = Lease(task: task, attempt: attempt)
    leases.grant(lease, to: session, now: now)
    workers[session]?.leases[task] = attempt
    workers[session]?.hadTasks = true
    let needs = needs(of: task)
    workers[session]?.count(needs)
    return lease
  }

  /// The next pending task of a sweep, preferring those that came back, and not on a worker where it broke
  /// while another one could take it.
  ///
  /// - Parameter limit: most seconds that it may need; nil for any.
  private mutating func nextTask(
    of number: SweepNumber, for worker: WorkerID, within limit: Double?, now: Double
  ) -> TaskNumber? {
    var passed: [TaskNumber] = []
    var tooLong: [TaskNumber] = []
    defer {
      if !passed.isEmpty { sweeps[number]?.returned.append(contentsOf: passed.reversed()) }
      // Behind all others, so that short ones below them are seen at the next look.
      if !tooLong.isEmpty { sweeps[number]?.returned.insert(contentsOf: tooLong, at: 0) }
    }
    while let task = sweeps[number]?.returned.popLast() {
      guard tasks[task]?.status == .pending else { continue }
      if let limit, timeNeeded(by: task).seconds > limit {
        tooLong.append(task)
        if tooLong.count >= 16 { break }
        continue
      }
      if let broken = brokenOn[task], broken.contains(worker),
        isServed(task, elsewhereThan: broken, number, now)
      {
        passed.append(task)
        // A bounded look-ahead keeps a dispatch linear when everything broke here.
        if passed.count >= 16 { break }
        continue
      }
      return task
    }
    sweeps[number]?.sortIfWorthwhile()
    if let limit { return takeFromQueue(of: number, within: limit, now: now) }
    while let ordinal = sweeps[number]?.queue.popLast() {
      guard let task = sweeps[number]?.tasks[Int(ordinal)], tasks[task]?.status == .pending else { continue }
      return task
    }
    if passed.isEmpty, tooLong.isEmpty { sweeps[number]?.mayHavePending = false }
    return nil
  }

  /// Whether some worker outside the set could take the sweep's task.
  private func isServed(
    _ task: TaskNumber, elsewhereThan broken: Set<WorkerID>, _ number: SweepNumber, _ now: Double
  ) -> Bool {
    guard let needs = sweeps[number]?.needs, let experiment = sweeps[number]?.experiment else {
      return false
    }
    return workers.values.contains {
      !broken.contains($0.session.worker) && !$0.isDraining && $0.backOffUntil <= now
        && $0.lack(of: needs) == nil && $0.experiments.contains(experiment)
        && fits(task, on: $0, now: now)
    }
  }
}

extension SweepEntry {
  var canServe: Bool { state == .active && mayHavePending }
}
