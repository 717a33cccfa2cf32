/// What became of a message given to `Socket.sendMultipart`.
package enum SendOutcome: Equatable, Sendable {
  /// libzmq has taken it. It may still be lost with the connection: only an answer proves arrival.
  case sent
  /// The queue to the peer is full, or there is no peer. Nothing was sent; try again later.
  case wouldBlock
  /// A router knows no connection with that routing id (EHOSTUNREACH). Nothing was sent; the peer is gone.
  case unroutable
}
