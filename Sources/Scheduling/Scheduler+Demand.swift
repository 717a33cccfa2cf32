internal import SweepModel

/// What workers that are not there yet would have to do.
package struct WorkWaiting: Equatable, Sendable {
  /// What a worker that might be started has.
  package struct Worker: Hashable, Sendable {
    package var slots: Int
    package var gpus: Int
    /// Bytes; nil where nobody knows.
    package var memory: Int?
    /// Seconds from its start to where it begins to leave.
    package var stays: Double

    package init(slots: Int, gpus: Int = 0, memory: Int? = nil, stays: Double) {
      self.slots = slots
      self.gpus = gpus
      self.memory = memory
      self.stays = stays
    }
  }

  /// Pending tasks that such a worker could run.
  package var tasks = 0
  /// Slots that they would keep busy beyond those of connected workers.
  package var slots = 0
  /// Slots of connected workers that they will be given soon.
  package var slotsOfConnected = 0
  /// Why others cannot be run by such a worker, a sentence for each sweep.
  package var obstacles: [String] = []

  package init() {}
}

extension Scheduler {
  /// Seconds of work that are worth a slot of a worker's to be started.
  private static var secondsWorthASlot: Double { 2 }
  /// Tasks of one sweep that are looked at one by one where they differ.
  private static var tasksLookedAt: Int { 20_000 }

  /// What workers like this one would have to do, beside what connected ones have room for.
  package func workWaiting(for worker: WorkWaiting.Worker, now: Double) -> WorkWaiting {
    var found = WorkWaiting()
    var free = workers.values.filter { !$0.isDraining && $0.backOffUntil <= now }.map {
      (entry: $0, slots: max(0, $0.slots - $0.load))
    }
    for number in order {
      guard let state = sweeps[number]?.state, state == .active, let pending = sweeps[number]?.census.pending,
        pending > 0, let needs = sweeps[number]?.needs
      else { continue }
      if let lack = worker.lack(of: needs) {
        found.obstacles.append(lack)
        continue
      }
      let fitting = fitting(of: number, pending: pending, within: worker.stays)
      if fitting == 0, let least = shortestPending(of: number) {
        found.obstacles.append(
          "its workers stay for \(TimeNeeded.format(worker.stays)), and tasks need \(least.text) on one worker and a fifth to "
            + "spare; it needs a longer --time")
      }
      guard fitting > 0 else { continue }
      found.tasks += fitting
      var slots = fitting * needs.threads
      if let seconds = sweeps[number]?.cost.recentSeconds {
        // Many short tasks are no reason for many workers.
        let work = seconds * Double(fitting) * Double(needs.threads)
        slots = min(slots, max(needs.threads, Int((work / Scheduler.secondsWorthASlot).rounded(.up))))
      }
      let taken = takeFree(&free, slots, for: number, needs, now: now)
      found.slotsOfConnected += taken
      found.slots += slots - taken
    }
    return found
  }

  /// Slots of connected workers that tasks of a sweep will be given soon.
  private func takeFree(
    _ free: inout [(entry: WorkerEntry, slots: Int)], _ wanted: Int, for number: SweepNumber,
    _ needs: TaskNeeds, now: Double
  ) -> Int {
    guard let experiment = sweeps[number]?.experiment else { return 0 }
    var taken = 0
    for index in free.indices where free[index].slots > 0 && taken < wanted {
      let worker = free[index].entry
      guard worker.experiments.contains(experiment), worker.lack(of: needs) == nil,
        timeLimit(on: worker.session, for: number, now: now) == nil
      else { continue }
      let count = min(free[index].slots, wanted - taken)
      free[index].slots -= count
      taken += count
    }
    return taken
  }

  /// Pending tasks that need no more than so many seconds, a fifth to spare. Of many the first ones are looked at.
  private func fitting(of number: SweepNumber, pending: Int, within stays: Double) -> Int {
    let limit = stays / TimeNeeded.margin
    guard let most = sweeps[number]?.mostNeeded, most > limit else { return pending }
    return pendingLookedAt(of: number).count { timeNeeded(by: $0).seconds <= limit }
  }

  private func shortestPending(of number: SweepNumber) -> TimeNeeded? {
    pendingLookedAt(of: number).map { timeNeeded(by: $0) }.min { $0.seconds < $1.seconds }
  }

  private func pendingLookedAt(of number: SweepNumber) -> [TaskNumber] {
    var found: [TaskNumber] = []
    guard let count = sweeps[number]?.tasks.count else { return [] }
    for index in 0..<count where found.count < Scheduler.tasksLookedAt {
      guard let task = sweeps[number]?.tasks[index], tasks[task]?.status == .pending else { continue }
      found.append(task)
    }
    return found
  }
}

extension WorkWaiting.Worker {
  /// What it lacks for tasks with these needs, as a sentence; nil where it has all.
  func lack(of needs: TaskNeeds) -> String? {
    if needs.threads > slots {
      return
        "its workers have \(Plural.of(slots, "slot")), and tasks need \(needs.threads) threads; it needs more --slots"
    }
    if needs.gpus > gpus {
      return
        "its workers have \(gpus == 0 ? "no GPUs" : Plural.of(gpus, "GPU")), and tasks need \(needs.gpus); it needs more --gpus"
    }
    if let memory, needs.memory > memory {
      return
        "its workers have \(ByteCount.format(memory)) of memory, and tasks need \(ByteCount.format(needs.memory)); it needs "
        + "more --memory"
    }
    return nil
  }
}
