internal import Messages
internal import SweepModel
internal import Transport

extension SupervisorCore {
  mutating func spawn(_ slot: Int, now: Double) {
    slots[slot].phase = .starting
    slots[slot].startedAt = now
    slots[slot].hasEndedTask = false
    slots[slot].interruptedAt = nil
    slots[slot].isRecalled = false
    slots[slot].killedLease = nil
    slots[slot].threads = 1
    slots[slot].log.removeAll()
    actions.append(.spawn(slot))
  }

  mutating func kill(_ slot: Int, _ cause: KillCause) {
    switch slots[slot].phase {
    case .starting, .ready:
      slots[slot].phase = .dying(cause)
      slots[slot].killedLease = slots[slot].running.first?.lease
      actions.append(.kill(slot))
    case .down, .dying, .retired: break
    }
  }

  mutating func killAll(_ cause: KillCause) {
    for slot in slots.indices { kill(slot, cause) }
  }

  /// The task with GPUs of its own; nil where not enough are free.
  func equipped(_ task: HeldTask) -> HeldTask? {
    var task = task
    task.assignment.devices = []
    let wanted = Int(min(task.assignment.gpus, 1024))
    guard wanted > 0 else {
      // A program that asks for none sees none of those that are shared out.
      task.assignment.hidesDevices = !configuration.gpus.isEmpty
      return task
    }
    let taken = Set(slots.flatMap { $0.piped.flatMap(\.assignment.devices) })
    let free = configuration.gpus.filter { !taken.contains($0) }
    guard free.count >= wanted else { return nil }
    task.assignment.devices = Array(free.prefix(wanted))
    return task
  }

  // MARK: What a slot says

  mutating func slotSaid(_ slot: Int, _ message: WireFromSlot, now: Double) {
    switch message.message {
    case .ready(let ready):
      guard slots[slot].phase == .starting else { return }
      slots[slot].phase = .ready
      slots[slot].inheritedPeak = Int(clamping: ready.inheritedPeak)
    case .finished(let finished): finish(slot, finished, now: now)
    case .ended(let ended): end(slot, ended, now: now)
    case .metrics(let rows):
      guard isRunning(slot, LeaseKey(task: rows.task, attempt: rows.attempt)) else { return }
      if let step = rows.steps.last { slots[slot].noteStep(step, now: now) }
      ledger.add(rows, now: now)
    case .checkpoint(let saved):
      guard isRunning(slot, LeaseKey(task: saved.task, attempt: saved.attempt)) else { return }
      slots[slot].noteStep(saved.step, now: now)
      ledger.add(saved, now: now)
    case .progress(let progress):
      guard isRunning(slot, LeaseKey(task: progress.task, attempt: progress.attempt)) else { return }
      slots[slot].noteStep(progress.step, now: now)
    case nil: kill(slot, .unreadable("an unknown message"))
    }
  }

  private func isRunning(_ slot: Int, _ lease: LeaseKey) -> Bool {
    slots[slot].running.contains { $0.lease == lease }
  }

  private mutating func finish(_ slot: Int, _ finished: WireFinished, now: Double) {
    let lease = LeaseKey(task: finished.task, attempt: finished.attempt)
    guard slots[slot].remove(lease, now: now) != nil else { return }
    // Even where it was revoked or a limit just ran out: a result is a result.
    ledger.add(finished, now: now)
    taskEnded(slot, seconds: finished.seconds, now: now)
  }

  private mutating func end(_ slot: Int, _ ended: WireEnded, now: Double) {
    let lease = LeaseKey(task: ended.task, attempt: ended.attempt)
    let log = slots[slot].log.contents
    let step = slots[slot].stepReached(by: lease)
    guard let task = slots[slot].remove(lease, now: now) else { return }
    var report = ended
    report.step = max(ended.step, step)
    switch (ended.outcome, task.isRevoked, leaving) {
    case (.handedBack, true, _):
      report.outcome = .cancelled
      report.reason = "it was cancelled"
    case (.handedBack, false, nil) where !ended.started:
      // It only waited behind another one, and can wait for any slot again.
      queue.append(task)
      return taskEnded(slot, seconds: nil, now: now)
    case (.handedBack, false, let leaving?): report.reason = "the worker is leaving: \(leaving.reason)"
    default: break
    }
    if ended.started, ended.outcome == .failed { report.log = log }
    ledger.add(report, now: now)
    taskEnded(slot, seconds: ended.started ? ended.seconds : nil, now: now)
  }

