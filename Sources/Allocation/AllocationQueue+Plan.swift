extension AllocationQueue {
  /// What the batch system is to be told.
  package struct Orders: Hashable, Sendable {
    /// Allocations to submit a job for, each under its ``key(of:)``.
    package var submit: [Int] = []
    /// Allocations whose jobs are to be cancelled if they still wait, and only then.
    package var cancel: [Int] = []
    /// Nodes that new jobs should not run on.
    package var excluding: [String] = []
    /// Seconds until the batch system is to be asked for its jobs; 0 for at once.
    package var listAfter = 0.0
    /// Whether the queue is removed, and nothing of it waits any more.
    package var isOver = false

    package init() {}
  }

  /// Decides, and gives the orders that hold now. Those that were given before and not answered are given again.
  package mutating func plan(_ demand: AllocationDemand, now: Double) -> Orders {
    self.demand = demand
    noteOverdue(now: now)
    let missing = demand.slots - incomingSlots
    if missing > 0 {
      surplusSince = nil
      for _ in 0..<room(for: missing, now: now) { intend(now: now) }
    } else {
      giveUpSurplus(incomingSlots - demand.slotsKept, now: now)
    }
    if standing == .removing { giveUpAllWaiting(now: now) }
    var orders = Orders()
    let alive = alive
    orders.submit = alive.filter { $0.state == .intended && !$0.isUncertain }.map(\.number)
    for allocation in alive where allocation.state == .queued && allocation.isUnneeded {
      if let asked = allocation.cancelledAt, now - asked < AllocationQueue.cancelInterval { continue }
      allocations[allocation.number]?.cancelledAt = now
      orders.cancel.append(allocation.number)
      eventAt = now
    }
    orders.excluding = excludedNodes
    orders.listAfter = secondsToList(now: now)
    orders.isOver = standing == .removing && !alive.contains { $0.isWaiting }
    return orders
  }

  /// Why nothing more is submitted although something is missing, as a sentence; nil where nothing stands against it.
  package func hindrance(now: Double) -> String? {
    switch standing {
    case .paused: return "it is paused; `percolate allocate resume \(name)` goes on with it"
    case .removing: return "it is being removed"
    case .blocked(let why):
      return
        "\(why). Change its options, or mend what is wrong there, and `percolate allocate resume \(name)` tries again"
    case .active: break
    }
    if let trouble { return "the batch system does not answer: \(trouble)" }
    guard let listedAt, now - listedAt < AllocationQueue.listLifetime else {
      return "the batch system was not asked for its jobs yet"
    }
    let wait = failedAt + BackOff.seconds(after: failures) - now
    if failures > 0, wait > 0 {
      return "after \(failures == 1 ? "a job" : "\(failures) jobs in a row") without use it waits for "
        + "\(Int(wait.rounded(.up))) s more; the last one: \(lastFailure)"
    }
    let alive = alive
    if failures > 0, alive.contains(where: isIncoming) {
      return "one job tries whether it works again; the last one: \(lastFailure)"
    }
    if alive.count >= settings.maximum {
      return "all \(settings.maximum) workers that it may have are there or on their way (--max)"
    }
    if alive.filter(\.isWaiting).count >= settings.backlog {
      return "\(settings.backlog) jobs wait already (--backlog)"
    }
    return nil
  }

  /// A job that has run for so long without its worker is no capacity, and a failure.
  private mutating func noteOverdue(now: Double) {
    for allocation in alive where allocation.state == .started && !allocation.isOverdue {
      guard let since = allocation.workerMissingSince, now - since >= AllocationQueue.startPatience else {
        continue
      }
      allocations[allocation.number]?.isOverdue = true
      noteFailure(
        "job \(allocation.job) runs for more than \(Int(AllocationQueue.startPatience)) s, and its worker has not come",
        on: allocation.node, now: now)
    }
  }

  /// How many allocations may be begun.
  private func room(for missing: Int, now: Double) -> Int {
    guard hindrance(now: now) == nil else { return 0 }
    let alive = alive
    let wanted = (missing + settings.slots - 1) / settings.slots
    let most = min(
      settings.maximum - alive.count, settings.backlog - alive.filter(\.isWaiting).count,
      failures > 0 ? 1 : .max)
    return max(0, min(wanted, most))
  }

  private mutating func intend(now: Double) {
    allocations[nextNumber] = Allocation(number: nextNumber, state: .intended, since: now)
    changed.insert(nextNumber)
    isChanged = true
    nextNumber += 1
    eventAt = now
  }

  /// Gives waiting jobs up that nothing needs, newest first, once that was so for a while.
  private mutating func giveUpSurplus(_ surplus: Int, now: Double) {
    let count = max(0, surplus) / settings.slots
    let waiting = alive.filter { $0.isWaiting && !$0.isUnneeded }
    guard count > 0, !waiting.isEmpty else {
      surplusSince = nil
      return
    }
    let since = surplusSince ?? now
    surplusSince = since
    guard now - since >= AllocationQueue.settleSeconds else { return }
    for allocation in waiting.suffix(count) { giveUp(allocation, now: now) }
  }

  private mutating func giveUpAllWaiting(now: Double) {
    for allocation in alive where allocation.isWaiting && !allocation.isUnneeded {
      giveUp(allocation, now: now)
    }
  }

  /// One that waits in the batch system is cancelled there; one that nobody was told of yet is just forgotten. Whoever
  /// was told has answered before the next plan, or is not certain.
  private mutating func giveUp(_ allocation: Allocation, now: Double) {
    if allocation.state == .intended, !allocation.isUncertain {
      return end(allocation.number, .unneeded, "it was not needed any more", now: now)
    }
    update(allocation.number, now: now, isNewState: false) { $0.isUnneeded = true }
  }

  /// Soon after something happened, and then more and more rarely, up to once a minute: every question costs the batch
  /// system of all.
  private func secondsToList(now: Double) -> Double {
    guard let listedAt else { return 0 }
    let mayChange = alive.contains { $0.state != .working && ($0.state != .intended || $0.isUncertain) }
    let interval = mayChange ? max(2, min(60, (listedAt - eventAt) / 2)) : 60
    return max(0, listedAt + interval - now)
  }
}
