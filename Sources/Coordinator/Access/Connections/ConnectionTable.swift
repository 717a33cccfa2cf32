/// The connections of a coordinator's socket, and which of them to close when there are too many.
///
/// A connection has proved itself once a message came by it: until then it may be a handshake, a silent
/// stranger or noise. libzmq ends those after its handshake interval; this bounds how many there are
/// meanwhile.
struct ConnectionTable {
  struct Entry {
    var address: PeerAddress?
    /// Rises with each connection: the lowest is the oldest.
    var number: UInt64
    var hasProved: Bool
    /// Why it is being closed.
    var closing: Closing?
    var memory = ConnectionMemory()
  }

  /// Why a connection is closed that did not end by itself.
  enum Closing: Equatable, Sendable {
    /// To make room for others.
    case crowd
    /// It sent more than anybody could take, or a message without end.
    case flood
    /// It does not read what it asked for.
    case unread
    /// It sent more than a handshake has, and has shown no key.
    case noise
    /// It sent much of which nothing came, and was not listened to.
    case useless
  }

  /// A connection to close.
  struct Victim: Equatable, Sendable {
    var descriptor: Int32
    var address: PeerAddress?
  }

  /// What the end of a connection says.
  enum Ending: Equatable, Sendable {
    /// Nothing to tell: it was in use, or just left.
    case ordinary
    /// Its handshake failed.
    case strangerLeft(host: String?)
    /// It was closed.
    case closed(Closing, host: String?)
  }

  let bounds: ConnectionBounds
  let memoryBounds: MemoryBounds
  private let admitted: AdmittedPeers
  var entries: [Int32: Entry] = [:]
  /// Bytes of all connections that arrived and were not delivered.
  var inbound = 0
  /// Bytes for all connections that were sent and not acknowledged.
  var outbound = 0
  private var nextNumber: UInt64 = 0
  private(set) var strangers = 0
  private var closing = 0
  private var handshakeHasFailed = false

  /// - Parameter admitted: who has shown a key; shared with the thread that checks them.
  init(
    bounds: ConnectionBounds, memory: MemoryBounds = MemoryBounds(), admitted: AdmittedPeers = AdmittedPeers()
  ) {
    self.bounds = bounds
    memoryBounds = memory
    self.admitted = admitted
  }

  /// Connections that are not being closed.
  var count: Int { entries.count - closing }

  /// A connection was accepted.
  mutating func accepted(_ descriptor: Int32, address: PeerAddress?) {
    // Its first message may be seen before its beginning; then all that is missing is the address.
    if var entry = entries[descriptor], entry.address == nil, entry.hasProved {
      entry.address = address
      entries[descriptor] = entry
      return
    }
    remove(descriptor)
    nextNumber += 1
    entries[descriptor] = Entry(address: address, number: nextNumber, hasProved: false)
    strangers += 1
  }

  /// A message came by the connection, from somebody whose key is allowed.
  mutating func proved(_ descriptor: Int32) {
    guard var entry = entries[descriptor] else {
      nextNumber += 1
      entries[descriptor] = Entry(address: nil, number: nextNumber, hasProved: true)
      return
    }
    guard !entry.hasProved, entry.closing == nil else { return }
    entry.hasProved = true
    strangers -= 1
    entries[descriptor] = entry
    if let host = entry.address?.host { admitted.remove(host) }
  }

  /// A handshake failed; libzmq says which connection's right after it, by its end.
  mutating func handshakeFailed() { handshakeHasFailed = true }

  /// A connection ended.
  mutating func disconnected(_ descriptor: Int32) -> Ending {
    let hasFailed = handshakeHasFailed
    handshakeHasFailed = false
    let entry = remove(descriptor)
    if let entry, let closing = entry.closing { return .closed(closing, host: entry.address?.host) }
    return hasFailed ? .strangerLeft(host: entry?.address?.host) : .ordinary
  }

  /// Which connections to close now: none within the bounds; else the oldest strangers of the addresses that
  /// have the most of them, so that a crowd from one address does not push out a worker from another. They
  /// count as closed from here on.
  mutating func crowd() -> [Victim] {
    let excess = max(count - bounds.total, strangers - bounds.strangers)
    guard excess > 0, strangers > 0 else { return [] }
    // A few more than needed, or each further connection would make this look at all of them again.
    let wanted = min(strangers, excess + strangers / 16)
    var waiting: [String: [(number: UInt64, descriptor: Int32)]] = [:]
    for (descriptor, entry) in entries where !entry.hasProved && entry.closing == nil {
      waiting[entry.address?.host ?? "", default: []].append((entry.number, descriptor))
    }
    let allowed = ConnectionTable.level(waiting.values.map(\.count), leaving: strangers - wanted)
    var chosen: [(number: UInt64, descriptor: Int32)] = []
    for crowd in waiting.values where crowd.count > allowed {
      chosen += crowd.sorted { $0.number < $1.number }.prefix(crowd.count - allowed)
    }
    // Equal shares may come to a few too many; the newest of those stay.
    chosen.sort { $0.number < $1.number }
    return chosen.prefix(wanted).flatMap { choose($0.descriptor, .crowd) }
  }

  /// Strangers that have sent more than a handshake has; none from where somebody may be who has shown a key.
  mutating func noises() -> [Victim] {
    guard let bound = memoryBounds.strangerInbound, strangers > 0 else { return [] }
    var victims: [Victim] = []
    var hosts: Set<String> = []
    for (descriptor, entry) in entries where !entry.hasProved && entry.closing == nil {
      let host = entry.address?.host ?? ""
      hosts.insert(host)
      guard entry.memory.inbound > bound, !admitted.contains(host) else { continue }
      inbound -= entry.memory.inbound
      victims += choose(descriptor, .noise)
    }
    admitted.keepOnly(hosts)
    return victims
  }

  /// Chooses a connection to be closed; none where it already is.
  mutating func choose(_ descriptor: Int32, _ why: Closing) -> [Victim] {
    guard let entry = entries[descriptor], entry.closing == nil else { return [] }
    entries[descriptor]?.closing = why
    if !entry.hasProved { strangers -= 1 }
    closing += 1
    return [Victim(descriptor: descriptor, address: entry.address)]
  }

  /// The largest share for each that leaves no more than so many in all.
  private static func level(_ counts: [Int], leaving most: Int) -> Int {
    var share = 0
    var left = most
    var groups = counts.count
    for count in counts.sorted() {
      share = left / max(groups, 1)
      if count > share { return share }
      left -= count
      groups -= 1
    }
    return Int.max
  }

  @discardableResult
  private mutating func remove(_ descriptor: Int32) -> Entry? {
    guard let entry = entries.removeValue(forKey: descriptor) else { return nil }
    if entry.closing != nil {
      closing -= 1
    } else if !entry.hasProved {
      strangers -= 1
    }
    return entry
  }
}
