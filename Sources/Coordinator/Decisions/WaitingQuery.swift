internal import Messages

/// A client that wants to hear of the next change.
struct WaitingQuery {
  var route: [UInt8]
  var request: UInt64
  var query: WireQuery
  /// Monotonic seconds.
  var since: Double
}
