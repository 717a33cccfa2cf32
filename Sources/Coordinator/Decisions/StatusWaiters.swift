internal import Messages

/// Clients that wait for the status to change.
struct StatusWaiters {
  /// Of one connection; a client waits once at a time.
  static let limitPerPeer = 4
  /// Of all connections; of more the oldest are forgotten, and ask again.
  static let limit = 10_000

  private var waiting: [WaitingQuery] = []
  private var perPeer: [[UInt8]: Int] = [:]

  /// Takes a client in; false where too many of the same connection wait.
  mutating func add(_ query: WaitingQuery) -> Bool {
    guard perPeer[query.route, default: 0] < StatusWaiters.limitPerPeer else { return false }
    if waiting.count >= StatusWaiters.limit { remove(waiting.removeFirst()) }
    waiting.append(query)
    perPeer[query.route, default: 0] += 1
    return true
  }

  /// Takes out who can be answered: where the version is another one, and after five seconds anyway, so that clients
  /// know the coordinator to be alive.
  mutating func takeDue(version: UInt64, now: Double) -> [WaitingQuery] {
    guard !waiting.isEmpty else { return [] }
    var due: [WaitingQuery] = []
    waiting.removeAll { query in
      guard query.query.unlessVersion != version || now - query.since > 5 else { return false }
      due.append(query)
      return true
    }
    for query in due { remove(query) }
    return due
  }

  private mutating func remove(_ query: WaitingQuery) {
    let left = perPeer[query.route, default: 1] - 1
    perPeer[query.route] = left > 0 ? left : nil
  }
}
