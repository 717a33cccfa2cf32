package import ZeroMQ

/// What a connection's events say about whoever is at the other end, for telling a refused key from an absent
/// coordinator.
package enum ConnectionFinding: Equatable, Sendable {
  /// No connection could be made so far.
  case absent
  /// A connection stands, and nothing was said over it yet.
  case silent
  /// Both sides accepted each other.
  case accepted
  /// The other side has closed the connection before it knew who is here: it does not have the key that the access
  /// file expects, or is no coordinator.
  case closed
  /// One side encrypts and the other does not, or the other one speaks something else.
  case mismatched
  /// The coordinator does not accept this side's key.
  case refused

  /// ZAP's status for a key that is not on the list. Others are failures of the server's own, which may pass.
  private static let unauthorized: UInt32 = 400

  /// What is known after another event.
  package mutating func learn(_ event: SocketEvent) {
    switch event {
    case .refused(status: ConnectionFinding.unauthorized): self = .refused
    case .handshakeSucceeded: self = .accepted
    // Each further try begins with a connection, which takes back nothing.
    case .connected: if self == .absent || self == .accepted { self = .silent }
    case .handshakeProtocolFailed: self = .mismatched
    case .handshakeFailed, .refused: self = .closed
    case .disconnected: if self == .silent { self = .closed }
    case .accepted, .retrying, .other: break
    }
  }

  /// What a user can do about it, as a sentence for the end of a message.
  package var advice: String {
    switch self {
    case .absent:
      "nothing answers there: check that the coordinator runs, and that this machine reaches that address and port"
    case .silent, .accepted:
      "something takes connections there and says nothing: the coordinator is stopped or too busy, or another program "
        + "has that port"
    case .closed:
      "something takes connections there and closes them: the coordinator has another key than the access file says "
        + "(copy the file again from its data directory), it has too many connections, or another program has that port"
    case .mismatched:
      "what answers there does not encrypt as the access file says: copy the file again from the coordinator's data "
        + "directory, and check that no other program has that port"
    case .refused:
      "the coordinator there does not accept the key in the access file: it was revoked, or belongs to another "
        + "coordinator; `percolate keys list` shows the valid ones, `percolate keys add` makes another"
    }
  }
}
