internal import CZeroMQ
internal import Glibc

/// The raw socket, its context, and the one message cell that all its receives reuse.
///
/// Shared by a `Socket` and the `SocketHandle`s made from it, so that a handle which outlives its socket
/// meets a closed socket and not freed memory. Not Sendable: it stays with the thread of its socket.
final class SocketCore {
  let context: Context
  let kind: Socket.Kind
  /// Whether libzmq attached the user id after ZAP approved it. Otherwise a peer could claim any.
  let authenticatesPeers: Bool
  private(set) var pointer: UnsafeMutableRawPointer?
  // On the heap, because libzmq keeps small payloads inside the struct, which must not move.
  let message: UnsafeMutablePointer<zmq_msg_t>

  init(context: Context, kind: Socket.Kind, authenticatesPeers: Bool) throws(ZMQError) {
    self.context = context
    self.kind = kind
    self.authenticatesPeers = authenticatesPeers
    pointer = try context.makeRawSocket(kind)
    message = .allocate(capacity: 1)
    zmq_msg_init(message)
  }

  deinit {
    closeQuietly()
    zmq_msg_close(message)
    message.deallocate()
  }

  /// The open socket, or an ENOTSOCK error once it is closed.
  func open(_ operation: @autoclosure () -> String) throws(ZMQError) -> UnsafeMutableRawPointer {
    guard let pointer else {
      throw ZMQError(operation: operation(), code: ENOTSOCK, detail: "the socket is already closed")
    }
    return pointer
  }

  func close() throws(ZMQError) {
    guard let open = pointer else { return }
    pointer = nil
    guard zmq_close(open) == 0 else { throw .last("close a \(kind.name) socket") }
  }

  func closeQuietly() {
    guard let open = pointer else { return }
    pointer = nil
    zmq_close(open)
  }
}
