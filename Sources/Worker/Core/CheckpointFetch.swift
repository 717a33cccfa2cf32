internal import Messages
internal import SweepModel
internal import Transport

/// A checkpoint on its way from the coordinator to a task that waits for it.
struct CheckpointFetch {
  enum Outcome {
    /// There is more to ask for.
    case incomplete
    /// All of it, with the right digest.
    case complete([UInt8])
    /// It cannot be had; the task starts over.
    case failed(String)
  }

  /// Seconds after which a piece is asked for again: a queue that was full may have dropped question or answer.
  static let patience = 10.0

  var task: HeldTask
  private let notice: WireCheckpointNotice
  private var arrival = PieceArrival.checkpoint()
  private var content: [UInt8] = []
  /// When the next piece was asked for; nil where it was not yet.
  private var askedAt: Double?

  init(_ task: HeldTask) {
    self.task = task
    notice = task.assignment.checkpoint
  }

  /// The question for the next piece, if it is time to ask.
  mutating func question(now: Double) -> WireCheckpointRequest? {
    if let askedAt, now - askedAt < CheckpointFetch.patience { return nil }
    askedAt = now
    var question = WireCheckpointRequest()
    question.task = task.assignment.task
    question.attempt = task.assignment.attempt
    question.offset = arrival.received
    return question
  }

  /// The connection is a new one, on which nothing was asked.
  mutating func forgetQuestion() { askedAt = nil }

  mutating func take(_ part: WireCheckpointPart) -> Outcome {
    guard part.size == notice.size else {
      return .failed("the coordinator no longer has it")
    }
    switch arrival.take(part) {
    case .known: return .incomplete
    case .unfit: return .failed("the coordinator sent a piece that does not fit")
    case .first: content = [UInt8](part.content)
    case .next: content += part.content
    }
    askedAt = nil
    guard arrival.isComplete else { return .incomplete }
    guard Digest(bytes: notice.digest) == Digest(of: content) else {
      return .failed("its content does not have the digest that it was stored under")
    }
    return .complete(content)
  }
}
