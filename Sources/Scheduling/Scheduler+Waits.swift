package import SweepModel

/// What tells an operator whether there are enough workers.
extension Scheduler {
  /// For how many seconds pending tasks of sweeps have waited while none of them was handed out; only sweeps where some
  /// wait.
  package func waits(now: Double) -> [SweepNumber: Double] {
    sweeps.compactMapValues { sweep in sweep.waitingSince.map { max(0, now - $0) } }
  }

  /// Slots that would have something to do: those in use, and those that tasks wait for on whatever worker it takes. Many
  /// short tasks want no more slots than keep busy for a while.
  package func slotsWanted(now: Double) -> Int {
    let waiting = workWaiting(
      for: .init(slots: .max, gpus: .max, memory: nil, stays: .infinity), now: now)
    return workers.values.reduce(waiting.slots + waiting.slotsOfConnected) { $0 + $1.slotsInUse }
  }

  /// Notes which sweeps have tasks that wait.
  mutating func noteWaits(now: Double) {
    for number in order {
      guard let sweep = sweeps[number] else { continue }
      let isWaiting = sweep.state == .active && sweep.census.pending > 0
      if isWaiting != (sweep.waitingSince != nil) { sweeps[number]?.waitingSince = isWaiting ? now : nil }
    }
  }
}

extension WorkerEntry {
  /// Its slots that have a task; prefetched ones have none yet.
  package var slotsInUse: Int { min(slots, max(0, load)) }
}
