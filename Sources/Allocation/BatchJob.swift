/// A job as a batch system lists it.
package struct BatchJob: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    case waiting
    case running
    /// Its processes are being ended.
    case ending
    /// It is over, and the batch system still remembers it.
    case ended
  }

  /// The name that it was submitted with.
  package var key: String
  package var job: String
  package var phase: Phase
  /// Why it waits, or how it ended, in the batch system's word.
  package var reason: String
  package var node: String
  /// Whether it will never start as it is, however long it waits.
  package var isHopeless: Bool

  package init(
    key: String, job: String, phase: Phase, reason: String = "", node: String = "", isHopeless: Bool = false
  ) {
    self.key = key
    self.job = job
    self.phase = phase
    self.reason = reason
    self.node = node
    self.isHopeless = isHopeless
  }
}

/// What came of a submission.
package enum SubmitOutcome: Hashable, Sendable {
  case submitted(job: String)
  /// The batch system refused it, with a sentence; hopeless where the next one like it would be refused too.
  case refused(String, isHopeless: Bool)
  /// It may or may not have it: no answer, or one without a number. The next lists tell.
  case unknown(String)
}
