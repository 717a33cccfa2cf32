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
    var index = order.startIndex
    while index < order.endIndex {
      let priority = sweeps[order[index]]?.priority
      var offers: [SweepOffer] = []
      while index < order.endIndex, sweeps[order[index]]?.priority == priority {
        if let offer = offer(of: order[index], to: session, slots: slots, now: now) { offers.append(offer) }
        index += 1
      }
      guard serve(session, from: &offers, priority: priority ?? 0, now: now) else { return }
      if let load = workers[session]?.load, load >= slots { return }
    }
  }

  /// What a sweep has for the worker; nil where it has nothing for it.
  private func offer(
    of number: SweepNumber, to session: WorkerSession, slots: Int, now: Double
  ) -> SweepOffer? {
    guard sweeps[number]?.canServe == true, let pending = sweeps[number]?.census.pending, pending > 0,
      let needs = sweeps[number]?.needs, workers[session]?.lack(of: needs) == nil,
      let experiment = sweeps[number]?.experiment,
      workers[session]?.experiments.contains(experiment) == true
    else { return nil }
    return SweepOffer(
      number: number, needs: needs, limit: timeLimit(on: session, for: number, now: now),
      call: callSize(of: number, on: session),
      capacity: capacity(of: session, for: number, slots: slots, threads: needs.threads), slots: slots,
      seconds: sweeps[number]?.cost.recentSeconds)
  }

  /// Fills the worker from sweeps of one priority, each by its fair share.
  ///
  /// - Returns: false where the worker has to become emptier first, for the sweep whose turn it is.
  private mutating func serve(
    _ session: WorkerSession, from offers: inout [SweepOffer], priority: Int, now: Double
  ) -> Bool {
    guard offers.count > 1 else {
      if !offers.isEmpty { serveAlone(session, from: &offers[0], priority: priority, now: now) }
      return true
    }
    // As long as nothing is known of a sweep, its tasks are taken for as long as the longest of the others.
    let unknown = offers.lazy.compactMap(\.seconds).max() ?? 1
    var scarce = TaskNeeds(threads: 0)
    var isWaiting = false
    var open = Array(offers.indices)
    while !isWaiting,
      let index = open.min(by: { precedes(offers[$0].number, offers[$1].number, priority) })
    {
      // Tasks that wait at a worker behind the long ones of another sweep could run elsewhere meanwhile: nobody
      // prefetches beside a sweep that does not.
      let isShort = offers.allSatisfy { $0.isExhausted || $0.prefetches }
      var taken = 0
      // Replicates of one call stay together.
      while taken < offers[index].call {
        guard
          let task = nextTask(
            of: offers[index].number, for: session.worker, within: offers[index].limit, now: now)
        else {
          offers[index].isExhausted = true
          open.removeAll { $0 == index }
          break
        }
        let offer = offers[index]
        let limit = isShort ? offer.capacity : offer.base
        // A call that was begun is filled.
        let hasSlots = taken > 0 || (workers[session]?.load ?? .max) <= limit - offer.needs.threads
        guard hasSlots, workers[session]?.hasRoom(for: offer.needs) == true, !offer.needs.wants(scarce),
          workers[session]?.leases.count ?? .max < configuration.leaseLimit
        else {
          sweeps[offer.number]?.returned.append(task)
          shares.passOver(offer.number, priority: priority)
          open.removeAll { $0 == index }
          // Whoever comes next would take what becomes free of it, again and again: slots are everybody's, GPUs and memory
          // those who ask for some.
          isWaiting = !hasSlots
          if workers[session]?.lacksGPUs(for: offer.needs) == true { scarce.gpus = offer.needs.gpus }
          if workers[session]?.lacksMemory(for: offer.needs) == true { scarce.memory = offer.needs.memory }
          break
        }
        offers[index].leases.append(hand(task, to: session, now: now))
        shares.charge(
          offer.number, priority: priority, seconds: (offer.seconds ?? unknown) * Double(offer.needs.threads))
        taken += 1
      }
    }
    for offer in offers where !offer.leases.isEmpty {
      actions.append(.assign(session, sweep: offer.number, offer.leases))
    }
    // Each task that ends may be what the next one waits for.
    let load = workers[session]?.load ?? 0
    workers[session]?.capacity = 2 * load
    return !isWaiting
  }

  private mutating func serveAlone(
    _ session: WorkerSession, from offer: inout SweepOffer, priority: Int, now: Double
  ) {
    while let load = workers[session]?.load, load + offer.needs.threads <= offer.capacity,
      workers[session]?.hasRoom(for: offer.needs) == true,
      workers[session]?.leases.count ?? .max < configuration.leaseLimit,
      let task = nextTask(of: offer.number, for: session.worker, within: offer.limit, now: now)
    {
      offer.leases.append(hand(task, to: session, now: now))
      shares.charge(
        offer.number, priority: priority, seconds: (offer.seconds ?? 1) * Double(offer.needs.threads))
    }
    let filledTo = max(workers[session]?.capacity ?? 0, offer.capacity)
    workers[session]?.capacity = filledTo
    if !offer.leases.isEmpty { actions.append(.assign(session, sweep: offer.number, offer.leases)) }
  }

  private func precedes(_ left: SweepNumber, _ right: SweepNumber, _ priority: Int) -> Bool {
    let (first, second) = (
      shares.start(of: left, priority: priority), shares.start(of: right, priority: priority)
    )
    return first != second ? first < second : left < right
  }

  /// Slots' worth of tasks that the worker may hold: enough for one call in each slot and enough prefetched to
  /// cover a round trip, never more than its share of what is left, and one at a time for a worker on
  /// probation.
  private func capacity(of session: WorkerSession, for number: SweepNumber, slots: Int, threads: Int) -> Int {
    // Entries are read field by field: a copy of a sweep alive during a change would copy its whole queue.
    guard let backOffs = workers[session]?.backOffs, backOffs == 0 else { return threads }
    let call = callSize(of: number, on: session)
    guard let seconds = sweeps[number]?.cost.recentSeconds, seconds < configuration.prefetchSeconds else {
      return slots * call
    }
    let wanted = configuration.prefetchSeconds / max(seconds, 1e-6)
    return slots * max(call, min(Int(min(wanted, 1e6)), share(of: number), configuration.creditLimit))
  }

  /// A slot's share of what is left of a sweep.
  private func share(of number: SweepNumber) -> Int {
    max(1, (sweeps[number]?.census.pending ?? 0) / max(1, totalSlots))
  }

  /// Replicates that one call may take: no more than a slot's share, and one on a worker on probation.
  private func callSize(of number: SweepNumber, on session: WorkerSession) -> Int {
    workers[session]?.backOffs == 0 ? min(sweeps[number]?.together ?? 1, share(of: number)) : 1
  }

  private mutating func hand(_ task: TaskNumber, to session: WorkerSession, now: Double) -> Lease {
    var attempt = 0
    tasks.update(task) {
      // Counted from what journals and peers said, so it must not trap.
      $0.attempts = $0.attempts == .max ? .max : $0.attempts + 1
      attempt = Int($0.attempts)
    }
    transition(task, to: .running)
    tasks.forEachSweep(of: task) { number in
      if sweeps[number]?.waitingSince != nil { sweeps[number]?.waitingSince = now }
    }
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

/// What a sweep has for a worker, and what it has been given of it.
private struct SweepOffer {
  let number: SweepNumber
  let needs: TaskNeeds
  /// Most seconds that a task may need; nil for any.
  let limit: Double?
  /// Replicates that one call takes, as far as there are so many.
  let call: Int
  /// Slots' worth of tasks that the worker may hold of it.
  let capacity: Int
  let slots: Int
  /// What its tasks take of late; nil where nothing is known.
  let seconds: Double?
  /// Whether it has nothing more for the worker.
  var isExhausted = false
  var leases: [Lease] = []

  /// The same without anything that waits for a slot.
  var base: Int { min(capacity, slots * call) }
  /// Whether its tasks are so short that some may wait for a slot.
  var prefetches: Bool { capacity > base }
}

extension TaskNeeds {
  /// Whether it asks for something that another one waits for.
  fileprivate func wants(_ scarce: TaskNeeds) -> Bool {
    gpus > 0 && scarce.gpus > 0 || memory > 0 && scarce.memory > 0
  }
}

extension SweepEntry {
  var canServe: Bool { state == .active && mayHavePending }
}
