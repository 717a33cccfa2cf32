internal import Foundation
internal import Messages
internal import Platform
internal import Transport
internal import ZeroMQ

/// One peer with a valid worker key and one with a valid client key, who each send a thousand messages a second: results
/// and streamed values of tasks that they were never given, hellos again and again, questions about everything, commands
/// for what is not there, and messages that are none.
///
/// No more than a thousand, and made before, because they run on the machine whose processors are measured.
final class HostilePeers: @unchecked Sendable {
  /// Who sends what.
  private struct Peer {
    var access: AccessFile
    /// The message with a running number.
    var message: @Sendable (UInt64, Data) throws -> [[UInt8]]
  }

  /// Messages that are made, and sent again and again.
  private static let different: UInt64 = 1000
  /// Messages of a peer in a second.
  private static let rate = 1000.0

  // Touched only while `condition` is locked.
  private let condition = MonotonicCondition()
  private var isStopped = false
  private var running = 0
  private var counts: [AccessFile.Role: Int] = [:]
  private var failure: (any Error)?

  /// Starts both.
  ///
  /// - Parameter directory: the coordinator's data directory, which has the keys.
  init(in directory: String) throws {
    let peers = [
      Peer(access: try .load(directory + "/worker.access.json"), message: HostilePeers.fromWorker),
      Peer(access: try .load(directory + "/client.access.json"), message: HostilePeers.fromClient),
    ]
    running = peers.count
    for peer in peers { Thread { [self] in live(peer) }.start() }
  }

  /// Ends both.
  ///
  /// - Returns: how many messages each has sent.
  /// - Throws: ``BenchError`` where one of them has sent none, and then nobody was attacked.
  func stop() throws -> [AccessFile.Role: Int] {
    try condition.withLock {
      isStopped = true
      while running > 0 { condition.wait() }
      if let failure { throw failure }
      guard counts.count == 2, counts.values.allSatisfy({ $0 > 0 }) else {
        throw BenchError("a hostile peer could not send anything: \(counts)")
      }
      return counts
    }
  }

  private func live(_ peer: Peer) {
    var sent = 0
    var reason: (any Error)?
    do { try attack(peer, &sent) } catch { reason = error }
    condition.withLock {
      counts[peer.access.role] = sent
      failure = failure ?? reason
      running -= 1
      condition.broadcast()
    }
  }

  private func attack(_ peer: Peer, _ sent: inout Int) throws {
    var connection = try PeerConnection(peer.access, in: Context())
    let identity = Data((0..<16).map { _ in UInt8.random(in: 0...255) })
    let messages = try (0..<HostilePeers.different).map { try peer.message($0, identity) }
    let start = MonotonicClock.seconds
    var (number, waited) = (0, 0)
    while !condition.withLock({ isStopped }) {
      let due = Int((MonotonicClock.seconds - start) * HostilePeers.rate)
      while number < due, try connection.send(frames: messages[number % messages.count]) {
        (number, sent, waited) = (number + 1, sent + 1, 0)
      }
      // It is full, or was thrown out: a second later it comes anew, and has missed what was due meanwhile.
      if number < due { waited += 1 }
      if waited == 200 {
        try connection.reconnect()
        (number, waited) = (due, 0)
      }
      // What is said of it is not read, but makes room.
      while (try? connection.receive()) ?? nil != nil {}
      _ = try Poller().poll([], timeoutMilliseconds: 5)
    }
  }

  private static func fromWorker(_ number: UInt64, _ identity: Data) throws -> [[UInt8]] {
    var message = WireToCoordinator()
    // A later one with each tenth, but that the next thousand begins with old ones again.
    let epoch = number / 100 + 1
    switch number % 100 {
    case 1:
      message.hello.worker = identity
      message.hello.epoch = epoch
      message.hello.version = "hostile"
      message.hello.machine.host = "hostile"
      message.hello.slots = 1
      // None that the sweep has: what it is given it would hold until its lease ends.
      message.hello.experiments = ["other/1"]
    case 2: return [WireCodec.preamble, (0..<200).map { _ in UInt8.random(in: 0...255) }]
    default:
      message.report.epoch = epoch
      message.report.sequence = number
      message.report.finished = (0..<20).map { _ in finished(randomTask()) }
      message.report.metrics = [streamed(randomTask())]
    }
    return try WireCodec.frames(message)
  }

  private static func fromClient(_ number: UInt64, _ identity: Data) throws -> [[UInt8]] {
    var message = WireToCoordinator()
    message.request.id = number
    switch number % 8 {
    case 0: message.request.query.question = .tasks(of: "last", limit: 10_000)
    case 1: message.request.query.question = .rows(of: "last", limit: 10_000)
    case 2: message.request.query.question = .status()
    case 3: message.request.query.question = .metrics(of: "last", named: "", from: 0)
    case 4: message.request.query.question = .explain(String(repeating: "f", count: 64))
    case 5: message.request.command.cancel.targets = (0..<100).map { "no-such-sweep-\($0)" }
    case 6: message.request.query.question = .status(of: "no-such-sweep")
    default: return [WireCodec.preamble, (0..<200).map { _ in UInt8.random(in: 0...255) }]
    }
    return try WireCodec.frames(message)
  }

  private static func randomTask() -> Data { Data((0..<32).map { _ in UInt8.random(in: 0...255) }) }

  private static func finished(_ task: Data) -> WireFinished {
    var finished = WireFinished()
    finished.task = task
    finished.attempt = 1
    finished.seconds = 0.01
    var value = WireMetricValue()
    value.name = "value"
    value.value = 0.999
    finished.metrics = [value]
    return finished
  }

  private static func streamed(_ task: Data) -> WireMetricRows {
    var rows = WireMetricRows()
    rows.task = task
    rows.attempt = 1
    rows.name = "signal"
    rows.steps = Array(1...100)
    rows.values = (1...100).map { Double($0) }
    return rows
  }
}
