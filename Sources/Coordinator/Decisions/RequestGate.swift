/// Bounds what clients may have waiting for an answer: questions for the query thread and submissions, which
/// other threads take one by one, and would otherwise queue in memory without end.
struct RequestGate {
  private struct Key: Hashable {
    var route: [UInt8]
    var request: UInt64
  }

  /// Requests of one connection; a client asks one at a time.
  static let limitPerPeer = 16
  /// Requests of all connections.
  static let limit = 1000
  /// Bytes of all requests.
  static let byteLimit = 16 << 20

  private var sizes: [Key: Int] = [:]
  private var perPeer: [[UInt8]: Int] = [:]
  private var bytes = 0

  /// Takes a request in; false where too much waits already, or this very request does.
  mutating func admit(_ request: UInt64, of route: [UInt8], size: Int) -> Bool {
    let key = Key(route: route, request: request)
    guard sizes[key] == nil, sizes.count < RequestGate.limit, bytes + size <= RequestGate.byteLimit,
      perPeer[route, default: 0] < RequestGate.limitPerPeer
    else { return false }
    sizes[key] = size
    perPeer[route, default: 0] += 1
    bytes += size
    return true
  }

  /// The request is answered.
  mutating func release(_ request: UInt64, of route: [UInt8]) {
    guard let size = sizes.removeValue(forKey: Key(route: route, request: request)) else { return }
    bytes -= size
    let left = perPeer[route, default: 1] - 1
    perPeer[route] = left > 0 ? left : nil
  }
}
