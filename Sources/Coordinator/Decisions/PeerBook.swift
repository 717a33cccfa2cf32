internal import SweepModel

/// What is remembered of each connection, whatever key it came with: which worker it was, and what the log
/// said of it already.
///
/// Bounded: who opens thousands of connections makes it forget the others, and costs a bounded number of lines.
struct PeerBook {
  /// Something that the log says of a connection once.
  struct Topic: OptionSet {
    let rawValue: UInt8
    static let joined = Topic(rawValue: 1)
    static let left = Topic(rawValue: 2)
    static let madeUpClaim = Topic(rawValue: 4)
    static let tooManySlots = Topic(rawValue: 8)
  }

  private struct Peer {
    var worker: WorkerID?
    var told: Topic = []
    var descriptor: Int32 = -1
  }

  static let limit = 20_000
  /// Lines within ``window`` seconds, from all connections together.
  static let linesPerWindow = 2000
  static let window = 60.0

  private var peers: [[UInt8]: Peer] = [:]
  private var windowEnd = -Double.infinity
  private var lines = 0

  /// Whether the log should say it: once for each connection and topic.
  mutating func isNews(_ topic: Topic, of route: [UInt8], now: Double) -> Bool {
    guard peers[route]?.told.contains(topic) != true else { return false }
    makeRoom()
    peers[route, default: Peer()].told.insert(topic)
    if now >= windowEnd { (windowEnd, lines) = (now + PeerBook.window, 0) }
    lines += 1
    return lines <= PeerBook.linesPerWindow
  }

  /// Whether the connection may speak for this worker: each has a connection of its own, also after a goodbye,
  /// since one that names many would fill memory and journal with them.
  mutating func isFree(_ route: [UInt8], for worker: WorkerID) -> Bool {
    if let known = peers[route]?.worker { return known == worker }
    makeRoom()
    peers[route, default: Peer()].worker = worker
    return true
  }

  /// Notes by which descriptor a connection's messages come.
  mutating func note(_ descriptor: Int32, of route: [UInt8]) {
    guard peers[route]?.descriptor != descriptor else { return }
    makeRoom()
    peers[route, default: Peer()].descriptor = descriptor
  }

  /// The descriptor of a connection; nil where no message of it was noted.
  func descriptor(of route: [UInt8]) -> Int32? {
    peers[route].flatMap { $0.descriptor >= 0 ? $0.descriptor : nil }
  }

  private mutating func makeRoom() {
    if peers.count >= PeerBook.limit { peers.removeAll() }
  }
}
