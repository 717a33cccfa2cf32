internal import Messages

/// A client that wants to hear of the next change of the status.
struct WaitingQuery {
  var route: [UInt8]
  var request: UInt64
  var query: WireStatusQuery
  /// Monotonic seconds.
  var since: Double
}
