internal import Glibc
internal import Synchronization
internal import ZeroMQ

/// What the thread of a ``ConnectionGuard`` runs.
///
/// Made by one thread and from then on used by the other alone, which the compiler cannot see.
final class ConnectionLoop: @unchecked Sendable {
  private let monitor: SocketMonitor
  private let bell: Doorbell
  private let table: SharedConnectionTable
  private let refusals: RefusalReporter

  init(
    monitor: consuming SocketMonitor, bell: Doorbell, table: SharedConnectionTable, refusals: RefusalReporter
  ) {
    self.monitor = monitor
    self.bell = bell
    self.table = table
    self.refusals = refusals
  }

  /// Until the bell rings or the context shuts down.
  func run() {
    let poller = Poller()
    let sources: [Poller.Source] = [.descriptor(bell.fileDescriptor), .socket(monitor.handle)]
    do throws(ZMQError) {
      while true {
        // What was refused is told within a second of its time, also where nothing more happens.
        let ready = try poller.poll(sources, timeoutMilliseconds: 1000)
        // A bounded number, so that a flood does not keep the counts from the log.
        for _ in 0..<10_000 {
          guard let (event, _) = try monitor.next() else { break }
          take(event)
        }
        refusals.report()
        if ready[0] { break }
      }
    } catch {
      if !error.isTermination {
        refusals.failed("connections without a key are not bounded any more: \(error)")
      }
    }
    refusals.reportAll()
  }

  private func take(_ event: SocketEvent) {
    switch event {
    case .accepted(let descriptor):
      let address = PeerAddress(of: descriptor)
      let victims = table.state.withLock { table in
        table.accepted(descriptor, address: address)
        return table.crowd()
      }
      for victim in victims { close(victim) }
    case .handshakeProtocolFailed, .handshakeFailed: table.state.withLock { $0.handshakeFailed() }
    case .disconnected(let descriptor):
      switch table.state.withLock({ $0.disconnected(descriptor) }) {
      case .ordinary: break
      case .strangerLeft(let host): refusals.add(.handshake(from: host))
      case .crowdedOut(let host): refusals.add(.crowd(from: host))
      }
    default: break
    }
  }

  /// Ends a connection that belongs to libzmq, whose I/O thread then closes it.
  ///
  /// In the moment between the question and the shutdown the connection may end and another take its number.
  /// A file or an eventfd is no socket and is left alone; a peer that had just connected connects again.
  private func close(_ victim: ConnectionTable.Victim) {
    guard let address = victim.address, PeerAddress(of: victim.descriptor) == address else { return }
    shutdown(victim.descriptor, Int32(SHUT_RDWR))
  }
}

/// The table of two threads: one hears of connections, the other of messages.
final class SharedConnectionTable: Sendable {
  let state: Mutex<ConnectionTable>

  init(_ table: ConnectionTable) { state = Mutex(table) }
}
