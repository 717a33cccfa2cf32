internal import Messages
internal import SweepModel
internal import Transport

/// A message that may be sent only once the journal is on disk up to `tag`.
struct OwedMessage {
  enum Message {
    /// The report with this sequence is recorded.
    case acknowledge(UInt64)
    /// A piece of a task's newest checkpoint.
    case checkpoint(TaskNumber, attempt: UInt32, offset: Int)
    case reply(id: UInt64, WireReply.OneOf_Reply)
  }

  var tag: UInt64
  var route: [UInt8]
  var message: Message
}

/// A client that wants to hear of the next change.
struct WaitingQuery {
  var route: [UInt8]
  var request: UInt64
  var query: WireQuery
  /// Monotonic seconds.
  var since: Double
}

/// An answer from the query thread.
struct QueryAnswer: Sendable {
  var route: [UInt8]
  var request: UInt64
  var reply: WireReply.OneOf_Reply
}
