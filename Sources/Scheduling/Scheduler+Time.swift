package import SweepModel

/// Whether a worker stays long enough for a task. A task that can neither finish nor save a checkpoint before its
/// worker leaves would be handed back, and given to the next such worker, for ever.
///
/// What a task needs is the longest of: what is expected from tasks that finished, where its experiment saves no
/// checkpoints; and the longest attempt that was interrupted and had saved none. Where nothing is known it is tried.
extension Scheduler {
  /// A worker's end has moved: its batch system gave it more time, or less; nil where it has no limit now.
  package mutating func workerLeaves(_ session: WorkerSession, at time: Double?, now: Double) {
    guard let worker = workers[session] else { return }
    workers[session]?.leavesAt = time
    workers[session]?.lifetime = time.map { max(worker.lifetime ?? 0, $0 - now) }
    if time.map({ $0 > worker.leavesAt ?? .infinity }) ?? (worker.leavesAt != nil) { becomeHungry(session) }
  }

  /// An attempt saved a checkpoint: what follows goes on from there.
  package mutating func checkpointSaved(_ task: TaskNumber, attempt: Int) {
    guard let entry = tasks[task], let number = entry.sweep, leases[task]?.attempt == attempt else { return }
    leases.update(task) { $0.hasSaved = true }
    let ordinal = Int(entry.ordinal)
    let levels = Array(sweeps[number]?.levels(ordinal: ordinal) ?? [])
    sweeps[number]?.interruptions.forget(ordinal: ordinal, levels: levels[...])
    sweeps[number]?.savesCheckpoints = true
  }

  /// Unfinished tasks of sweeps that a worker such as this one, at its start, could be given tasks of: those that
  /// nobody holds, and its own.
  package func tasksLeft(for session: WorkerSession) -> Int {
    guard let worker = workers[session] else { return 0 }
    var count = 0
    for number in order {
      guard let state = sweeps[number]?.state, state == .active, let pending = sweeps[number]?.census.pending,
        pending > 0, let needs = sweeps[number]?.needs, worker.lack(of: needs) == nil,
        let experiment = sweeps[number]?.experiment, worker.experiments.contains(experiment),
        let least = isLookDue ? leastNeeded(of: number) : sweeps[number]?.leastNeeded,
        worker.lifetime.map({ least.seconds * TimeNeeded.margin <= $0 }) ?? true
      else { continue }
      count += pending
    }
    return count + worker.leases.count
  }

  /// Why none of a sweep's pending tasks can run on the workers there are; nil where some can, or where neither time nor
  /// what workers have is the reason.
  package func whyNothingFits(_ number: SweepNumber, now: Double) -> String? {
    guard let state = sweeps[number]?.state, state == .active, let pending = sweeps[number]?.census.pending,
      pending > 0, let least = sweeps[number]?.leastNeeded, let needs = sweeps[number]?.needs,
      let experiment = sweeps[number]?.experiment
    else { return nil }
    let able = workers.values.filter { $0.experiments.contains(experiment) }
    if !able.isEmpty, let lack = lack(of: needs, on: able) { return lack }
    return shortage(of: least, for: number, subject: "its tasks need", now: now)
  }

  // MARK: What a task needs

  /// What is known of the time that the task needs, from its first sweep.
  func timeNeeded(by task: TaskNumber) -> TimeNeeded {
    guard let entry = tasks[task], let number = entry.sweep else { return .unknown }
    return sweeps[number]?.timeNeeded(ordinal: Int(entry.ordinal)) ?? .unknown
  }

  /// The most seconds that a task of the sweep may need on this worker; nil where all of them will do.
  func timeLimit(on session: WorkerSession, for number: SweepNumber, now: Double) -> Double? {
    guard let leavesAt = workers[session]?.leavesAt, let most = sweeps[number]?.mostNeeded else { return nil }
    let limit = (leavesAt - now) / TimeNeeded.margin
    return most > limit ? limit : nil
  }

  func fits(_ task: TaskNumber, on worker: WorkerEntry, now: Double) -> Bool {
    guard let leavesAt = worker.leavesAt else { return true }
    return timeNeeded(by: task).seconds * TimeNeeded.margin <= leavesAt - now
  }

  /// Why no worker takes what needs that long; nil where one would.
  func shortage(
    of needed: TimeNeeded, for number: SweepNumber, subject: String, now: Double
  ) -> String? {
    guard needed.seconds > 0, let needs = sweeps[number]?.needs,
      let experiment = sweeps[number]?.experiment
    else { return nil }
    let able = workers.values.filter {
      $0.lack(of: needs) == nil && $0.experiments.contains(experiment) && !$0.isDraining
    }
    var longest = 0.0
    for worker in able {
      guard let leavesAt = worker.leavesAt else { return nil }
      longest = max(longest, leavesAt - now)
    }
    guard !able.isEmpty, needed.seconds * TimeNeeded.margin > longest else { return nil }
    return
      "no worker here stays long enough: \(subject) \(needed.text) on one worker, and a fifth to spare, and the "
      + "longest stays for \(TimeNeeded.format(longest)); start one with a longer time limit"
  }

