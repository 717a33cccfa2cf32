/// Whether a worker that leaves early asks its batch system to queue its job again.
///
/// A job that ends by itself counts as complete, so nobody but the worker would bring it back.
struct RequeuePolicy: Equatable {
  enum Verdict: Equatable {
    case requeue(String)
    case end(String)
  }

  /// How often the job was queued again already.
  var restarts: Int
  /// How often it may be.
  var limit: Int

  /// - Parameters:
  ///   - cause: why the worker leaves.
  ///   - tasksLeft: tasks that the coordinator could give to a worker such as this one.
  ///   - hasContributed: whether this run of the job has got anything done. One that dies at once would otherwise
  ///     come back for ever.
  func verdict(_ cause: LeavingCause, tasksLeft: UInt64, hasContributed: Bool) -> Verdict {
    switch cause {
    case .drain: return .end("the coordinator asked it to leave")
    case .idle: return .end("there is nothing to do")
    case .signal, .timeLimit: break
    }
    guard tasksLeft > 0 else { return .end("no work is left for it") }
    guard hasContributed else { return .end("this run of it has brought neither a result nor a checkpoint") }
    guard restarts < limit else {
      return .end("it was queued again \(restarts) times already, and --requeue-limit is \(limit)")
    }
    return .requeue("\(tasksLeft) \(tasksLeft == 1 ? "task is" : "tasks are") left")
  }
}
