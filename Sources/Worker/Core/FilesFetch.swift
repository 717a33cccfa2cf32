internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

/// The files of a program on their way to this worker, and the tasks that wait for them.
struct FilesFetch {
  enum State: Equatable {
    /// The worker looks whether it has them.
    case looking
    /// They come from the coordinator, piece by piece.
    case fetching
    /// They came, and are being unpacked.
    case unpacking
  }

  let bundle: ProgramBundle
  var state = State.looking
  var waiting: [HeldTask]
  private var arrival = PieceArrival(sizeLimit: ProgramBundle.sizeLimit)
  private var content: [UInt8] = []
  private var hash = DigestStream()
  /// When the next piece was asked for; nil where it was not yet.
  private var askedAt: Double?

  init(_ bundle: ProgramBundle, for task: HeldTask) {
    self.bundle = bundle
    waiting = [task]
  }

  /// The question for the next piece, if it is time to ask. It is asked for any of the tasks.
  mutating func question(now: Double) -> WireCheckpointRequest? {
    guard state == .fetching, let task = waiting.first else { return nil }
    if let askedAt, now - askedAt < CheckpointFetch.patience { return nil }
    askedAt = now
    var question = WireCheckpointRequest()
    question.task = task.assignment.task
    question.attempt = task.assignment.attempt
    question.offset = arrival.received
    question.files = Data(bundle.digest.bytes)
    return question
  }

  /// The connection is a new one, on which nothing was asked, or another task asks.
  mutating func forgetQuestion() { askedAt = nil }

  mutating func take(_ part: WireCheckpointPart) -> CheckpointFetch.Outcome {
    guard part.size == UInt64(clamping: bundle.size) else {
      return .failed("the coordinator does not have them any more; submit the sweep again")
    }
    switch arrival.take(version: 0, offset: part.offset, count: part.content.count, size: part.size) {
    case .known: return .incomplete
    case .unfit: return .failed("the coordinator sent a piece that does not fit")
    case .first:
      content = [UInt8](part.content)
      hash = DigestStream()
    case .next: content += part.content
    }
    hash.append(part.content)
    askedAt = nil
    guard arrival.isComplete else { return .incomplete }
    guard hash.digest == bundle.digest else {
      return .failed("their content does not have the digest that they were submitted with")
    }
    defer { content = [] }
    return .complete(content)
  }
}
