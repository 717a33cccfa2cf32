package import Messages
internal import Platform
internal import SweepModel
package import ZeroMQ

/// Asks a coordinator one question at a time and waits for the answer. For command lines: it blocks its
/// thread, so never call it on Swift's cooperative pool.
///
/// A request keeps its id when it is sent again over a fresh connection, and ids start at random, so that
/// a coordinator that got it twice can tell.
package struct RequestClient: ~Copyable {
  private var connection: PeerConnection
  private var nextID: UInt64
  /// What was sent before its answer is waited for, without its id.
  private var ahead: (request: WireRequest, id: UInt64)?
  /// Seconds without an answer after which the connection counts as dead and the request is sent again.
  package var patience = 5.0

  /// - Throws: `ZMQError` for an address or keys that cannot work.
  package init(_ access: AccessFile, in context: Context) throws {
    connection = try PeerConnection(access, in: context)
    nextID = .random(in: 1...(UInt64.max / 2))
  }

  /// Sends a request that will be made next, so that the coordinator works on it meanwhile. Nothing is lost where another
  /// one comes instead, or where there is no connection.
  package mutating func sendAhead(_ request: WireRequest) throws {
    var message = WireToCoordinator()
    message.request = request
    message.request.id = nextID
    guard try connection.send(frames: WireCodec.frames(message)) else { return }
    ahead = (request, nextID)
    nextID &+= 1
  }

  /// Sends a request and waits for its reply.
  ///
  /// - Parameters:
  ///   - request: Its id is overwritten.
  ///   - timeout: Seconds to wait in all.
  ///   - search: Seconds to look for somebody who takes the request, each time anew where a connection was lost.
  ///   - isCancelled: Looked at four times a second; true ends the wait with nil.
  /// - Returns: The reply, or nil once cancelled.
  /// - Throws: ``RequestError``, ``WireError`` for another protocol version or an oversized request,
  ///   `ZMQError`.
  package mutating func request(
    _ request: WireRequest, timeout: Double, search: Double = .infinity, isCancelled: () -> Bool
  ) throws -> WireReply? {
    let sent = ahead.flatMap { $0.request == request ? $0.id : nil }
    ahead = nil
    var request = request
    request.id = sent ?? nextID
    if sent == nil { nextID &+= 1 }
    var message = WireToCoordinator()
    message.request = request
    let frames = try WireCodec.frames(message)
    let start = MonotonicClock.seconds
    var isSent = sent != nil
    var attemptStart = start
    var searchStart = start
    while !isCancelled() {
      let now = MonotonicClock.seconds
      guard now - start < timeout else {
        throw RequestError.unreachable(
          endpoint: connection.endpoint, seconds: timeout, finding: try connection.finding())
      }
      guard isSent || now - searchStart < search else {
        throw RequestError.unreachable(
          endpoint: connection.endpoint, seconds: search, finding: try connection.finding())
      }
      if try connection.finding() == .refused {
        throw RequestError.keyRefused(endpoint: connection.endpoint)
      }
      // libzmq itself does not try again after a refused handshake, so this covers both: no connection, and
      // no answer over one.
      // A connection that is still being made gets longer, since starting over would only add to a crowd.
      if now - attemptStart >= (isSent ? patience : patience * 3) {
        try connection.reconnect()
        if isSent { searchStart = now }
        isSent = false
        attemptStart = now
      }
      if !isSent, try connection.send(frames: frames) {
        isSent = true
        attemptStart = now
      }
      // Before the connection stands there is nothing to wait on but time.
      let wait = min(isSent ? 0.25 : 0.005, max(timeout - (now - start), 0.001))
      _ = try Poller().poll(
        [.socket(connection.handle)], timeoutMilliseconds: max(1, Int(wait * 1000)))
      if let reply = try answer(to: request.id) { return reply }
    }
    return nil
  }

  /// As ``request(_:timeout:isCancelled:)``, with no way to cancel.
  package mutating func request(_ request: WireRequest, timeout: Double) throws -> WireReply {
    guard let reply = try self.request(request, timeout: timeout, isCancelled: { false }) else {
      throw RequestError.unreachable(endpoint: connection.endpoint, seconds: timeout)
    }
    return reply
  }

  private borrowing func answer(to id: UInt64) throws -> WireReply? {
    while let message = try connection.receive() {
      switch message.message {
      case .reply(let reply) where reply.id == id: return reply
      case .refusal(let refusal):
        throw RequestError.refused(code: refusal.reason, message: refusal.message)
      default: continue
      }
    }
    return nil
  }
}
