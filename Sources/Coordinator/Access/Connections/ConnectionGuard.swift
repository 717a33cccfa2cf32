internal import Synchronization
internal import ZeroMQ

/// Keeps strangers from taking the coordinator's descriptors, and tells the log what is refused.
///
/// On a thread of its own, because libzmq accepts as fast as peers connect, whatever the coordinator is busy
/// with, and waits with all its connections once too many events are unread.
final class ConnectionGuard: Sendable {
  private let bell: Doorbell
  private let table: SharedConnectionTable
  private let thread: Mutex<OwnedThread?>

  /// Starts to watch a socket's connections.
  init(
    monitor: consuming SocketMonitor, bounds: ConnectionBounds, refusals: RefusalReporter
  ) throws(ZMQError) {
    bell = try Doorbell()
    table = SharedConnectionTable(ConnectionTable(bounds: bounds))
    let loop = ConnectionLoop(monitor: monitor, bell: bell, table: table, refusals: refusals)
    thread = Mutex(try OwnedThread { loop.run() })
  }

  deinit { stop() }

  /// A message came by this connection, from somebody whose key is allowed.
  func proved(_ descriptor: Int32?) {
    guard let descriptor else { return }
    table.state.withLock { $0.proved(descriptor) }
  }

  /// Ends the thread and waits for its end. The socket's monitoring has to be stopped before.
  func stop() {
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running else { return }
    bell.ring()
    running.join()
  }
}
