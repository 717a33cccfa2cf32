internal import Messages

/// An answer from the query thread.
struct QueryAnswer: Sendable {
  var route: [UInt8]
  var request: UInt64
  var reply: WireReply.OneOf_Reply
  /// Of a processor, that making it took.
  var seconds: Double
}
