/// One frame of a message.
package struct Frame: Equatable, Sendable {
  /// The payload.
  package var bytes: [UInt8]
  /// Whether the same message has another frame after this one.
  package var more: Bool
  /// Who the ZAP policy said the sender is. Nil on every socket that is not a `Security.server`: there, a
  /// peer could have written this itself. Nil as well on the routing id that a router puts in front.
  package var userID: String?
  /// The sender's IP address as libzmq saw it (for logs, not for access control); nil on `inproc://`.
  package var peerAddress: String?
}
