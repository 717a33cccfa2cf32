/// A token for a socket, to name it in a poll set. It does not keep the socket open, and stays on the
/// socket's thread.
package struct SocketHandle {
  let core: SocketCore
}
