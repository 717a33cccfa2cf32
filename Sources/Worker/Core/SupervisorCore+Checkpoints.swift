internal import Messages
internal import Transport

/// Tasks whose checkpoint is still on its way wait beside the queue.
extension SupervisorCore {
  /// Gets the task's checkpoint before it is queued.
  mutating func fetchCheckpoint(of task: HeldTask, now: Double) {
    fetches[task.lease] = CheckpointFetch(task)
    askForCheckpoints(now: now)
  }

  mutating func askForCheckpoints(now: Double) {
    guard link.isWelcomed else { return }
    for lease in fetches.keys {
      guard let question = fetches[lease]?.question(now: now) else { continue }
      actions.append(.send(WireToCoordinator(.checkpointRequest(question))))
    }
  }

  /// After a new connection all is asked again.
  mutating func forgetQuestions() {
    for lease in fetches.keys { fetches[lease]?.forgetQuestion() }
    for bundle in filesFetches.keys { filesFetches[bundle]?.forgetQuestion() }
  }

  mutating func received(_ part: WireCheckpointPart, now: Double) {
    let lease = LeaseKey(task: part.task, attempt: part.attempt)
    guard let outcome = fetches[lease]?.take(part) else { return }
    if case .incomplete = outcome { return askForCheckpoints(now: now) }
    guard var task = fetches.removeValue(forKey: lease)?.task else { return }
    switch outcome {
    case .incomplete: break
    case .complete(let content): task.checkpoint = content
    case .failed(let reason):
      // A lost checkpoint costs time, never a result.
      log(.warning, "\(lease.text) starts over, because of its checkpoint: \(reason)")
    }
    queue.append(task)
  }
}
