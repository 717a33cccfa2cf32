internal import CZeroMQ
internal import Glibc
internal import Synchronization

/// libzmq's context: its I/O threads and the namespace of its `inproc://` addresses.
///
/// Safe to use from every thread. Each `Socket` retains its context, so that termination comes last,
/// whatever the order in which owners let go. Never `fork()` while a context lives: spawn and exec.
package final class Context: Sendable {
  /// What to set before the first socket.
  package struct Options: Sendable {
    /// Threads that move bytes; one is enough for about a gigabyte per second.
    package var ioThreads: Int32 = 1
    /// Sockets that may exist at once. libzmq's 1023 is soon spent in tests that simulate thousands of
    /// workers in one process. This counts sockets, not connections: those are bounded by `ulimit -n`.
    package var maximumSockets: Int32 = 16_384

    /// The defaults described on each field.
    package init() {}
  }

  // libzmq documents contexts as thread safe, which the pointer type cannot express.
  private nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  private let isTerminated = Mutex(false)

  /// Makes a context; its threads start with the first socket.
  package init(_ options: Options = Options()) throws(ZMQError) {
    guard let pointer = zmq_ctx_new() else { throw .last("create a context") }
    self.pointer = pointer
    for (option, value) in [
      (ZMQ_IO_THREADS, options.ioThreads), (ZMQ_MAX_SOCKETS, options.maximumSockets),
      // With "blocky" off, libzmq would set linger 0 on new sockets behind our options' back.
      (ZMQ_BLOCKY, 1),
    ] where zmq_ctx_set(pointer, option, value) != 0 {
      let error = ZMQError.last("set context option \(option) to \(value)")
      zmq_ctx_term(pointer)
      throw error
    }
  }

  deinit { terminate() }

  /// Makes every blocked or later call on this context's sockets fail with a termination error
  /// (`ZMQError.isTermination`), from any thread, without waiting.
  package func shutdown() {
    isTerminated.withLock { isTerminated in
      if !isTerminated { zmq_ctx_shutdown(pointer) }
    }
  }

  /// Waits until every socket is closed and its unsent messages are delivered or past their linger, then
  /// frees the context. Further calls do nothing; letting go of the last reference does the same.
  ///
  /// Do not call it on a thread that holds an open socket of this context: that waits for itself.
  package func terminate() {
    let isFirst = isTerminated.withLock { isTerminated in
      defer { isTerminated = true }
      return !isTerminated
    }
    guard isFirst else { return }
    // A signal (Ctrl-C) may interrupt the wait; giving up there would leak the I/O threads.
    while zmq_ctx_term(pointer) != 0, zmq_errno() == EINTR {}
  }

  /// A new raw socket, or an error once the context is terminated.
  func makeRawSocket(_ kind: Socket.Kind) throws(ZMQError) -> UnsafeMutableRawPointer {
    let (socket, code) = isTerminated.withLock { isTerminated in
      if isTerminated { return (nil as RawSocket?, ZMQError.etermCode) }
      let socket = zmq_socket(pointer, kind.rawValue)
      return (socket.map(RawSocket.init), zmq_errno())
    }
    guard let socket else { throw ZMQError(operation: "open a \(kind.name) socket", code: code) }
    return socket.pointer
  }

  /// Carries a fresh pointer, which nobody else has seen yet, out of the lock.
  private struct RawSocket: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }
}
