/// Memory that connections keep in libzmq, and which of them to close for it.
extension ConnectionTable {
  /// A connection to look at.
  struct Sample: Sendable {
    var descriptor: Int32
    /// Which connection the descriptor belonged to.
    var number: UInt64
    /// What it had delivered at that time.
    var delivered: UInt64
  }

  /// The connections there are, before the kernel is asked about them.
  func samples() -> [Sample] {
    entries.filter { $0.value.closing == nil }.map {
      Sample(descriptor: $0.key, number: $0.value.number, delivered: $0.value.memory.delivered)
    }
  }

  /// Takes what the kernel said, and chooses which connections to close. They count as closed from here on.
  ///
  /// - Parameter isRoomAwaited: whether others wait until what was sent is read.
  mutating func update(
    _ found: [(sample: Sample, traffic: ConnectionTraffic)], now: Double, isRoomAwaited: Bool = false
  ) -> [Victim] {
    for (sample, traffic) in found where entries[sample.descriptor]?.number == sample.number {
      entries[sample.descriptor]?.memory.update(traffic, delivered: sample.delivered, now: now)
    }
    let open = entries.filter { $0.value.closing == nil }
    inbound = open.values.reduce(0) { $0 + $1.memory.inbound }
    outbound = open.values.reduce(0) { $0 + $1.memory.outbound }
    var victims: [Victim] = []
    let limit = memoryBounds.totalInbound + memoryBounds.totalInboundPerPeer * (count - strangers)
    var over = inbound - limit
    for (descriptor, entry) in open.sorted(by: { $0.value.memory.inbound > $1.value.memory.inbound }) {
      guard entry.memory.inbound > memoryBounds.inbound || over > 0 else { break }
      over -= entry.memory.inbound
      inbound -= entry.memory.inbound
      victims += choose(descriptor, .flood)
    }
    over = outbound - memoryBounds.totalOutbound
    for (descriptor, entry) in open.sorted(by: { $0.value.memory.outbound > $1.value.memory.outbound }) {
      let memory = entry.memory
      guard memory.outbound > memoryBounds.worthwhile else { break }
      let isPressing = over > 0 || isRoomAwaited
      let patience = isPressing ? memoryBounds.shortPatience : memoryBounds.patience
      guard memory.outbound > memoryBounds.outbound || now - memory.readAt > patience else { continue }
      over -= memory.outbound
      outbound -= memory.outbound
      victims += choose(descriptor, .unread)
    }
    return victims
  }

  /// A message was taken from a connection.
  mutating func delivered(_ descriptor: Int32, bytes: Int) {
    entries[descriptor]?.memory.deliver(bytes: bytes)
  }

  /// A message was given to a connection.
  mutating func sent(_ descriptor: Int32, bytes: Int) {
    entries[descriptor]?.memory.send(bytes: bytes)
    // Until the next look; what was acknowledged meanwhile shows then.
    outbound += bytes
  }
}
