internal import CZeroMQ
internal import Glibc

/// Waits until one of several sockets and file descriptors can be read.
///
/// It blocks its thread: never call it on Swift's cooperative pool. That pool's threads block all signals,
/// and threads started from there inherit it: `Ready.wasInterrupted` is for threads that unblock some.
package struct Poller: Sendable {
  /// Something to wait on.
  package enum Source {
    /// A socket of this thread.
    case socket(SocketHandle)
    /// A file descriptor, such as `Doorbell.fileDescriptor` or the end of a pipe.
    case descriptor(Int32)
  }

  /// Which sources can be read, in the order in which they were given.
  package struct Ready: Equatable, Sendable {
    fileprivate(set) package var flags: [Bool]
    /// Whether a signal ended the wait; nothing is ready then. Look at the signal flags and wait again.
    fileprivate(set) package var wasInterrupted = false

    /// Whether nothing can be read: the time passed, or a signal came.
    package var isEmpty: Bool { !flags.contains(true) }

    /// Whether the source at `index` can be read; false beyond the sources.
    package subscript(_ index: Int) -> Bool { flags.indices.contains(index) && flags[index] }
  }

  /// Makes a poller; it keeps nothing between calls.
  package init() {}

  /// Waits for the first source that can be read.
  ///
  /// A descriptor whose other end was closed counts as readable, so that its end is noticed.
  ///
  /// - Parameters:
  ///   - sources: What to wait on.
  ///   - timeoutMilliseconds: The longest wait; 0 looks and returns, a negative number waits for ever.
  /// - Throws: ENOTSOCK for a closed socket, ETERM once the context shuts down.
  package func poll(_ sources: [Source], timeoutMilliseconds: Int) throws(ZMQError) -> Ready {
    var items: [zmq_pollitem_t] = []
    items.reserveCapacity(sources.count)
    for source in sources {
      switch source {
      case .socket(let handle):
        let pointer = try handle.core.open("wait for a \(handle.core.kind.name) socket")
        items.append(zmq_pollitem_t(socket: pointer, fd: -1, events: Int16(ZMQ_POLLIN), revents: 0))
      case .descriptor(let descriptor):
        items.append(zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
      }
    }
    // A longer wait than poll(2) can express would wrap around into the past.
    let timeout = timeoutMilliseconds < 0 ? -1 : min(timeoutMilliseconds, Int(Int32.max))
    guard zmq_poll(&items, Int32(clamping: items.count), timeout) >= 0 else {
      let code = zmq_errno()
      guard code == EINTR else { throw ZMQError(operation: "wait for sockets", code: code) }
      return Ready(flags: [Bool](repeating: false, count: sources.count), wasInterrupted: true)
    }
    return Ready(flags: items.map { $0.revents != 0 })
  }
}
