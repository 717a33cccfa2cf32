package import SweepModel

extension Scheduler {
  /// Why a task is where it is, as a sentence; nil where it ended and the journal knows best.
  package func explanation(of task: TaskNumber, now: Double) -> String? {
    guard let entry = tasks[task], let number = entry.sweep else { return nil }
    switch entry.status {
    case .done, .failed, .cancelled, .excluded: return nil
    case .running:
      guard let held = leases[task] else { return nil }
      let age = Int(now - held.since)
      switch held.holder {
      case .session(let session):
        let step = held.step.map { ", at step \($0)" } ?? ""
        return "Attempt \(held.attempt) has been with worker \(session.worker) for \(age) s\(step)."
      case .awaited(let worker, let until):
        return "Attempt \(held.attempt) was with worker \(worker) before the coordinator restarted; "
          + "that worker has \(max(0, Int(until - now))) s to come back."
      }
    case .pending: return whyPending(task, number, now: now)
    }
  }

  private func whyPending(_ task: TaskNumber, _ number: SweepNumber, now: Double) -> String? {
    guard let state = sweeps[number]?.state, let needs = sweeps[number]?.needs,
      let experiment = sweeps[number]?.experiment, let pending = sweeps[number]?.census.pending
    else { return nil }
    if state == .paused { return "Its sweep is paused; `percolate resume \(number.value)` goes on with it." }
    if now < holdUntil {
      return "The coordinator has just restarted and lets workers say first what they hold."
    }
    if workers.isEmpty { return "No worker is connected." }
    let able = workers.values.filter { $0.experiments.contains(experiment) }
    if able.isEmpty, experiment.hasPrefix(TaskProgram.capability) {
      return
        "None of the connected workers runs programs (\(experiment)): they were started with --no-programs, or are of "
        + "an older percolate release."
    }
    if able.isEmpty {
      return
        "None of the connected workers can run \(experiment); install the same percolate release on them."
    }
    if let lack = lack(of: needs, on: able) { return lack }
    let short = shortage(of: timeNeeded(by: task), for: number, subject: "it needs", now: now)
    if let short { return short.prefix(1).uppercased() + short.dropFirst() + "." }
    if able.allSatisfy({ $0.isDraining || $0.backOffUntil > now }) {
      return
        "Every worker that could run it is leaving, or gets no tasks for a while because all that it was given failed."
    }
    let waits =
      able.contains { $0.lack(of: needs) == nil && $0.hasRoom(for: needs) }
      ? "a free slot"
      : needs.gpus > 0
        ? needs.gpus == 1 ? "a free GPU" : "\(needs.gpus) free GPUs"
        : "\(ByteCount.format(needs.memory)) of free memory"
    return
      "It waits for \(waits); \(Plural.of(pending, "task")) of its sweep \(pending == 1 ? "is" : "are") pending."
  }

  /// What no worker has for tasks that need this, as a sentence; nil where one has all of it.
  func lack(of needs: TaskNeeds, on able: [WorkerEntry]) -> String? {
    guard able.allSatisfy({ $0.lack(of: needs) != nil }) else { return nil }
    let slots = able.map(\.slots).max() ?? 0
    if needs.threads > slots {
      return "It needs \(needs.threads) threads, and no worker has more than \(Plural.of(slots, "slot"))."
    }
    let gpus = able.map(\.gpus).max() ?? 0
    if needs.gpus > gpus {
      let have =
        gpus == 0 ? "no worker has any; see `percolate worker --gpus`" : "no worker has more than \(gpus)"
      return "It needs \(Plural.of(needs.gpus, "GPU")), and \(have)."
    }
    let memory = able.compactMap(\.memory).max() ?? 0
    if needs.memory > memory {
      return
        "It needs \(ByteCount.format(needs.memory)) of memory, and no worker has more than \(ByteCount.format(memory))."
    }
    return
      "No worker has all that it needs at once: \(needs.threads) threads, \(Plural.of(needs.gpus, "GPU")) and "
      + "\(ByteCount.format(needs.memory)) of memory."
  }

  /// A cancelled sweep is wanted again: its cancelled tasks run again.
  ///
  /// - Returns: how many tasks that are; 0 for a sweep that is not cancelled.
  @discardableResult
  package mutating func sweepReactivated(_ number: SweepNumber) -> Int {
    guard sweeps[number]?.state == .cancelled else { return 0 }
    sweeps[number]?.state = .active
    changed.insert(number)
    let cancelled = sweeps[number]?.tasks.filter { tasks[$0]?.status == .cancelled } ?? []
    return retry(cancelled)
  }
}