  /// An attempt ended, not by the task's doing.
  mutating func noteInterruption(of task: TaskNumber, _ held: HeldLease, ranSeconds: Double) {
    if held.isProven, !held.hasSaved { interruptionRemembered(task, seconds: ranSeconds) }
  }

  /// An attempt that left no checkpoint was interrupted after so many seconds, now or in an earlier life of the
  /// coordinator.
  package mutating func interruptionRemembered(_ task: TaskNumber, seconds: Double) {
    guard let entry = tasks[task], let number = entry.sweep else { return }
    let ordinal = Int(entry.ordinal)
    let levels = Array(sweeps[number]?.levels(ordinal: ordinal) ?? [])
    sweeps[number]?.interruptions.add(seconds, ordinal: ordinal, levels: levels[...])
    // Who is told next what is left must not be told of what nobody can do.
    lastLookAtNeeds = -.infinity
  }

  /// A task took so long in an earlier life of the coordinator.
  package mutating func durationRemembered(_ task: TaskNumber, seconds: Double) {
    guard let entry = tasks[task], let number = entry.sweep, sweeps[number]?.census.isFinished == false else {
      return
    }
    let levels = Array(sweeps[number]?.levels(ordinal: Int(entry.ordinal)) ?? [])
    sweeps[number]?.cost.learn(seconds: seconds, levels: levels[...])
  }

  private var isLookDue: Bool { lastLookAtNeeds == -.infinity }

  // MARK: Search

  /// Takes the first task from the queue's end that needs no more than `limit` seconds.
  mutating func takeFromQueue(of number: SweepNumber, within limit: Double, now: Double) -> TaskNumber? {
    guard let count = sweeps[number]?.queue.count else { return nil }
    let search = sweeps[number]?.searched
    var index = QueueSearch.start(search, limit: limit, count: count, now: now)
    let isFresh = index == count
    var found: TaskNumber?
    while found == nil, index > 0 {
      index -= 1
      guard let ordinal = sweeps[number]?.queue[index], let task = sweeps[number]?.tasks[Int(ordinal)],
        tasks[task]?.status == .pending, timeNeeded(by: task).seconds <= limit
      else { continue }
      found = task
    }
    if found != nil { sweeps[number]?.queue.remove(at: index) }
    // A search that went on from an older one is no newer than that.
    let until = isFresh ? now + 1 : search?.until ?? now
    sweeps[number]?.searched = QueueSearch(index: index, seconds: limit, until: until)
    return found
  }

  /// Looks once a second for the shortest task of each sweep that some worker may be too short-lived for.
  mutating func lookAtNeeds(now: Double) {
    guard now - lastLookAtNeeds >= 1 else { return }
    lastLookAtNeeds = now
    guard workers.values.contains(where: { $0.lifetime != nil }) else { return }
    for number in order where sweeps[number]?.census.pending ?? 0 > 0 {
      let least = leastNeeded(of: number)
      sweeps[number]?.leastNeeded = least
    }
  }

  private func leastNeeded(of number: SweepNumber) -> TimeNeeded {
    guard let most = sweeps[number]?.mostNeeded, most > 0, let sweep = sweeps[number] else { return .unknown }
    var least: TimeNeeded?
    for task in sweep.tasks where tasks[task]?.status == .pending {
      let needed = timeNeeded(by: task)
      if needed.seconds <= 0 { return .unknown }
      if needed.seconds < least?.seconds ?? .infinity { least = needed }
    }
    return least ?? .unknown
  }
}

extension SweepEntry {
  /// No task of it needs more than this, as far as is known; 0 where nothing is.
  var mostNeeded: Double { max(interruptions.longest, savesCheckpoints ? 0 : cost.longestSeconds) }

  func timeNeeded(ordinal: Int) -> TimeNeeded {
    let levels = levels(ordinal: ordinal)
    let interrupted = interruptions.seconds(ordinal: ordinal, levels: levels) ?? 0
    // A product of effects can be far out where nothing ran yet; it is not trusted beyond what has been seen.
    let expected =
      savesCheckpoints ? 0 : min(cost.expectedSeconds(levels: levels) ?? 0, cost.longestSeconds)
    return expected >= interrupted && expected > 0
      ? TimeNeeded(seconds: expected, isLowerBound: false)
      : TimeNeeded(seconds: interrupted, isLowerBound: true)
  }
}
