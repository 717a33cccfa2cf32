/// How much memory a connection keeps in libzmq, in bytes.
///
/// An estimate that errs by what encryption and pings add: what was delivered counts a little more than it was, what
/// was sent a little less, and a balance below zero is zero, so that the difference never adds up.
struct ConnectionMemory: Equatable, Sendable {
  /// What a message of two frames takes on the wire beside its content, at most.
  private static let overhead: UInt64 = 256

  /// Arrived, and not delivered to this program: messages that wait, or are not whole.
  private(set) var inbound = 0
  /// Sent by this program, and not acknowledged by the other end.
  private(set) var outbound = 0
  /// When the other end last acknowledged something, or had nothing to acknowledge: monotonic seconds.
  private(set) var readAt = 0.0

  private(set) var delivered: UInt64 = 0
  private var sent: UInt64 = 0
  private var acknowledged: UInt64 = 0
  private var inboundBase: Int64 = 0
  private var outboundBase: Int64 = 0

  /// A message was taken from the connection.
  mutating func deliver(bytes: Int) { delivered &+= UInt64(max(0, bytes)) &+ ConnectionMemory.overhead }

  /// A message was given to the connection.
  mutating func send(bytes: Int) { sent &+= UInt64(max(0, bytes)) }

  /// Takes a new count.
  ///
  /// - Parameters:
  ///   - delivered: ``delivered`` before the traffic was read, so that what was delivered meanwhile does not count
  ///     as taken before it came.
  ///   - now: monotonic seconds.
  mutating func update(_ traffic: ConnectionTraffic, delivered: UInt64, now: Double) {
    let arrived = Int64(truncatingIfNeeded: traffic.received &- delivered)
    inboundBase = min(inboundBase, arrived)
    inbound = Int(clamping: arrived &- inboundBase)
    let waiting = Int64(truncatingIfNeeded: sent &- traffic.acknowledged)
    outboundBase = min(outboundBase, waiting)
    outbound = Int(clamping: waiting &- outboundBase)
    if traffic.acknowledged != acknowledged || outbound == 0 { readAt = now }
    acknowledged = traffic.acknowledged
  }
}
