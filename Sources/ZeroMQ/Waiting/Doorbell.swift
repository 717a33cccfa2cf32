internal import CZeroMQ
internal import Glibc

/// Wakes a thread that waits in `Poller`, from any thread.
///
/// An eventfd: rings between two drains are one, so a ring says "look at your queue", not how often.
package final class Doorbell: Sendable {
  /// What to wait on; readable once rung. It closes with the last reference to the bell.
  package let fileDescriptor: Int32

  /// Makes a bell that has not rung.
  package init() throws(ZMQError) {
    let flags = Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC)
    fileDescriptor = eventfd(0, flags)
    guard fileDescriptor >= 0 else { throw ZMQError(operation: "open an eventfd", code: errno) }
  }

  deinit { Glibc.close(fileDescriptor) }

  /// Wakes the waiter. Never blocks; safe in any thread.
  package func ring() {
    var one: UInt64 = 1
    // The only other failure is a counter near 2^64, which is readable anyway.
    while write(fileDescriptor, &one, 8) < 0, errno == EINTR {}
  }

  /// Makes the bell silent again. Call it before looking at the queue, or a ring between would be lost.
  package func drain() {
    var count: UInt64 = 0
    while read(fileDescriptor, &count, 8) < 0, errno == EINTR {}
  }
}
