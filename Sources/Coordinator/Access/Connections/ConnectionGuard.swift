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
  ///
  /// - Parameter admitted: told by the thread that checks keys, before the handshake ends.
  init(
    monitor: consuming SocketMonitor, bounds: ConnectionBounds, memory: MemoryBounds, admitted: AdmittedPeers,
    refusals: RefusalReporter
  ) throws(ZMQError) {
    bell = try Doorbell()
    table = SharedConnectionTable(ConnectionTable(bounds: bounds, memory: memory, admitted: admitted))
    let loop = ConnectionLoop(monitor: monitor, bell: bell, table: table, refusals: refusals)
    thread = Mutex(try OwnedThread { loop.run() })
  }

  deinit { stop() }

  /// A message came by this connection.
  ///
  /// - Parameter isAllowed: whether from somebody whose key is allowed.
  func delivered(_ descriptor: Int32?, bytes: Int, isAllowed: Bool) {
    guard let descriptor else { return }
    table.state.withLock { table in
      if isAllowed { table.proved(descriptor) }
      table.delivered(descriptor, bytes: bytes)
    }
  }

  /// A message was given to this connection.
  func sent(_ descriptor: Int32, bytes: Int) { table.state.withLock { $0.sent(descriptor, bytes: bytes) } }

  /// Whether another large answer may be sent. Where not, the bell rings once there is room.
  func hasRoom(elseRing bell: Doorbell) -> Bool { table.hasRoom(elseRing: bell) }

  /// Closes a connection.
  func close(_ descriptor: Int32, _ why: ConnectionTable.Closing) {
    for victim in table.state.withLock({ $0.choose(descriptor, why) }) { ConnectionLoop.close(victim) }
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
