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
  ///
  /// - Parameter ofStrangers: leave out those that have shown a key.
  func samples(ofStrangers: Bool = false) -> [Sample] {
    entries.filter { $0.value.closing == nil && !(ofStrangers && $0.value.hasProved) }.map {
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
    inbound = 0
    outbound = 0
    // Nearly always nobody holds much, and then nothing is sorted while the other thread waits for this table.
    var senders: [(descriptor: Int32, bytes: Int)] = []
    var readers: [(descriptor: Int32, memory: ConnectionMemory)] = []
    for (descriptor, entry) in entries where entry.closing == nil {
      let memory = entry.memory
      inbound += memory.inbound
      outbound += memory.outbound
      if memory.inbound > 0 { senders.append((descriptor, memory.inbound)) }
      if memory.outbound > memoryBounds.worthwhile { readers.append((descriptor, memory)) }
    }
    let noises = noises()
    if !noises.isEmpty { senders.removeAll { entries[$0.descriptor]?.closing != nil } }
    return noises + floods(senders) + unread(readers, now: now, isRoomAwaited: isRoomAwaited)
  }

  /// Of the connections that something has arrived on, those to close: the endless ones, and then those that hold the
  /// most until all together are within their bound.
  private mutating func floods(_ senders: [(descriptor: Int32, bytes: Int)]) -> [Victim] {
    var over =
      inbound - memoryBounds.totalInbound - memoryBounds.totalInboundPerPeer * (count - strangers)
    guard over > 0 || senders.contains(where: { $0.bytes > memoryBounds.inbound }) else { return [] }
    var victims: [Victim] = []
    for (descriptor, bytes) in senders.sorted(by: { $0.bytes > $1.bytes }) {
      guard bytes > memoryBounds.inbound || over > 0 else { break }
      over -= bytes
      inbound -= bytes
      victims += choose(descriptor, .flood)
    }
    return victims
  }

  /// Of the connections that much was sent to, those to close: who was sent too much, and who has not read for too long.
  private mutating func unread(
    _ readers: [(descriptor: Int32, memory: ConnectionMemory)], now: Double, isRoomAwaited: Bool
  ) -> [Victim] {
    var over = outbound - memoryBounds.totalOutbound
    var victims: [Victim] = []
    for (descriptor, memory) in readers.sorted(by: { $0.memory.outbound > $1.memory.outbound }) {
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
