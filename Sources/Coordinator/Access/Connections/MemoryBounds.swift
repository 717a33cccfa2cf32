/// How much memory connections may keep in libzmq, in bytes: a bound for each, and one for all together, which no
/// number of connections gets around.
struct MemoryBounds: Equatable, Sendable {
  /// Arrived and not delivered, of one connection: two messages that wait, one that arrives, and no endless one.
  var inbound = 13 << 20
  /// The same of one that has not shown a key: a handshake has less than 1 KiB, but for what libzmq's peers say of
  /// themselves. Nil where there are no keys.
  var strangerInbound: Int? = 64 << 10
  /// Arrived and not delivered, of all connections.
  var totalInbound = 16 << 20
  /// Added to ``totalInbound`` for each connection that has proved a key: a large cluster's workers may all be in
  /// the middle of a message.
  var totalInboundPerPeer = 64 << 10
  /// Sent and not acknowledged, of one connection: the largest answer, and some more.
  var outbound = 40 << 20
  /// Sent and not acknowledged, of all connections.
  var totalOutbound = 48 << 20
  /// Sent and not acknowledged that is worth closing a connection for.
  var worthwhile = 256 << 10
  /// Seconds in which a peer must read something.
  var patience = 10.0
  /// As ``patience``, while all connections together are over their bound, or others wait for room.
  var shortPatience = 1.0

  /// Bytes of answers that may be on their way before further large ones wait.
  static let room = 16 << 20
}
