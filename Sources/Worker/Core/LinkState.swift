internal import Messages
internal import Transport

/// Whether the coordinator has welcomed this worker, and when to knock again.
struct LinkState {
  enum Phase: Equatable {
    /// Hello was said; without a welcome by then it is said again on a fresh socket.
    case dialing(until: Double)
    case welcomed
  }

  /// Seconds the first hello may take to be answered.
  static let firstPatience = 2.0
  static let longestPatience = 30.0

  private(set) var phase = Phase.dialing(until: -.infinity)
  private(set) var epoch: UInt64 = 0
  private(set) var heartbeatSeconds = 2.0
  private(set) var leaseSeconds = 10.0
  /// When the coordinator was last heard.
  private(set) var lastHeard: Double
  private(set) var lastBeat = -Double.infinity
  private var patience = LinkState.firstPatience

  init(now: Double) { lastHeard = now }

  var isWelcomed: Bool { phase == .welcomed }

  /// Begins a session: raises the epoch and starts waiting for a welcome.
  ///
  /// - Parameter jitter: In 0...1; spreads a thousand workers that lost the same coordinator.
  mutating func dial(now: Double, jitter: Double) {
    epoch += 1
    phase = .dialing(until: now + patience * (0.75 + 0.5 * jitter))
    patience = min(patience * 2, LinkState.longestPatience)
  }

  mutating func welcomed(_ welcome: WireWelcome, now: Double) {
    phase = .welcomed
    patience = LinkState.firstPatience
    heartbeatSeconds = LinkState.bounded(welcome.heartbeatSeconds, 0.02...60, otherwise: 2)
    leaseSeconds = LinkState.bounded(welcome.leaseSeconds, (heartbeatSeconds * 2)...86_400, otherwise: 10)
    lastHeard = now
    lastBeat = now
  }

  /// Any traffic proves that the coordinator lives.
  mutating func heard(now: Double) { lastHeard = now }

  mutating func beat(now: Double) { lastBeat = now }

  /// True once it is time for a fresh socket.
  func shouldRedial(now: Double) -> Bool {
    switch phase {
    case .dialing(let until): now >= until
    case .welcomed: now - lastHeard > leaseSeconds
    }
  }

  func shouldBeat(now: Double) -> Bool { isWelcomed && now - lastBeat >= heartbeatSeconds }

  /// When something above next becomes true.
  var nextWake: Double {
    switch phase {
    case .dialing(let until): until
    case .welcomed: min(lastBeat + heartbeatSeconds, lastHeard + leaseSeconds + 0.001)
    }
  }

  private static func bounded(
    _ value: Double, _ range: ClosedRange<Double>, otherwise: Double
  ) -> Double {
    guard value.isFinite, value > 0 else { return min(max(otherwise, range.lowerBound), range.upperBound) }
    return min(max(value, range.lowerBound), range.upperBound)
  }
}
