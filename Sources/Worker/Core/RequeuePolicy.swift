/// Whether a worker that leaves early has its batch system start it again.
///
/// A job that ends by itself counts as complete, so nobody but the worker would bring it back.
struct RequeuePolicy: Equatable {
  enum Verdict: Equatable {
    case requeue(String)
    case end(String)
  }

  /// Who starts it again.
  enum System: Equatable {
    /// Slurm, which queues the same job again on request.
    case slurm
    /// Kubernetes, whose Job makes another pod in the place of one that ends with an error.
    case kubernetes
  }

  var system = System.slurm
  /// How often the job was queued again already.
  var restarts: Int
  /// How often it may be.
  var limit: Int

  /// - Parameters:
  ///   - cause: why the worker leaves.
  ///   - tasksLeft: tasks that the coordinator could give to a worker such as this one; nil where none has
  ///     answered yet.
  ///   - hasContributed: whether this run of the job has got anything done. One that dies at once would otherwise
  ///     come back for ever.
  func verdict(_ cause: LeavingCause, tasksLeft: UInt64?, hasContributed: Bool) -> Verdict {
    switch cause {
    case .drain: return .end("the coordinator asked it to leave")
    case .idle: return .end("there is nothing to do")
    case .signal, .timeLimit: break
    }
    // A pod that is evicted as it starts is nobody's fault, and who deletes a Job gets no other pod anyway.
    let isEviction = system == .kubernetes && cause == .signal
    guard let tasksLeft else {
      return isEviction
        ? .requeue("it has not reached a coordinator yet") : .end("it has not reached a coordinator")
    }
    guard tasksLeft > 0 else { return .end("no work is left for it") }
    guard hasContributed || isEviction else {
      return .end("this run of it has brought neither a result nor a checkpoint")
    }
    guard restarts < limit else {
      return .end("it was queued again \(restarts) times already, and --requeue-limit is \(limit)")
    }
    return .requeue("\(tasksLeft) \(tasksLeft == 1 ? "task is" : "tasks are") left")
  }
}
