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
    var nextLook = 0.0
    var nextGlance = Double.infinity
    let sources: [Poller.Source] = [.descriptor(bell.fileDescriptor), .socket(monitor.handle)]
    do throws(ZMQError) {
      while true {
        let wait = max(0, min(nextLook, nextGlance) - CoordinatorClock.monotonic)
        let ready = try poller.poll(sources, timeoutMilliseconds: Int((wait * 1000).rounded(.up)))
        // A bounded number, so that a flood does not keep the counts from the log.
        for _ in 0..<10_000 {
          guard let (event, _) = try monitor.next() else { break }
          take(event)
          // Who has just come may send at once.
          if case .accepted = event { nextGlance = min(nextGlance, CoordinatorClock.monotonic) }
        }
        refusals.report()
        if ready[0] { break }
        if CoordinatorClock.monotonic >= nextLook { nextLook = look(atStrangers: false) }
        if CoordinatorClock.monotonic >= nextGlance { nextGlance = look(atStrangers: true) }
      }
    } catch {
      if !error.isTermination {
        refusals.failed("connections without a key are not bounded any more: \(error)")
      }
    }
    refusals.reportAll()
  }

  /// Closes connections that keep too much memory in libzmq.
  ///
  /// - Parameter atStrangers: look only at those that have shown no key. A thousand workers take long to look at, and
  ///   strangers send at the speed of memory.
  /// - Returns: when to look again: often enough that nobody fills much memory meanwhile, and so that it takes a
  ///   twentieth of one core at most.
  private func look(atStrangers: Bool) -> Double {
    let start = CoordinatorClock.threadTime
    let samples = table.state.withLock { $0.samples(ofStrangers: atStrangers) }
    if atStrangers, samples.isEmpty { return .infinity }
    // Asked without the lock, which the thread that takes messages needs for each.
    let found = samples.compactMap { sample in
      ConnectionTraffic(of: sample.descriptor).map { (sample: sample, traffic: $0) }
    }
    let now = CoordinatorClock.monotonic
    let isRoomAwaited = table.isRoomAwaited
    let (victims, isBusy) = table.state.withLock { table in
      (
        table.update(found, now: now, isRoomAwaited: isRoomAwaited),
        table.inbound + table.outbound > 1 << 20
      )
    }
    for victim in victims { Self.close(victim) }
    table.ringWhereRoom()
    let cost = CoordinatorClock.threadTime - start
    return now + max(20 * cost, atStrangers ? 0.001 : isBusy ? 0.005 : 0.02)
  }

  private func take(_ event: SocketEvent) {
    switch event {
    case .accepted(let descriptor):
      let address = PeerAddress(of: descriptor)
      let victims = table.state.withLock { table in
        table.accepted(descriptor, address: address)
        return table.crowd()
      }
      for victim in victims { Self.close(victim) }
    case .handshakeProtocolFailed, .handshakeFailed: table.state.withLock { $0.handshakeFailed() }
    case .disconnected(let descriptor):
      switch table.state.withLock({ $0.disconnected(descriptor) }) {
      case .ordinary: break
      case .strangerLeft(let host): refusals.add(.handshake(from: host))
      case .closed(.crowd, let host): refusals.add(.crowd(from: host))
      case .closed(.flood, let host): refusals.add(.flood(from: host))
      case .closed(.unread, let host): refusals.add(.unread(from: host))
      // Said when it began.
      case .closed(.useless, _): break
      case .closed(.noise, let host): refusals.add(.handshake(from: host))
      }
    default: break
    }
  }

  /// Ends a connection that belongs to libzmq, whose I/O thread then closes it.
  ///
  /// In the moment between the question and the shutdown the connection may end and another take its number.
  /// A file or an eventfd is no socket and is left alone; a peer that had just connected connects again.
  static func close(_ victim: ConnectionTable.Victim) {
    guard let address = victim.address, PeerAddress(of: victim.descriptor) == address else { return }
    // Dissolves the connection (connect(2), AF_UNSPEC) and drops what the kernel holds of it. After a shutdown libzmq
    // would first read all that has arrived, which may be megabytes of each.
    var nobody = sockaddr()
    nobody.sa_family = sa_family_t(AF_UNSPEC)
    if connect(victim.descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size)) != 0 {
      shutdown(victim.descriptor, Int32(SHUT_RDWR))
    }
  }
}

/// The table of two threads: one hears of connections, the other of messages.
final class SharedConnectionTable: Sendable {
  let state: Mutex<ConnectionTable>
  private let waiter = Mutex<Doorbell?>(nil)

  init(_ table: ConnectionTable) { state = Mutex(table) }

  /// Whether somebody waits for room.
  var isRoomAwaited: Bool { waiter.withLock { $0 != nil } }

  /// Whether another large answer may be sent. Where not, the bell rings once there is room.
  func hasRoom(elseRing bell: Doorbell) -> Bool {
    if state.withLock({ $0.outbound < MemoryBounds.room }) { return true }
    waiter.withLock { $0 = bell }
    return false
  }

  /// Wakes who waits for room.
  func ringWhereRoom() {
    guard state.withLock({ $0.outbound < MemoryBounds.room }) else { return }
    let bell = waiter.withLock { waiter in
      defer { waiter = nil }
      return waiter
    }
    bell?.ring()
  }
}
