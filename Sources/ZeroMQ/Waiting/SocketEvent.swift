internal import CZeroMQ

/// What happened to one of a socket's connections.
package enum SocketEvent: Equatable, Sendable {
  /// A connection was made; it is not yet known whether both sides accept each other.
  case connected
  /// A peer connected to this server by this descriptor; it is not yet known who it is.
  case accepted(descriptor: Int32)
  /// Both sides accepted each other; messages flow.
  case handshakeSucceeded
  /// This side or the peer was refused by the access policy. `status` is ZAP's: 400 for a key that is not
  /// allowed. libzmq does not try again by itself after that.
  case refused(status: UInt32)
  /// The sides do not speak the same: one of them does not encrypt, or the server's key is another.
  case handshakeProtocolFailed(code: UInt32)
  /// The connection ended during the handshake for another reason (no access handler, time-out).
  case handshakeFailed(errno: UInt32)
  /// No connection could be made; libzmq tries again after so many milliseconds.
  case retrying(milliseconds: UInt32)
  /// The connection by this descriptor was lost. The descriptor may be another connection's by now.
  case disconnected(descriptor: Int32)
  /// Something else, by libzmq's number.
  case other(number: UInt16, value: UInt32)

  /// What a monitor asks for. Not for failed accepts: while a process has no descriptor left, libzmq tries
  /// again at once, and reports it a hundred thousand times a second.
  static let reported =
    ZMQ_EVENT_CONNECTED | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
    | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_CONNECT_RETRIED
    | ZMQ_EVENT_DISCONNECTED

  /// Reads the first frame of a monitor message: a 16-bit number and a 32-bit value, in native order.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 6 else { return nil }
    let (number, value) = bytes.withUnsafeBytes {
      ($0.loadUnaligned(as: UInt16.self), $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
    }
    self =
      switch Int32(number) {
      case ZMQ_EVENT_CONNECTED: .connected
      case ZMQ_EVENT_ACCEPTED: .accepted(descriptor: Int32(bitPattern: value))
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: .handshakeSucceeded
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: .refused(status: value)
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: .handshakeProtocolFailed(code: value)
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: .handshakeFailed(errno: value)
      case ZMQ_EVENT_CONNECT_RETRIED: .retrying(milliseconds: value)
      case ZMQ_EVENT_DISCONNECTED: .disconnected(descriptor: Int32(bitPattern: value))
      default: .other(number: number, value: value)
      }
  }
}
