internal import Messages
internal import Transport

/// Tells from the traces of a dead slot how its task ended.
enum SlotEnding {
  struct Verdict: Equatable {
    var outcome: WireOutcome
    /// A sentence for the user.
    var reason: String
  }

  /// What runtimes and libraries write when an allocation fails.
  private static let allocationFailures = [
    "failed to allocate", "allocation failed", "out of memory", "cannot allocate memory", "bad_alloc",
  ]

  /// - Parameters:
  ///   - exit: How the process left.
  ///   - cause: Why the supervisor killed it, if it did.
  ///   - task: What it was running.
  ///   - idleResident: Bytes that the slot has resident without a task.
  ///   - log: The task's last lines.
  static func verdict(
    exit: SlotExit, cause: KillCause?, task: WireAssignment, idleResident: Int, log: [String]
  ) -> Verdict {
    switch cause {
    case .time:
      return Verdict(
        outcome: .timedOut,
        reason: "it ran longer than limits.time (\(seconds(task.timeLimit))); raise the limit, or save "
          + "checkpoints and split the work")
    case .stall:
      return Verdict(
        outcome: .stalled,
        reason: "it reported no step for limits.stall (\(seconds(task.stallLimit))); raise the limit, or "
          + "report steps more often")
    case .memory(let resident):
      return outOfMemory(task, "it was seen with \(mebibytes(resident)) resident")
    case .revoked: return Verdict(outcome: .cancelled, reason: "it was cancelled and did not stop by itself")
    case .leaving:
      return Verdict(outcome: .handedBack, reason: "the worker left before the task could stop by itself")
    case .unreadable(let problem):
      return Verdict(outcome: .crashed, reason: "its slot process wrote what cannot be read: \(problem)")
    case .silentStart, nil: break
    }
    return verdict(exit: exit, task: task, idleResident: idleResident, log: log)
  }

  private static func verdict(
    exit: SlotExit, task: WireAssignment, idleResident: Int, log: [String]
  ) -> Verdict {
    let how: String
    switch exit.status {
    case .neverStarted(let problem): return Verdict(outcome: .crashed, reason: problem)
    case .exited(let code): how = "its slot process exited with code \(code) and without a result"
    case .signalled(let number): how = "its slot process died by \(SignalName.text(number))"
    }
    if exit.status == .signalled(9), exit.machineRanOutOfMemory {
      return outOfMemory(task, "the machine ran out of memory and the kernel killed it")
    }
    if saysAllocationFailed(log) { return outOfMemory(task, "an allocation failed and \(how)") }
    if task.memoryLimit > 0 {
      let limit = Int(clamping: task.memoryLimit)
      let taken = exit.maximumResident - idleResident
      // The limit counts address space, so a refused allocation dies a little below it.
      if taken >= limit - limit / 16 {
        return outOfMemory(task, "it had up to \(mebibytes(exit.maximumResident)) resident, and \(how)")
      }
    }
    if case .signalled(let number) = exit.status, SignalName.isForeign(number) {
      return Verdict(
        outcome: .lost, reason: "\(how), sent from outside; this does not count against limits.attempts")
    }
    return Verdict(outcome: .crashed, reason: how)
  }

  private static func saysAllocationFailed(_ log: [String]) -> Bool {
    log.contains { line in
      let text = line.lowercased()
      return allocationFailures.contains { text.contains($0) }
    }
  }

  private static func outOfMemory(_ task: WireAssignment, _ what: String) -> Verdict {
    let limit =
      task.memoryLimit > 0
      ? "resources.memory is \(mebibytes(Int(clamping: task.memoryLimit))); raise it or use fewer slots"
      : "resources.memory sets no limit; set one, or use fewer slots"
    return Verdict(outcome: .outOfMemory, reason: "\(what); \(limit)")
  }

  private static func mebibytes(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() && value < 1e9 ? "\(Int(value)) s" : "\(value) s"
  }
}