  /// A task of the slot has ended, with a result or without.
  private mutating func taskEnded(_ slot: Int, seconds: Double?, now: Double) {
    if let seconds {
      slots[slot].note(seconds: seconds)
      slots[slot].hasEndedTask = true
      slots[slot].earlyDeaths = 0
    }
    if slots[slot].piped.isEmpty {
      slots[slot].interruptedAt = nil
      slots[slot].isRecalled = false
    } else if slots[slot].piped.count == slots[slot].running.count {
      // All that waited came back; the call that runs is alone.
      slots[slot].isRecalled = false
    }
    interruptIfRevoked(slot, now: now)
  }

  // MARK: Death

  mutating func slotExited(_ slot: Int, _ exit: SlotExit, now: Double) {
    var exit = exit
    if exit.maximumResident <= slots[slot].inheritedPeak { exit.maximumResident = 0 }
    var cause: KillCause?
    if case .dying(let given) = slots[slot].phase { cause = given }
    // Whoever ends a job signals all of its processes, in any order.
    if cause == nil, leaving != nil, case .signalled = exit.status { cause = .leaving }
    let log = slots[slot].log.contents
    let seconds = now - slots[slot].runningSince
    let step = slots[slot].running.first.map { slots[slot].stepReached(by: $0.lease) } ?? 0
    let callSize = slots[slot].callSize
    let running = slots[slot].running.count
    var lost = slots[slot].removeAll()
    let isToBlame = cause == nil || lost.first?.lease == slots[slot].killedLease
    if callSize > 1, isToBlame, cause != .leaving, cause != .revoked {
      // One of the call's tasks is to blame, and alone it will show.
      for index in lost.indices.prefix(running) { lost[index].runsAlone = true }
      self.log(.warning, "slot \(slot) ended with \(running) tasks in one call; they run one by one now")
    } else if !lost.isEmpty, isToBlame {
      let running = lost.removeFirst()
      let verdict = SlotEnding.verdict(
        exit: exit, cause: cause, task: running.assignment, idleResident: slots[slot].idleResident, log: log)
      var ended = running.ended(
        running.isRevoked ? .cancelled : verdict.outcome, verdict.reason, started: true)
      ended.seconds = max(seconds, 0)
      ended.log = log
      ended.step = step
      ledger.add(ended, now: now)
      let outcome = verdict.outcome.attemptOutcome.rawValue
      self.log(.warning, "slot \(slot): \(running.lease.text) \(outcome): \(verdict.reason)")
    }
    putBack(lost, now: now)
    replace(slot, exit, log: log, now: now)
  }

  /// Tasks that waited behind one that took its slot down did not begin, so they are nobody's attempt.
  private mutating func putBack(_ tasks: [HeldTask], now: Double) {
    var again: [HeldTask] = []
    for task in tasks {
      if task.isRevoked {
        ledger.add(task.ended(.cancelled, "it was cancelled before it began", started: false), now: now)
      } else if let leaving {
        ledger.add(
          task.ended(.handedBack, "the worker is leaving: \(leaving.reason)", started: false), now: now)
      } else {
        again.append(task)
      }
    }
    queue.prepend(again)
  }

  private mutating func replace(
    _ slot: Int, _ exit: SlotExit, log: [String], now: Double
  ) {
    let wasReady: Bool
    switch slots[slot].phase {
    case .starting, .dying(.silentStart): wasReady = false
    default: wasReady = true
    }
    guard leaving == nil else {
      slots[slot].phase = .retired
      return
    }
    if wasReady {
      slots[slot].phase = .down(until: now)
      return spawn(slot, now: now)
    }
    slots[slot].earlyDeaths += 1
    let deaths = slots[slot].earlyDeaths
    let reason = startProblem(exit, log)
    if deaths >= SupervisorCore.startAttempts, slots.allSatisfy({ $0.phase != .ready }) {
      return self.exit(1, "\(WorkerError.slotsCannotStart(reason: reason))")
    }
    let delay = min(0.1 * Double(1 << min(deaths, 9)), 30)
    slots[slot].phase = .down(until: now + delay)
    self.log(.error, "slot \(slot) ended before it was ready (\(reason)); trying again in \(delay) s")
  }

  private func startProblem(_ exit: SlotExit, _ log: [String]) -> String {
    let last = log.last.map { "; its last line: \($0)" } ?? ""
    switch exit.status {
    case .neverStarted(let problem): return problem
    case .exited(let code): return "exit code \(code)\(last)"
    case .signalled(let number): return "\(SignalName.text(number))\(last)"
    }
  }

  mutating func sawMemory(_ slot: Int, resident: Int) {
    guard slots[slot].phase == .ready else { return }
    guard let running = slots[slot].running.first else {
      slots[slot].idleResident = resident
      return
    }
    let limit = Int(clamping: running.assignment.memoryLimit).multipliedReportingOverflow(
      by: slots[slot].callSize
    ).partialValue
    guard limit > 0, resident - slots[slot].idleResident > limit else { return }
    kill(slot, .memory(resident: resident))
  }
}
