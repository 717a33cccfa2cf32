/// Time of the coordinator's thread that went to messages of which nothing came: refused, for tasks that their sender
/// does not hold, said again and again. A key may take a small share of it; whoever takes more is not listened to
/// for a while, and is thrown out where it goes on meanwhile.
///
/// Kept by key, because a new connection costs a hostile peer little. But it is the connection that is not listened to:
/// honest workers may share its key, and nothing that they say is wasted.
struct WastedTime {
  /// What to do with a message that has arrived.
  enum Hearing: Equatable { case listen, ignore, close }

  /// The share of the thread's time that a key may waste.
  static let share = 0.005
  /// Seconds of it that may be saved up: who is honest seldom wastes any, but then many at once, such as all workers
  /// after a network's failure.
  static let most = 0.2
  /// Seconds that a connection is not listened to, at most.
  static let longest = 10.0
  /// Messages of a connection that are ignored before it is closed. A worker sends fewer until it is answered.
  static let patience = 64
  /// Connections that are remembered.
  static let limit = 20_000

  private struct Account {
    var credit = WastedTime.most
    var lastLook: Double
  }

  private struct Ignored {
    var until: Double
    var messages = 0
  }

  private var accounts: [String: Account] = [:]
  private var ignored: [[UInt8]: Ignored] = [:]

  /// Whether to read a message.
  mutating func hearing(of route: [UInt8]) -> Hearing {
    guard ignored[route] != nil else { return .listen }
    ignored[route]?.messages += 1
    return (ignored[route]?.messages ?? 0) > WastedTime.patience ? .close : .ignore
  }

  /// A message was of no use.
  ///
  /// - Parameters:
  ///   - seconds: of the thread that it took.
  ///   - now: monotonic seconds.
  /// - Returns: whether its connection is not listened to from now on.
  mutating func add(_ seconds: Double, by route: [UInt8], key: String, now: Double) -> Bool {
    var account = accounts[key] ?? Account(lastLook: now)
    account.credit += max(0, now - account.lastLook) * WastedTime.share
    account.credit = min(WastedTime.most, account.credit) - seconds
    account.lastLook = now
    accounts[key] = account
    guard account.credit < 0 else { return false }
    if ignored.count >= WastedTime.limit { ignored.removeAll() }
    ignored[route] = Ignored(until: now + min(WastedTime.longest, -account.credit / WastedTime.share))
    return true
  }

  /// The connections that are listened to again.
  mutating func takeForgiven(now: Double) -> [[UInt8]] {
    // Nearly always there are none.
    guard !ignored.isEmpty else { return [] }
    let routes = ignored.filter { $0.value.until <= now }.map(\.key)
    for route in routes { ignored[route] = nil }
    return routes
  }
}
