internal import SweepModel
internal import Transport

/// How long a worker stays: its end may move, it goes where there is nothing to do, and it may come back.
extension SupervisorCore {
  /// Nothing here, and nothing that the coordinator does not have on its disk.
  private var isIdle: Bool {
    leaving == nil && everWelcomed && queue.isEmpty && fetches.isEmpty && filesFetches.isEmpty
      && ledger.isEmpty
      && slots.allSatisfy { $0.piped.isEmpty }
  }

  /// Called after every event.
  mutating func noteIdleness(now: Double) {
    guard configuration.idleLimit != nil else { return }
    idleSince = isIdle ? idleSince ?? now : nil
  }

  mutating func leaveIfIdle(now: Double) {
    guard let limit = configuration.idleLimit, let idleSince, now - idleSince >= limit else { return }
    leave("there was nothing to do for \(DurationText.format(limit)) (--idle-limit)", .idle, now: now)
  }

  /// The worker's own limit stays; the batch system's may have come nearer or gone farther.
  mutating func batchSystemSaid(_ end: Double?) {
    let own = configuration.deadline
    deadline = [own, end].compactMap { $0 }.min()
  }

  mutating func askForAnotherTurn(_ cause: LeavingCause) {
    guard let policy = configuration.requeue else { return }
    let verdict = policy.verdict(
      cause, tasksLeft: everWelcomed ? tasksLeft : nil, hasContributed: hasContributed)
    switch (verdict, policy.system) {
    case (.requeue(let reason), .slurm):
      log(.notice, "asking for this job to be queued again: \(reason)")
      actions.append(.requeue)
    case (.requeue(let reason), .kubernetes):
      log(
        .notice,
        "leaving with exit code \(PodEnvironment.interrupted), so that another pod goes on: \(reason)")
      actions.append(.requeue)
    case (.end(let reason), .slurm): log(.notice, "this job is not queued again: \(reason)")
    case (.end(let reason), .kubernetes): log(.notice, "no other pod is asked for: \(reason)")
    }
  }

  /// A look at the connection. A refused key will not be accepted later, so there is nothing to wait for.
  mutating func learned(_ finding: ConnectionFinding, now: Double) {
    guard finding != self.finding else { return }
    self.finding = finding
    switch finding {
    case .refused: exit(3, "refused at \(configuration.endpoint): \(finding.advice)")
    // Waiting may help, and a wrong file must not take half a minute to show.
    case .closed, .mismatched: if !everWelcomed { complain(now: now) }
    case .absent, .silent, .accepted: break
    }
  }
}
