/// A whole message.
package struct Multipart: Equatable, Sendable {
  /// The frames that were kept, at most as many as asked for; on a router the first is the routing id.
  package var frames: [[UInt8]]
  /// How many frames were read and thrown away: beyond the limit, or not wanted. More than zero: treat the message as
  /// malformed, and only its sender as at fault.
  package var discardedFrames: Int
  /// Who the ZAP policy said the sender is. Nil on every socket that is not a `Security.server`: there, a
  /// peer could have written this itself.
  package var userID: String?
  /// As `Frame.peerAddress`.
  package var peerAddress: String?
  /// The descriptor of the connection that it came by; nil on `inproc://`. It may be another connection's by
  /// now.
  package var descriptor: Int32?
}
