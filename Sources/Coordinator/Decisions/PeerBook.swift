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
    /// The public key that it came with; empty without access control.
    var key = ""
    /// Whether it was asked to say hello, as everybody is who has just come.
    var wasAsked = true
    var lastBeat = -Double.infinity
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

  /// Notes by which descriptor a connection's messages come, and with which key.
  mutating func note(_ descriptor: Int32, _ key: String, of route: [UInt8]) {
    guard peers[route]?.descriptor != descriptor else { return }
    makeRoom()
    peers[route, default: Peer()].descriptor = descriptor
    peers[route]?.key = key
  }

  /// The public key of a connection.
  func key(of route: [UInt8]) -> String { peers[route]?.key ?? "" }

  /// The descriptor of a connection; nil where no message of it was noted.
  func descriptor(of route: [UInt8]) -> Int32? {
    peers[route].flatMap { $0.descriptor >= 0 ? $0.descriptor : nil }
  }

  /// Whether the connection's last heartbeat is so many seconds ago.
  mutating func isTimely(_ route: [UInt8], every seconds: Double, now: Double) -> Bool {
    guard let last = peers[route]?.lastBeat else { return true }
    peers[route]?.lastBeat = now
    return now - last >= seconds
  }

  /// A connection was asked to say hello.
  mutating func noteAsked(_ route: [UInt8]) { peers[route]?.wasAsked = true }

  /// Whether a hello answers such a question; once for each.
  mutating func wasAsked(_ route: [UInt8]) -> Bool {
    guard let peer = peers[route] else { return true }
    peers[route]?.wasAsked = false
    return peer.wasAsked
  }

  private mutating func makeRoom() {
    if peers.count >= PeerBook.limit { peers.removeAll() }
  }
}
